import { openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { roleOf } from "../lib/roles.js";
import { fill, fillHtml, locale, strong, t } from "../lib/texts.js";
import "./copy-field.js";
import { qrCode } from "./qr-code.js";

/**
 * The link of an invitation, for handing on.
 * @param {Api.Invitation} invitation
 * @param {{isAgain?: boolean}} options whether an earlier link was replaced
 */
export function showLink(invitation, options = {}) {
  openDialog(
    t.inviting.linkTitle,
    html`${linkParts(invitation, options)}
      <div class="actions"><button type="button" class="button primary" data-close>${t.common.done}</button></div>`,
  );
}

/**
 * @param {Api.Invitation} invitation
 * @param {{isAgain?: boolean}} options
 */
export function linkParts(invitation, { isAgain = false } = {}) {
  const link = invitation.link ?? "";
  return html`<p>
      ${invitation.kind === "link" ? forWhom(invitation) : fillHtml(t.inviting.linkFor, { email: strong(invitation.email ?? "") })}
      ${isAgain && t.inviting.linkReplaced} ${t.inviting.linkOnce}
    </p>
    <div class="field">
      <label for="invitation-link">${t.invitations.link}</label>
      <copy-field><input id="invitation-link" readonly value="${link}" /></copy-field>
    </div>
    ${qrCode(link, t.inviting.qr)}`;
}

/** @param {Api.Invitation} invitation */
function forWhom(invitation) {
  const { domains = [] } = invitation;
  if (domains.length === 0) return fill(t.inviting.linkAnyone, { role: roleOf(invitation) });
  const list = new Intl.ListFormat(locale(), { type: "disjunction" }).format(domains);
  return fill(t.inviting.linkDomains, { domains: list, role: roleOf(invitation) });
}
