import { leaveOrganization, ownersOf, whyOwnerStays } from "../elements/member-dialogs.js";
import { deleteOrganization, transferOrganization } from "../elements/organization-ends.js";
import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html, prepared } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { organizationPath } from "../lib/routing.js";
import { isReadOnly, loadSubscription } from "../lib/subscription.js";
import { fill, t } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import { planSection } from "./settings/plan.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/** @type {import("../lib/shell.js").View} */
export async function settings(shell, signal) {
  const { organization } = shell;
  const mayChange = shell.may("organization.update");
  const [owners, plan] = await Promise.all([
    ownersOf(shell, signal),
    organization.kind === "team" && shell.may("organization.read") ? loadSubscription(shell, signal) : null,
  ]);
  const isLastOwner = owners < 2;
  const view = prepared(
    html`<h1>${t.settings.title}</h1>
      ${mayChange ? nameForm(organization) : nameFacts(organization)}
      ${plan && planSection(plan, organization)}
      ${organization.kind === "team" && html`${shell.may("organization.transfer") && transferSection()}
        ${leaveSection(organization, isLastOwner)} ${shell.may("organization.delete") && deleteSection(organization)}`}`,
  );
  shell.place(view, signal);
  if (mayChange) bindName(shell, organization, signal);
  on(shell, "#transfer", () => transferOrganization(shell, organization));
  on(shell, "#leave", () => leaveOrganization(shell, organization, isLastOwner));
  on(shell, "#delete", () => deleteOrganization(shell, organization));
  return t.settings.title;
}

/** @param {Api.Organization} organization */
function nameForm({ name, slug }) {
  return html`<section class="card stack">
    <h2>${t.settings.nameTitle}</h2>
    <form id="rename" method="post" class="stack narrow">
      <div class="field">
        <label for="name">${t.fields.name}</label>
        <input id="name" name="name" autocomplete="off" value="${name}" required />
      </div>
      <div class="field">
        <label for="slug">${t.newOrganization.slug}</label>
        <input id="slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" value="${slug}" aria-describedby="slug-hint" required />
        <p class="hint" id="slug-hint">${fill(t.settings.slugHint, { origin: location.origin })}</p>
      </div>
      <div class="actions"><button class="button primary">${t.settings.save}</button></div>
    </form>
  </section>`;
}

/**
 * While nothing can be changed.
 * @param {Api.Organization} organization
 */
function nameFacts({ name, slug }) {
  return html`<section class="card stack">
    <h2>${t.settings.nameTitle}</h2>
    <dl class="facts wide">
      <div><dt>${t.fields.name}</dt><dd>${name}</dd></div>
      <div><dt>${t.newOrganization.slug}</dt><dd>${slug}</dd></div>
    </dl>
    <p class="hint">${t.settings.readOnly}</p>
  </section>`;
}

/**
 * @param {Shell} shell
 * @param {Api.Organization} organization the one that the form is about, wherever the shell goes meanwhile
 * @param {AbortSignal} signal
 */
function bindName(shell, organization, signal) {
  bindForm(find(shell.main, "#rename", HTMLFormElement), {
    checks: { name: required(t.newOrganization.nameMissing), slug: required(t.settings.slugMissing) },
    submit: async ({ name, slug }) => {
      const change = { ...(name !== organization.name && { name }), ...(slug !== organization.slug && { slug }) };
      if (Object.keys(change).length === 0) return notify(t.common.nothingToSave);
      const changed = await shell.client.patch(`/organizations/${organization.id}`, change);
      shell.changeOrganization(changed);
      if (signal.aborted) return;
      await shell.go(organizationPath(changed.slug, "settings"), { replace: true });
      notify(t.common.saved);
    },
  });
}

/**
 * @param {Api.Organization} organization
 * @param {boolean} isLastOwner
 */
function leaveSection(organization, isLastOwner) {
  const { name, slug } = organization;
  const toMembers = html`<p><a class="button" href="${organizationPath(slug, "members")}">${t.memberActs.toMembers}</a></p>`;
  return html`<section class="card stack">
    <h2>${fill(t.settings.leaveTitle, { name })}</h2>
    ${isLastOwner
      ? html`${whyOwnerStays(organization)} ${!isReadOnly(organization) && toMembers}`
      : html`<p>${t.settings.leaveWhy}</p>
          <p><button type="button" class="button danger" id="leave">${t.memberActs.leaveAction}</button></p>`}
  </section>`;
}

function transferSection() {
  return html`<section class="card stack">
    <h2>${t.settings.transferAction}</h2>
    <p>${t.settings.transferWhy}</p>
    <p><button type="button" class="button" id="transfer">${t.settings.transferAction}</button></p>
  </section>`;
}

/** @param {Api.Organization} organization */
function deleteSection({ name }) {
  return html`<section class="card stack">
    <h2>${fill(t.settings.deleteTitle, { name })}</h2>
    <p>${t.settings.deleteWhy}</p>
    <p><button type="button" class="button danger" id="delete">${t.settings.deleteAction}</button></p>
  </section>`;
}

/**
 * What is there only for those who may.
 * @param {Shell} shell
 * @param {string} selector of a button
 * @param {() => Promise<void>} act
 */
function on(shell, selector, act) {
  shell.main.querySelector(selector)?.addEventListener("click", () => void act());
}
