import { dateAndTime, relativeTime } from "../lib/format.js";
import { html } from "../lib/html.js";
import { invitationDomains, invitationName, invitationStatus, invitationUses, mayResend, mayRevoke } from "../lib/invitations.js";
import { roleName } from "../lib/roles.js";

/**
 * One invitation, with what the reader may do about it.
 * @param {Api.Invitation} invitation
 * @param {boolean} mayManage
 */
export function invitationRow(invitation, mayManage) {
  const { id, role, kind, status } = invitation;
  const { name, tone } = invitationStatus(status);
  return html`<tr role="row" data-id="${id}">
    <th role="rowheader" scope="row"><span class="person"><strong>${invitationName(invitation)}</strong> ${details(invitation)}</span></th>
    <td role="cell" data-label="Role">${roleName(role)}</td>
    <td role="cell" data-label="Status"><span class="badge ${tone}">${name}</span></td>
    <td role="cell" data-label="Uses">${kind === "link" ? invitationUses(invitation) : "once"}</td>
    <td role="cell" data-label="Expires">${mayResend(invitation) ? moment(invitation.expiresAt) : "–"}</td>
    <td role="cell" class="row-actions">${mayManage && actions(invitation)}</td>
  </tr>`;
}

/** @param {Api.Invitation} invitation */
function actions(invitation) {
  const isLink = invitation.kind === "link";
  const person = `invitation to ${invitationName(invitation)}`;
  return html`${mayResend(invitation) && (isLink ? action("resend", "New link", "in place of this one") : action("resend", "Resend", person))}
    ${mayRevoke(invitation) && action("revoke", "Revoke", isLink ? "invitation link" : person)}`;
}

/**
 * What tells links from each other: their maker and, since they have no name, when they were made.
 * @param {Api.Invitation} invitation
 */
function details(invitation) {
  const { kind, createdAt, invitedBy } = invitation;
  const only = invitationDomains(invitation);
  const by = invitedBy && html`by ${invitedBy.name}`;
  return html`<span class="muted">${kind === "link" ? html`made ${moment(createdAt)} ${by}` : by}</span>
    ${only && html`<span class="muted">${only}</span>`}`;
}

/** @param {string} time */
function moment(time) {
  return html`<time datetime="${time}" title="${dateAndTime(time)}">${relativeTime(time)}</time>`;
}

/**
 * @param {string} act
 * @param {string} text
 * @param {string} object
 */
function action(act, text, object) {
  return html`<button type="button" class="button quiet" data-act="${act}">${text}<span class="visually-hidden"> ${object}</span></button>`;
}

/**
 * What stays while rows come and go.
 * @param {boolean} mayManage
 */
export const invitationsFrame = (mayManage) => html`<div class="section-head">
    <h2 id="invitations-title">Invitations</h2>
    ${mayManage && html`<button type="button" class="button primary" id="invite-people">Invite people</button>`}
  </div>
  <div role="alert" class="alert"></div>
  <p id="no-invitations" class="empty" hidden>No invitations yet.</p>
  <table role="table" class="table" aria-labelledby="invitations-title" hidden>
    <thead role="rowgroup">
      <tr role="row">
        ${["For", "Role", "Status", "Uses", "Expires"].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
        <th role="columnheader" scope="col"><span class="visually-hidden">Actions</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <p class="more"><button type="button" class="button" id="more-invitations" hidden>Load more</button></p>`;
