import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { day } from "../lib/moments.js";
import { fill, t } from "../lib/texts.js";
import { ConsoleList, searchField, statusField } from "./console-list.js";

const texts = t.console.organizations;
const statuses = /** @type {Record<string, string>} */ ({ ...t.audit.statuses, deleted: texts.deleted });

/**
 * All organizations but personal ones, for those who run the instance.
 * @extends {ConsoleList<Api.ListedOrganization>}
 */
export class ConsoleOrganizations extends ConsoleList {
  /** @override */
  get section() {
    return /** @type {const} */ ("organizations");
  }

  /** @override */
  get fields() {
    return html`${searchField(texts.hint)} ${statusField(statuses)}`;
  }

  /** @override */
  get columns() {
    return [t.fields.name, t.console.status, texts.members, t.console.created];
  }

  /**
   * @override
   * @returns {Record<string, unknown>}
   */
  get query() {
    return { ...super.query, kind: "team" };
  }

  /**
   * @override
   * @param {Api.ListedOrganization} organization
   */
  rowOf(organization) {
    return row(organization);
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Element} _row
   * @param {Api.ListedOrganization} organization
   */
  act(button, _row, organization) {
    void this.#perform(/** @type {keyof typeof acts} */ (button.dataset.act), organization);
  }

  /**
   * @param {keyof typeof acts} name
   * @param {Api.ListedOrganization} organization
   */
  async #perform(name, organization) {
    const act = acts[name];
    const isDone = await formDialog({
      id: "console-act",
      title: fill(act.title, { name: organization.name }),
      body: html`<p>${act.body}</p>`,
      action: act.action,
      isDangerous: act.isDangerous,
      perform: () => act.perform(this.shell.client, organization),
    });
    if (isDone) await this.done(fill(act.told, { name: organization.name }));
  }
}

/** @typedef {import("../lib/api.js").Client} Client */

/** @type {(status: string) => (client: Client, organization: Api.ListedOrganization) => Promise<void>} */
const set = (status) => (client, { id, seats }) => client.put(`/admin/organizations/${id}/subscription`, { status, seats });

const acts = {
  suspend: { action: texts.suspend, title: texts.suspendTitle, body: texts.suspendBody, told: texts.isSuspended, isDangerous: true, perform: set("suspended") },
  activate: { action: texts.activate, title: texts.activateTitle, body: texts.activateBody, told: texts.isActive, isDangerous: false, perform: set("active") },
  delete: {
    action: texts.delete, title: texts.deleteTitle, body: texts.deleteBody, told: texts.isDeleted, isDangerous: true,
    perform: (/** @type {Client} */ client, /** @type {Api.ListedOrganization} */ { id }) => client.delete(`/admin/organizations/${id}`),
  },
  restore: {
    action: texts.restore, title: texts.restoreTitle, body: texts.restoreBody, told: texts.isRestored, isDangerous: false,
    perform: (/** @type {Client} */ client, /** @type {Api.ListedOrganization} */ { id }) => client.post(`/admin/organizations/${id}/restore`),
  },
};

/** @param {Api.ListedOrganization} organization */
function row({ id, name, slug, status, seats, used, members, createdAt, deletedAt }) {
  const isReadOnly = status === "suspended" || status === "canceled";
  const names = deletedAt ? /** @type {const} */ (["restore"]) : /** @type {const} */ ([isReadOnly ? "activate" : "suspend", "delete"]);
  return html`<tr role="row" data-id="${id}">
    <th role="rowheader" scope="row" class="breaks"><span class="person"><strong>${name}</strong> <span class="muted">${slug}</span></span></th>
    <td role="cell" data-label="${t.console.status}"><span class="badge ${(isReadOnly || deletedAt) && html`bad`}">${statuses[deletedAt ? "deleted" : status]}</span></td>
    <td role="cell" data-label="${texts.members}">${seats === null ? String(members) : fill(texts.seats, { used: String(used), seats: String(seats) })}</td>
    <td role="cell" data-label="${t.console.created}">${day(createdAt)}</td>
    <td role="cell" class="row-actions">
      ${names.map((act) => html`<button type="button" class="button quiet" data-act="${act}">${acts[act].action}<span class="visually-hidden"> ${name}</span></button>`)}
    </td>
  </tr>`;
}

customElements.define("console-organizations", ConsoleOrganizations);
