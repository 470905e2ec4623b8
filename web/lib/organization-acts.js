import auditTexts from "../texts/en/audit.js";
import consoleTexts from "../texts/en/console.js";
import { formDialog } from "./dialog.js";
import { html } from "./html.js";
import { fill } from "./texts.js";

const texts = consoleTexts.organizations;

/** What an operator can do about an organization as a whole. */

/** @typedef {import("./api.js").Client} Client */
/** @typedef {Pick<Api.ListedOrganization, "id" | "name" | "status" | "seats" | "deletedAt">} Subject */
/** @typedef {keyof typeof acts} Act */

/** @type {(status: string) => (client: Client, organization: Subject) => Promise<void>} */
const set = (status) => (client, { id, seats }) => client.put(`/admin/organizations/${id}/subscription`, { status, seats });

export const acts = {
  suspend: { action: texts.suspend, title: texts.suspendTitle, body: texts.suspendBody, told: texts.isSuspended, isDangerous: true, perform: set("suspended") },
  activate: { action: texts.activate, title: texts.activateTitle, body: texts.activateBody, told: texts.isActive, isDangerous: false, perform: set("active") },
  delete: {
    action: texts.delete, title: texts.deleteTitle, body: texts.deleteBody, told: texts.isDeleted, isDangerous: true,
    perform: (/** @type {Client} */ client, /** @type {Subject} */ { id }) => client.delete(`/admin/organizations/${id}`),
  },
  restore: {
    action: texts.restore, title: texts.restoreTitle, body: texts.restoreBody, told: texts.isRestored, isDangerous: false,
    perform: (/** @type {Client} */ client, /** @type {Subject} */ { id }) => client.post(`/admin/organizations/${id}/restore`),
  },
};

/**
 * Which of them there are for one, as things are with it.
 * @param {Subject} organization
 * @returns {Act[]}
 */
export function actsFor(organization) {
  return organization.deletedAt ? ["restore"] : [isStopped(organization) ? "activate" : "suspend", "delete"];
}

/**
 * @param {Client} client
 * @param {Act} name
 * @param {Subject} organization
 * @returns {Promise<string>} what to tell the person; "" if nothing was done
 */
export async function askAndPerform(client, name, organization) {
  const act = acts[name];
  const isDone = await formDialog({
    id: "console-act",
    title: fill(act.title, { name: organization.name }),
    body: html`<p>${act.body}</p>`,
    action: act.action,
    isDangerous: act.isDangerous,
    perform: () => act.perform(client, organization),
  });
  return isDone ? fill(act.told, { name: organization.name }) : "";
}

/** @param {Subject} organization */
export function statusBadge(organization) {
  const isBad = isStopped(organization) || organization.deletedAt;
  return html`<span class="badge ${isBad && html`bad`}">${statuses[organization.deletedAt ? "deleted" : organization.status]}</span>`;
}

export const statuses = /** @type {Record<string, string>} */ ({ ...auditTexts.statuses, deleted: texts.deleted });

/** @param {Subject} organization */
function isStopped({ status }) {
  return status === "suspended" || status === "canceled";
}
