import { debounce, find, focusOn } from "../lib/dom.js";
import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { day } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { fill, t } from "../lib/texts.js";
import { PagedList } from "./paged-list.js";

const texts = t.console.organizations;
const statuses = /** @type {Record<string, string>} */ ({ ...t.audit.statuses, deleted: texts.deleted });

/**
 * All organizations but personal ones, for those who run the instance.
 * @extends {PagedList<Api.ListedOrganization>}
 */
export class ConsoleOrganizations extends PagedList {
  /** @override */
  frame() {
    return html`<form role="search" class="filters">
        <div class="field grow">
          <label for="console-query">${t.console.search}</label>
          <input id="console-query" name="query" type="search" autocomplete="off" placeholder="${texts.hint}" />
        </div>
        <div class="field">
          <label for="console-status">${t.console.status}</label>
          <select id="console-status" name="status">
            <option value="">${t.console.all}</option>
            ${Object.entries(statuses).map(([key, name]) => html`<option value="${key}">${name}</option>`)}
          </select>
        </div>
      </form>
      <div role="alert" class="alert"></div>
      <table role="table" class="table" aria-label="${t.console.sections.organizations}" hidden>
        <thead role="rowgroup">
          <tr role="row">
            ${[t.fields.name, t.console.status, texts.members, t.console.created].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
            <th role="columnheader" scope="col"><span class="visually-hidden">${t.console.actions}</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup"></tbody>
      </table>
      <p class="empty" id="console-none" hidden>${t.console.none}</p>`;
  }

  /** @override */
  get pagesLabel() {
    return t.console.pages;
  }

  /** @override */
  get path() {
    return "/admin/organizations";
  }

  /**
   * @override
   * @returns {Record<string, unknown>}
   */
  get query() {
    return { ...Object.fromEntries(new FormData(this.#form)), kind: "team" };
  }

  /** @override */
  listen() {
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", debounce(250, () => void (this.isConnected && this.restart())));
  }

  /**
   * @override
   * @param {Api.ListedOrganization} organization
   */
  idOf({ id }) {
    return id;
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
   * @param {number} total
   */
  drawn(total) {
    find(this, "#console-none", HTMLElement).hidden = total > 0;
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
    if (!isDone) return;
    notify(fill(act.told, { name: organization.name }));
    await this.load();
    focusOn(find(document, "h1", HTMLElement));
  }

  get #form() {
    return find(this, "form", HTMLFormElement);
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
