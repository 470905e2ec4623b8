import "../elements/invitation-list.js";
import { InvitationList } from "../elements/invitation-list.js";
import "../elements/member-list.js";
import { MemberList } from "../elements/member-list.js";
import { find } from "../lib/dom.js";
import { html, render } from "../lib/html.js";

/** @type {import("../lib/shell.js").View} */
export function members(shell) {
  const isPersonal = shell.organization.kind === "personal";
  const showsInvitations = !isPersonal && (shell.may("invitations.read") || shell.may("invitations.manage"));
  render(
    shell.main,
    html`<h1>Members</h1>
      ${isPersonal && personalNote}
      ${shell.may("members.read")
        ? html`<section class="card"><member-list></member-list></section>`
        : html`<p class="empty">Your role does not show the members of this organization.</p>`}
      ${showsInvitations && html`<section class="card"><invitation-list></invitation-list></section>`}`,
  );
  if (shell.may("members.read")) void find(shell.main, "member-list", MemberList).start(shell);
  if (showsInvitations) void find(shell.main, "invitation-list", InvitationList).start(shell);
  return "Members";
}

const personalNote = html`<p class="empty">
  This is your personal organization. It has no invitations, you are its only member, and it cannot be left.
  To work with others, <a href="/organizations/new">create an organization</a>.
</p>`;
