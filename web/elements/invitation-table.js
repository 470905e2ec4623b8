import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { invitationDomains, invitationName, invitationStatus, invitationUses, mayResend, mayRevoke } from "../lib/invitations.js";
import { moment } from "../lib/moments.js";
import { roleOf } from "../lib/roles.js";
import { fill, fillHtml } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import invitingTexts from "../texts/en/inviting.js";
import membersTexts from "../texts/en/members.js";

/**
 * One invitation, with what the reader may do about it.
 * @param {Api.Invitation} invitation
 * @param {boolean} mayManage
 */
export function invitationRow(invitation, mayManage) {
  const { id, kind, status } = invitation;
  const { name, tone } = invitationStatus(status);
  return html`<tr role="row" data-id="${id}">
    <th role="rowheader" scope="row">
      <div class="identity">
        <span class="avatar round plain" aria-hidden="true">${kind === "link" ? icons.link : icons.mail}</span>
        <span class="person"><strong>${invitationName(invitation)}</strong> ${details(invitation)}</span>
      </div>
    </th>
    <td role="cell" data-label="${membersTexts.role}">${roleOf(invitation)}</td>
    <td role="cell" data-label="${invitingTexts.status}"><span class="badge ${tone}">${name}</span></td>
    <td role="cell" data-label="${invitingTexts.uses}">${kind === "link" ? invitationUses(invitation) : invitingTexts.once}</td>
    <td role="cell" data-label="${invitingTexts.expires}">${mayResend(invitation) ? moment(invitation.expiresAt) : invitingTexts.noExpiry}</td>
    <td role="cell" class="row-actions">${mayManage && actions(invitation)}</td>
  </tr>`;
}

/** @param {Api.Invitation} invitation */
function actions(invitation) {
  const isLink = invitation.kind === "link";
  const person = fill(invitingTexts.invitationTo, { name: invitationName(invitation) });
  const again = isLink ? action("resend", invitingTexts.newLink, invitingTexts.inPlace) : action("resend", invitingTexts.resend, person);
  return html`${mayResend(invitation) && again}
    ${mayRevoke(invitation) && action("revoke", invitingTexts.revoke, isLink ? invitingTexts.ofLink : person)}`;
}

/**
 * What tells links from each other: their maker and, since they have no name, when they were made.
 * @param {Api.Invitation} invitation
 */
function details(invitation) {
  const { kind, createdAt, invitedBy } = invitation;
  const only = invitationDomains(invitation);
  const values = { name: invitedBy.name ?? commonTexts.deletedAccount, time: moment(createdAt) };
  return html`<span class="muted">${fillHtml(kind === "link" ? invitingTexts.madeBy : invitingTexts.by, values)}</span>
    ${only && html`<span class="muted">${only}</span>`}`;
}

/**
 * @param {string} act
 * @param {string} text
 * @param {string} object
 */
function action(act, text, object) {
  return html`<button type="button" class="button quiet" data-act="${act}">${text}<span class="visually-hidden"> ${object}</span></button>`;
}

const statuses = /** @type {const} */ (["pending", "accepted", "expired", "revoked", "exhausted"]);

/**
 * What stays while rows come and go.
 * @param {boolean} mayManage
 */
export const invitationsFrame = (mayManage) => html`<h2 id="invitations-title">${invitingTexts.title}</h2>
  <fieldset class="tabs">
    <legend class="visually-hidden">${invitingTexts.show}</legend>
    ${[...statuses, ""].map(
      (status) => html`<label><input type="radio" name="invitation-status" value="${status}" ${status === "pending" && html`checked`} />
        ${status === "" ? invitingTexts.all : invitationStatus(/** @type {Api.InvitationStatus} */ (status)).name}</label>`,
    )}
  </fieldset>
  <div role="alert" class="alert"></div>
  <table role="table" class="table" aria-labelledby="invitations-title" hidden>
    <thead role="rowgroup">
      <tr role="row">
        ${[invitingTexts.for, membersTexts.role, invitingTexts.status, invitingTexts.uses, invitingTexts.expires].map(
          (name) => html`<th role="columnheader" scope="col">${name}</th>`,
        )}
        <th role="columnheader" scope="col"><span class="visually-hidden">${membersTexts.actions}</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <div id="no-invitations" class="empty" hidden><strong></strong>${mayManage && html`<span>${invitingTexts.emptyWhy}</span>`}</div>`;
