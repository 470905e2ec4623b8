import "../elements/invitation-list.js";
import { InvitationList } from "../elements/invitation-list.js";
import { ownersOf } from "../elements/member-dialogs.js";
import "../elements/member-list.js";
import { MemberList } from "../elements/member-list.js";
import { find } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { t } from "../lib/texts.js";

/** @type {import("../lib/shell.js").View} */
export async function members(shell, signal) {
  const isPersonal = shell.organization.kind === "personal";
  const showsInvitations = !isPersonal && shell.may("invitations.read");
  const owners = await ownersOf(shell, signal);
  render(
    shell.main,
    html`<h1>${t.members.title}</h1>
      ${isPersonal && html`<div class="empty"><span>${t.members.personalNote}</span><a href="/organizations/new">${t.members.create}</a></div>`}
      <section class="card"><member-list></member-list></section>
      ${showsInvitations && html`<section class="card" id="invitations"><invitation-list></invitation-list></section>`}`,
  );
  void find(shell.main, "member-list", MemberList).start(shell, owners);
  if (showsInvitations) void find(shell.main, "invitation-list", InvitationList).start(shell);
  return t.members.title;
}
