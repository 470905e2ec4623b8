import { find } from "../lib/dom.js";
import { formDialog } from "../lib/dialog.js";
import { date, initial } from "../lib/format.js";
import { bindForm } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { roleDescription, roleName } from "../lib/roles.js";
import { organizationPath } from "../lib/routing.js";
import { required } from "../lib/validation.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/** @type {import("../lib/shell.js").View} */
export function overview(shell) {
  const { organization } = shell;
  const isPersonal = organization.kind === "personal";
  render(
    shell.main,
    html`<header class="view-head">
        <span class="avatar large" aria-hidden="true">${initial(organization.name)}</span>
        <div>
          <h1>${organization.name}</h1>
          <p class="muted">${isPersonal ? "Personal organization" : "Team"} · since ${date(organization.createdAt)}</p>
        </div>
      </header>
      <section class="card stack">
        <h2>Your role</h2>
        <p><span class="badge">${roleName(organization.role)}</span> ${roleDescription(organization.role)}</p>
        ${shell.may("members.read") && membersLink(shell, isPersonal)}
      </section>
      ${shell.may("organization.update") && renameForm(organization)}
      ${isPersonal ? personalNote : leaveSection(organization)}`,
  );
  if (shell.may("organization.update")) bindRename(shell);
  shell.main.querySelector("#leave")?.addEventListener("click", () => void leave(shell));
  return "Overview";
}

/**
 * @param {Shell} shell
 * @param {boolean} isPersonal
 */
function membersLink(shell, isPersonal) {
  const invites = !isPersonal && shell.may("invitations.manage");
  const path = organizationPath(shell.organization.slug, "members");
  return html`<p><a href="${path}">${invites ? "Members and invitations" : "Members"}</a></p>`;
}

/** @param {Api.Organization} organization */
function renameForm({ name, slug }) {
  return html`<section class="card stack">
    <h2>Name and web address</h2>
    <form id="rename" method="post" class="stack narrow">
      <div class="field">
        <label for="name">Name</label>
        <input id="name" name="name" autocomplete="organization" value="${name}" required />
      </div>
      <div class="field">
        <label for="slug">Web address</label>
        <input id="slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" value="${slug}" aria-describedby="slug-hint" required />
        <p class="hint" id="slug-hint">The last part of ${location.origin}/o/… Links to the old one stop working.</p>
      </div>
      <div class="actions"><button class="button">Save changes</button></div>
    </form>
  </section>`;
}

/** @param {Shell} shell */
function bindRename(shell) {
  bindForm(find(shell.main, "#rename", HTMLFormElement), {
    checks: { name: required("Give the organization a name."), slug: required("An organization needs a web address.") },
    submit: async ({ name, slug }) => {
      const { organization } = shell;
      const change = { ...(name !== organization.name && { name }), ...(slug !== organization.slug && { slug }) };
      if (Object.keys(change).length === 0) return notify("Nothing to save.");
      shell.changeOrganization(await shell.client.patch(`/organizations/${organization.id}`, change));
      await shell.go(organizationPath(shell.organization.slug), { replace: true });
      notify("Saved.");
    },
  });
}

const personalNote = html`<section class="card stack">
  <h2>Yours alone</h2>
  <p>A personal organization belongs to one person: nobody can be invited to it, and it cannot be left. To work with others, create an organization.</p>
  <p><a class="button" href="/organizations/new">Create organization</a></p>
</section>`;

/** @param {Api.Organization} organization */
function leaveSection({ name }) {
  return html`<section class="card stack">
    <h2>Leave ${name}</h2>
    <p>You lose access at once. To come back you need a new invitation.</p>
    <p><button type="button" class="button danger" id="leave">Leave organization</button></p>
  </section>`;
}

/** @param {Shell} shell */
async function leave(shell) {
  const { id, name } = shell.organization;
  const hasLeft = await formDialog({
    id: "confirm-leave",
    title: `Leave ${name}?`,
    body: html`<p>You lose access to <strong>${name}</strong> at once, in every browser. To come back you need a new invitation.</p>`,
    action: "Leave organization",
    isDangerous: true,
    perform: () => shell.client.post(`/organizations/${id}/leave`),
  });
  if (!hasLeft) return;
  shell.changeMe(await shell.client.get("/me"));
  await shell.goPersonal(`You have left ${name}.`);
}
