import "../elements/invitation-list.js";
import { InvitationList } from "../elements/invitation-list.js";
import { ownersOf } from "../elements/member-dialogs.js";
import "../elements/member-list.js";
import { MemberList } from "../elements/member-list.js";
import "../elements/seat-line.js";
import { SeatLine } from "../elements/seat-line.js";
import { find } from "../lib/dom.js";
import { html, prepared } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { loadRoles } from "../lib/roles.js";
import invitingTexts from "../texts/en/inviting.js";
import membersTexts from "../texts/en/members.js";

/** @type {import("../lib/shell.js").View} */
export async function members(shell, signal) {
  const isPersonal = shell.organization.kind === "personal";
  const showsInvitations = !isPersonal && shell.may("invitations.read");
  const view = prepared(
    html`<div class="section-head">
        <h1>${membersTexts.title}</h1>
        ${showsInvitations && shell.may("invitations.manage") && html`<button type="button" class="button primary" id="invite-people">${icons.add}${invitingTexts.invite}</button>`}
      </div>
      ${!isPersonal && html`<seat-line class="muted"></seat-line>`}
      ${isPersonal && html`<div class="empty"><span>${membersTexts.personalNote}</span><a href="/organizations/new">${membersTexts.create}</a></div>`}
      <section class="card"><member-list></member-list></section>
      ${showsInvitations && html`<section class="card" id="invitations"><invitation-list></invitation-list></section>`}`,
  );
  const [owners, roles] = await Promise.all([ownersOf(shell, signal), loadRoles(shell, signal)]);
  const line = view.querySelector("seat-line");
  const seats = line instanceof SeatLine ? line : null;
  await Promise.all([
    seats?.start(shell),
    find(view, "member-list", MemberList).start(shell, owners, roles),
    showsInvitations && find(view, "invitation-list", InvitationList).start(shell, roles, seats),
  ]);
  for (const list of view.querySelectorAll("member-list, invitation-list")) list.addEventListener("seats", () => void seats?.load());
  const invite = view.querySelector("#invite-people");
  invite?.addEventListener("click", () => void find(shell.main, "invitation-list", InvitationList).invite());
  shell.place(view, signal);
  return membersTexts.title;
}
