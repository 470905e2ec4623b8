import { find, focusOn } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { mayManageRole, rolesFrom, rolesToGive } from "../lib/roles.js";
import { fill, plural } from "../lib/texts.js";
import membersTexts from "../texts/en/members.js";
import rolesPageTexts from "../texts/en/rolesPage.js";
import { confirmRoleDeletion, permissionName, roleDialog } from "./role-dialogs.js";

/** The roles of an organization, with what is in them; its own can be made, changed and deleted. */
export class RoleList extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Api.Organization | null} */
  #of = null;
  /** @type {Api.RoleList} */
  #listed = { items: [], catalogue: [] };

  /**
   * @param {import("../lib/shell.js").Shell} shell
   * @param {AbortSignal} signal
   */
  async start(shell, signal) {
    this.#shell = shell;
    this.#of = shell.organization;
    this.addEventListener("click", (event) => this.#onClick(event));
    await this.#load(signal);
  }

  async create() {
    await this.#edit(null);
  }

  /** @param {AbortSignal} [signal] */
  async #load(signal) {
    this.#listed = await this.#client.get(this.#path, { signal });
    const roles = rolesFrom(this.#listed.items);
    render(
      this,
      html`<ul class="rows" aria-label="${rolesPageTexts.title}">${this.#listed.items.map((item, index) =>
        row(item, roles[index], mayManageRole(this.#organization, roles[index], roles)),
      )}</ul>`,
    );
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const role = this.#listed.items.find(({ id }) => id !== null && id === button?.dataset.id);
    if (!button || !role) return;
    if (button.dataset.act === "edit") void this.#edit(role);
    else void this.#delete(role);
  }

  /** @param {Api.Role | null} role nil for a new one */
  async #edit(role) {
    let name = "";
    const isDone = await roleDialog(role, this.#organization, this.#listed, async (fields) => {
      /** @type {Api.Role} */
      const made = role ? await this.#client.patch(`${this.#path}/${role.id}`, fields) : await this.#client.post(this.#path, fields);
      name = made.name;
    });
    if (isDone) await this.#changed(fill(role ? rolesPageTexts.changed : rolesPageTexts.made, { name }));
  }

  /** @param {Api.Role} role */
  async #delete(role) {
    const roles = rolesFrom(this.#listed.items);
    const others = rolesToGive(this.#organization, roles).filter(({ key }) => key !== role.key && key !== "owner");
    const isDone = await confirmRoleDeletion(role, others, (replacement) =>
      this.#client.delete(`${this.#path}/${role.id}?replacement=${encodeURIComponent(replacement)}`),
    );
    if (isDone) await this.#changed(fill(rolesPageTexts.deleted, { name: role.name }));
  }

  /** @param {string} message */
  async #changed(message) {
    notify(message);
    if (!this.isConnected) return;
    await this.#load();
    focusOn(find(document, "h1", HTMLElement));
  }

  get #organization() {
    if (!this.#of) throw new Error("start() comes first");
    return this.#of;
  }

  get #path() {
    return `/organizations/${this.#organization.id}/roles`;
  }

  get #client() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell.client;
  }
}

/**
 * @param {Api.Role} item
 * @param {import("../lib/roles.js").Role} role
 * @param {boolean} mayManage
 */
function row({ id, rank, permissions, builtIn, members }, { name, does }, mayManage) {
  const object = html`<span class="visually-hidden"> ${name}</span>`;
  return html`<li class="role-row">
    <div class="person">
      <span><strong>${name}</strong> ${builtIn && html`<span class="badge">${rolesPageTexts.builtIn}</span>`}</span>
      <span class="muted">${builtIn && html`${does} · `}${fill(rolesPageTexts.rank, { rank })}${members !== null && html` · ${plural(membersTexts.count, members)}`}</span>
    </div>
    ${mayManage &&
    html`<div class="actions">
      <button type="button" class="button quiet" data-act="edit" data-id="${id}">${rolesPageTexts.edit}${object}</button>
      <button type="button" class="button quiet" data-act="delete" data-id="${id}">${rolesPageTexts.delete}${object}</button>
    </div>`}
    <details>
      <summary>${plural(rolesPageTexts.permissions, permissions.length)}${object}</summary>
      <ul class="badges">${permissions.map((key) => html`<li class="badge">${permissionName(key)}</li>`)}</ul>
    </details>
  </li>`;
}

customElements.define("role-list", RoleList);
