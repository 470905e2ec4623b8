import { openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import "./copy-field.js";

/**
 * The link of an invitation, for handing on.
 * @param {Api.Invitation} invitation
 * @param {{isAgain?: boolean}} options whether an earlier link was replaced
 */
export function showLink(invitation, { isAgain = false } = {}) {
  openDialog(
    "Invitation link",
    html`<p>
        ${invitation.kind === "link" ? forWhom(invitation) : html`No mail is set up here, so hand this link to <strong>${invitation.email}</strong> yourself.`}
        ${isAgain && "The earlier link no longer works."} It is shown this once only.
      </p>
      <div class="field">
        <label for="invitation-link">Link</label>
        <copy-field><input id="invitation-link" readonly value="${invitation.link}" /></copy-field>
      </div>
      <div class="actions"><button type="button" class="button primary" data-close>Done</button></div>`,
  );
}

/** @param {Api.Invitation} invitation */
function forWhom({ domains = [] }) {
  const end = "until it expires or is used up.";
  if (domains.length === 0) return `Anyone with this link can join ${end}`;
  return html`Only people with a confirmed address at <strong>${domains.join(" or ")}</strong> can join with this link, ${end}`;
}
