import { openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { qrMatrix, qrPath } from "../lib/qr.js";
import { roleOf } from "../lib/roles.js";
import { fill, fillHtml, locale, strong, t } from "../lib/texts.js";
import "./copy-field.js";

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
    ${qrCode(link)}`;
}

/** @param {Api.Invitation} invitation */
function forWhom(invitation) {
  const { domains = [] } = invitation;
  if (domains.length === 0) return fill(t.inviting.linkAnyone, { role: roleOf(invitation) });
  const list = new Intl.ListFormat(locale(), { type: "disjunction" }).format(domains);
  return fill(t.inviting.linkDomains, { domains: list, role: roleOf(invitation) });
}

/**
 * Dark on light in both colour schemes, with the quiet zone that readers need.
 * @param {string} text
 */
function qrCode(text) {
  const matrix = qrMatrix(text);
  const size = matrix.length + 8;
  return html`<svg class="qr" role="img" aria-label="${t.inviting.qr}" viewBox="-4 -4 ${size} ${size}" shape-rendering="crispEdges">
    <path d="${qrPath(matrix)}" />
  </svg>`;
}
