import "../elements/domain-list.js";
import { DomainList, domainsSection } from "../elements/domain-list.js";
import { leaveOrganization, ownersOf, whyOwnerStays } from "../elements/member-dialogs.js";
import { deleteOrganization, transferOrganization } from "../elements/organization-ends.js";
import { providersSection, startProviders } from "../elements/provider-list.js";
import { find } from "../lib/dom.js";
import { html, prepared } from "../lib/html.js";
import { builtInRoles, loadRoles, rolesToJoinBy } from "../lib/roles.js";
import { organizationPath } from "../lib/routing.js";
import { isReadOnly, loadSubscription } from "../lib/subscription.js";
import { fill } from "../lib/texts.js";
import memberActsTexts from "../texts/en/memberActs.js";
import settingsTexts from "../texts/en/settings.js";
import { appearanceSection, bindAppearance } from "./settings/appearance.js";
import { exportOrganization, exportSection } from "./settings/export.js";
import { bindInvitations, invitationsSection } from "./settings/invitations.js";
import { bindLogo, logoSection } from "./settings/logo.js";
import { bindName, nameFacts, nameForm } from "./settings/name.js";
import { planSection } from "./settings/plan.js";
import { bindSignIn, signInSection } from "./settings/sign-in.js";
import { bindVisibility, visibilitySection } from "./settings/visibility.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/** @type {import("../lib/shell.js").View} */
export async function settings(shell, signal) {
  const { organization } = shell;
  const mayChange = shell.may("organization.update");
  const isTeam = organization.kind === "team";
  const mayRead = isTeam && shell.may("organization.read");
  const [owners, plan, roles] = await Promise.all([
    ownersOf(shell, signal),
    mayRead ? loadSubscription(shell, signal) : null,
    mayRead && mayChange ? loadRoles(shell, signal) : builtInRoles,
  ]);
  const isLastOwner = owners < 2;
  const view = prepared(
    html`<h1>${settingsTexts.title}</h1>
      ${mayChange ? nameForm(organization) : nameFacts(organization)}
      ${mayChange && html`${appearanceSection(organization)} ${logoSection(organization)}`}
      ${plan && planSection(plan, organization)}
      ${isTeam && mayChange && html`${invitationsSection(organization, roles)} ${domainsSection} ${providersSection()} ${visibilitySection(organization)}
        ${signInSection(organization)}`}
      ${isTeam && html`${shell.may("organization.transfer") && transferSection()}
        ${leaveSection(organization, isLastOwner)} ${shell.may("organization.export") && exportSection(organization)}
        ${shell.may("organization.delete") && deleteSection(organization)}`}`,
  );
  if (isTeam && mayChange) {
    const domains = find(view, "domain-list", DomainList);
    domains.roles = rolesToJoinBy(organization, roles);
    await Promise.all([domains.start(shell), startProviders(view, shell)]);
    find(view, "#add-domain", HTMLButtonElement).addEventListener("click", () => void domains.add());
  }
  shell.place(view, signal);
  if (mayChange) bindForms({ shell, organization, signal }, isTeam);
  on(shell, "#transfer", () => transferOrganization(shell, organization));
  on(shell, "#leave", () => leaveOrganization(shell, organization, isLastOwner));
  on(shell, "#export", (button) => exportOrganization(shell, organization, button));
  on(shell, "#delete", () => deleteOrganization(shell, organization));
  return settingsTexts.title;
}

/**
 * @param {import("./settings/saving.js").Place} place
 * @param {boolean} isTeam
 */
function bindForms(place, isTeam) {
  bindName(place);
  bindAppearance(place);
  bindLogo(place);
  if (!isTeam) return;
  bindInvitations(place);
  bindVisibility(place);
  bindSignIn(place);
}

/**
 * @param {Api.Organization} organization
 * @param {boolean} isLastOwner
 */
function leaveSection(organization, isLastOwner) {
  const { name, slug } = organization;
  const toMembers = html`<p><a class="button" href="${organizationPath(slug, "members")}">${memberActsTexts.toMembers}</a></p>`;
  return html`<section class="card stack">
    <h2>${fill(settingsTexts.leaveTitle, { name })}</h2>
    ${isLastOwner
      ? html`${whyOwnerStays(organization)} ${!isReadOnly(organization) && toMembers}`
      : html`<p>${settingsTexts.leaveWhy}</p>
          <p><button type="button" class="button danger" id="leave">${memberActsTexts.leaveAction}</button></p>`}
  </section>`;
}

function transferSection() {
  return html`<section class="card stack">
    <h2>${settingsTexts.transferAction}</h2>
    <p>${settingsTexts.transferWhy}</p>
    <p><button type="button" class="button" id="transfer">${settingsTexts.transferAction}</button></p>
  </section>`;
}

/** @param {Api.Organization} organization */
function deleteSection({ name }) {
  return html`<section class="card stack">
    <h2>${fill(settingsTexts.deleteTitle, { name })}</h2>
    <p>${settingsTexts.deleteWhy}</p>
    <p><button type="button" class="button danger" id="delete">${settingsTexts.deleteAction}</button></p>
  </section>`;
}

/**
 * What is there only for those who may.
 * @param {Shell} shell
 * @param {string} selector of a button
 * @param {(button: HTMLButtonElement) => Promise<void>} act
 */
function on(shell, selector, act) {
  const button = shell.main.querySelector(selector);
  if (button instanceof HTMLButtonElement) button.addEventListener("click", () => void act(button));
}
