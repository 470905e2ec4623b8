import "../elements/invitation-list.js";
import { InvitationList } from "../elements/invitation-list.js";
import { ownersOf } from "../elements/member-dialogs.js";
import "../elements/member-list.js";
import { MemberList } from "../elements/member-list.js";
import { find } from "../lib/dom.js";
import { html, prepared } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { loadRoles } from "../lib/roles.js";
import { t } from "../lib/texts.js";

/** @type {import("../lib/shell.js").View} */
export async function members(shell, signal) {
  const isPersonal = shell.organization.kind === "personal";
  const showsInvitations = !isPersonal && shell.may("invitations.read");
  const view = prepared(
    html`<div class="section-head">
        <h1>${t.members.title}</h1>
        ${showsInvitations && shell.may("invitations.manage") && html`<button type="button" class="button primary" id="invite-people">${icons.add}${t.inviting.invite}</button>`}
      </div>
      ${isPersonal && html`<div class="empty"><span>${t.members.personalNote}</span><a href="/organizations/new">${t.members.create}</a></div>`}
      <section class="card"><member-list></member-list></section>
      ${showsInvitations && html`<section class="card" id="invitations"><invitation-list></invitation-list></section>`}`,
  );
  const [owners, roles] = await Promise.all([ownersOf(shell, signal), loadRoles(shell, signal)]);
  await Promise.all([
    find(view, "member-list", MemberList).start(shell, owners, roles),
    showsInvitations && find(view, "invitation-list", InvitationList).start(shell, roles),
  ]);
  const invite = view.querySelector("#invite-people");
  invite?.addEventListener("click", () => void find(shell.main, "invitation-list", InvitationList).invite());
  shell.place(view, signal);
  return t.members.title;
}
