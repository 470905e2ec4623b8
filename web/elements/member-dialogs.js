import { formDialog, openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { organizationPath } from "../lib/routing.js";
import { isReadOnly } from "../lib/subscription.js";
import { fill, fillHtml, strong, t } from "../lib/texts.js";

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
    title: fill(t.memberActs.removeTitle, { name }),
    body: html`<p>${fillHtml(t.memberActs.removeBody, { name: strong(name), email, organization: strong(organization) })}</p>`,
    action: t.memberActs.removeAction,
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
    title: fill(t.memberActs.ownTitle, { role }),
    body: html`<p>${t.memberActs.ownBody}</p>`,
    action: t.memberActs.ownAction,
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
    title: fill(t.memberActs.ownerTitle, { name }),
    body: html`<p>${fillHtml(t.memberActs.ownerBody, { name: strong(name) })}</p>`,
    action: t.memberActs.ownerAction,
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
    title: fill(t.memberActs.leaveTitle, { name }),
    body: html`<p>${fillHtml(t.memberActs.leaveBody, { name: strong(name) })}</p>`,
    action: t.memberActs.leaveAction,
    isDangerous: true,
    perform: () => shell.client.post(`/organizations/${id}/leave`),
  });
  if (hasLeft) await shell.goPersonal(fill(t.memberActs.left, { name }));
}

/**
 * Why the only owner stays. While nothing can be changed nobody else can become one either.
 * @param {Api.Organization} organization
 */
export function whyOwnerStays(organization) {
  const text = isReadOnly(organization) ? t.memberActs.lastOwnerReadOnly : t.memberActs.lastOwnerBody;
  return html`<p>${fillHtml(text, { name: strong(organization.name) })}</p>`;
}

/** @param {Api.Organization} organization */
function explainLastOwner(organization) {
  const toMembers = html`<a class="button" href="${organizationPath(organization.slug, "members")}" data-close>${t.memberActs.toMembers}</a>`;
  openDialog(
    t.memberActs.lastOwnerTitle,
    html`${whyOwnerStays(organization)}
      <div class="actions">
        ${!isReadOnly(organization) && toMembers}
        <button type="button" class="button primary" data-close autofocus>${t.memberActs.understood}</button>
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
