import { openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { roleOf } from "../lib/roles.js";
import { fill, fillHtml, locale, strong } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import invitationsTexts from "../texts/en/invitations.js";
import invitingTexts from "../texts/en/inviting.js";
import "./copy-field.js";
import { qrCode } from "./qr-code.js";

/**
 * The link of an invitation, for handing on.
 * @param {Api.Invitation} invitation
 * @param {{isAgain?: boolean}} options whether an earlier link was replaced
 */
export function showLink(invitation, options = {}) {
  openDialog(
    invitingTexts.linkTitle,
    html`${linkParts(invitation, options)}
      <div class="actions"><button type="button" class="button primary" data-close>${commonTexts.done}</button></div>`,
  );
}

/**
 * @param {Api.Invitation} invitation
 * @param {{isAgain?: boolean}} options
 */
export function linkParts(invitation, { isAgain = false } = {}) {
  const link = invitation.link ?? "";
  return html`<p>
      ${invitation.kind === "link" ? forWhom(invitation) : fillHtml(invitingTexts.linkFor, { email: strong(invitation.email ?? "") })}
      ${isAgain && invitingTexts.linkReplaced} ${invitingTexts.linkOnce}
    </p>
    <div class="field">
      <label for="invitation-link">${invitationsTexts.link}</label>
      <copy-field><input id="invitation-link" readonly value="${link}" /></copy-field>
    </div>
    ${qrCode(link, invitingTexts.qr)}`;
}

/** @param {Api.Invitation} invitation */
function forWhom(invitation) {
  const { domains = [] } = invitation;
  if (domains.length === 0) return fill(invitingTexts.linkAnyone, { role: roleOf(invitation) });
  const list = new Intl.ListFormat(locale(), { type: "disjunction" }).format(domains);
  return fill(invitingTexts.linkDomains, { domains: list, role: roleOf(invitation) });
}
