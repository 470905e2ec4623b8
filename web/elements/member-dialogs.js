import { formDialog, openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { organizationPath } from "../lib/routing.js";
import { isReadOnly } from "../lib/subscription.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import texts from "../texts/en/memberActs.js";

/**
 * @param {Api.Member} member
 * @param {string} organization its name
 * @param {() => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function confirmRemoval({ user }, organization, perform) {
  const { name, email } = user;
  return formDialog({
    id: "confirm-remove",
    title: fill(texts.removeTitle, { name }),
    body: html`<p>${fillHtml(texts.removeBody, { name: strong(name), email, organization: strong(organization) })}</p>`,
    action: texts.removeAction,
    isDangerous: true,
    perform,
  });
}

/**
 * One may give up a role, but not take it back.
 * @param {string} role its name
 * @param {() => Promise<void>} perform
 */
export function confirmOwnRole(role, perform) {
  return formDialog({
    id: "confirm-own-role",
    title: fill(texts.ownTitle, { role }),
    body: html`<p>${texts.ownBody}</p>`,
    action: texts.ownAction,
    isDangerous: true,
    perform,
  });
}

/**
 * @param {string} name
 * @param {() => Promise<void>} perform
 */
export function confirmOwner(name, perform) {
  return formDialog({
    id: "confirm-owner",
    title: fill(texts.ownerTitle, { name }),
    body: html`<p>${fillHtml(texts.ownerBody, { name: strong(name) })}</p>`,
    action: texts.ownerAction,
    isDangerous: true,
    perform,
  });
}

/**
 * Asks, and leaves. The only owner is told why that can't be, before trying.
 * @param {import("../lib/shell.js").Shell} shell
 * @param {Api.Organization} organization the one that the view is about
 * @param {boolean} isLastOwner
 */
export async function leaveOrganization(shell, organization, isLastOwner) {
  const { id, name } = organization;
  if (isLastOwner) return explainLastOwner(organization);
  const hasLeft = await formDialog({
    id: "confirm-leave",
    title: fill(texts.leaveTitle, { name }),
    body: html`<p>${fillHtml(texts.leaveBody, { name: strong(name) })}</p>`,
    action: texts.leaveAction,
    isDangerous: true,
    perform: () => shell.client.post(`/organizations/${id}/leave`),
  });
  if (hasLeft) await shell.goPersonal(fill(texts.left, { name }));
}

/**
 * Why the only owner stays. While nothing can be changed nobody else can become one either.
 * @param {Api.Organization} organization
 */
export function whyOwnerStays(organization) {
  const text = isReadOnly(organization) ? texts.lastOwnerReadOnly : texts.lastOwnerBody;
  return html`<p>${fillHtml(text, { name: strong(organization.name) })}</p>`;
}

/** @param {Api.Organization} organization */
function explainLastOwner(organization) {
  const toMembers = html`<a class="button" href="${organizationPath(organization.slug, "members")}" data-close>${texts.toMembers}</a>`;
  openDialog(
    texts.lastOwnerTitle,
    html`${whyOwnerStays(organization)}
      <div class="actions">
        ${!isReadOnly(organization) && toMembers}
        <button type="button" class="button primary" data-close autofocus>${texts.understood}</button>
      </div>`,
  );
}

/**
 * How many owners the organization has; of no interest to those who are none.
 * @param {import("../lib/shell.js").Shell} shell
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
export async function ownersOf({ client, organization }, signal) {
  if (organization.role !== "owner" || organization.kind === "personal") return 2;
  const query = { role: "owner", limit: 1 };
  const { total } = await client.get(`/organizations/${organization.id}/members`, { query, signal });
  return total;
}
