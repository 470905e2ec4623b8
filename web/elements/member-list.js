import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { debounce, find, focusOn } from "../lib/dom.js";
import { count, date, initial, relativeTime } from "../lib/format.js";
import { fragment, html, render } from "../lib/html.js";
import { announce, notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { mayRemove, roleName, roles, rolesToSet } from "../lib/roles.js";

const pageSize = 50;

/** The members of the shell's organization: search, filter, sort, more by cursor, roles, removal. */
export class MemberList extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Map<string, Api.Member>} */
  #members = new Map();
  /** @type {string | null} */
  #cursor = null;
  #total = 0;
  #loading = new AbortController();

  /** @param {import("../lib/shell.js").Shell} shell */
  start(shell) {
    this.#shell = shell;
    render(this, frame);
    const form = find(this, "form", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    find(form, "#member-query", HTMLInputElement).addEventListener("input", debounce(250, () => void this.#load()));
    form.addEventListener("change", (event) => event.target instanceof HTMLSelectElement && void this.#load());
    this.#body.addEventListener("change", (event) => this.#onRoleChosen(event));
    this.#body.addEventListener("click", (event) => void this.#onAction(event));
    this.#more.addEventListener("click", () => void this.#load({ isMore: true }));
    return this.#load();
  }

  disconnectedCallback() {
    this.#loading.abort();
  }

  /** Rows on screen stay until the new ones are there. */
  async #load({ isMore = false } = {}) {
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    const table = find(this, "table", HTMLTableElement);
    table.setAttribute("aria-busy", "true");
    this.#more.setAttribute("aria-busy", String(isMore));
    find(this, "[role=alert]", HTMLElement).textContent = "";
    try {
      this.#add(await this.#page(isMore ? this.#cursor : null, signal), isMore);
    } catch (error) {
      if (error instanceof Interrupted) return;
      find(this, "[role=alert]", HTMLElement).textContent = explain(error);
    }
    table.setAttribute("aria-busy", "false");
    this.#more.setAttribute("aria-busy", "false");
  }

  /**
   * @param {string | null} cursor
   * @param {AbortSignal} signal
   * @returns {Promise<Api.MemberPage>}
   */
  #page(cursor, signal) {
    const values = new FormData(find(this, "form", HTMLFormElement));
    const query = { ...Object.fromEntries(values), limit: pageSize, cursor };
    return this.#open.client.get(`/organizations/${this.#open.organization.id}/members`, { query, signal });
  }

  /**
   * @param {Api.MemberPage} page
   * @param {boolean} isMore
   */
  #add({ total, items, nextCursor }, isMore) {
    if (!isMore) this.#members.clear();
    for (const member of items) this.#members.set(member.user.id, member);
    const rows = html`${items.map((member) => this.#row(member))}`;
    if (isMore) this.#body.append(fragment(rows));
    else render(this.#body, rows);
    this.#cursor = nextCursor;
    this.#total = total;
    this.#showCount();
    const hadFocus = document.activeElement === this.#more;
    this.#more.hidden = nextCursor === null;
    if (hadFocus && nextCursor === null) this.#body.querySelector("tr:last-child")?.scrollIntoView({ block: "nearest" });
    if (hadFocus && this.#more.hidden) focusOn(find(this, "#member-count", HTMLElement));
  }

  #showCount() {
    const shown = this.#members.size;
    const text = shown < this.#total ? `${count(this.#total, "member")}, showing ${shown}` : count(this.#total, "member");
    find(this, "#member-count", HTMLElement).textContent = this.#total === 0 ? "No member matches." : text;
    find(this, "table", HTMLTableElement).hidden = shown === 0;
  }

  /** @param {Api.Member} member */
  #row(member) {
    const { user, role, joinedAt, lastActiveAt } = member;
    const target = { role, isSelf: this.#isSelf(member) };
    const choices = rolesToSet(this.#open.organization, target);
    return html`<tr role="row" data-id="${user.id}">
      <th role="rowheader" scope="row">
        <div class="identity">
          <span class="avatar round" aria-hidden="true">${initial(user.name)}</span>
          <span class="person">
            <span><strong>${user.name}</strong> ${target.isSelf && html`<span class="badge">you</span>`}</span>
            <span class="muted">${user.email}</span>
          </span>
        </div>
      </th>
      <td role="cell" data-label="Role">${choices.length === 0 ? roleName(role) : this.#roleSelect(member, choices)}</td>
      <td role="cell" data-label="Joined">${date(joinedAt)}</td>
      <td role="cell" data-label="Last active">${lastActiveAt ? relativeTime(lastActiveAt) : "never"}</td>
      <td role="cell" class="row-actions">
        ${choices.length > 0 &&
        html`<span class="unsaved" hidden>
          <button type="button" class="button primary" data-act="save">Save<span class="visually-hidden"> role of ${user.name}</span></button>
          <button type="button" class="button quiet" data-act="undo">Undo</button>
        </span>`}
        ${mayRemove(this.#open.organization, target) &&
        html`<button type="button" class="button quiet" data-act="remove">Remove<span class="visually-hidden"> ${user.name}</span></button>`}
      </td>
    </tr>`;
  }

  /**
   * @param {Api.Member} member
   * @param {import("../lib/roles.js").Role[]} choices
   */
  #roleSelect({ user, role }, choices) {
    const shown = roles.filter(({ key }) => key === role || choices.some((choice) => choice.key === key));
    const isCustom = !shown.some(({ key }) => key === role);
    return html`<select aria-label="Role of ${user.name}">
      ${isCustom && html`<option value="${role}" selected>${roleName(role)}</option>`}
      ${shown.map(({ key, name }) => html`<option value="${key}" ${key === role && html`selected`}>${name}</option>`)}
    </select>`;
  }

  /**
   * Arrow keys pass over roles on the way to one: nothing is sent before Save.
   * @param {Event} event
   */
  #onRoleChosen(event) {
    const { row, member } = this.#at(event);
    if (!row || !member || !(event.target instanceof HTMLSelectElement)) return;
    this.#markUnsaved(row, event.target.value !== member.role);
  }

  /**
   * @param {Element} row
   * @param {boolean} isUnsaved
   */
  #markUnsaved(row, isUnsaved) {
    find(row, ".unsaved", HTMLElement).hidden = !isUnsaved;
    const remove = row.querySelector("[data-act=remove]");
    if (remove instanceof HTMLElement) remove.hidden = isUnsaved;
  }

  /** @param {Event} event */
  async #onAction(event) {
    const { row, member } = this.#at(event);
    const button = event.target instanceof Element && event.target.closest("button");
    if (!row || !member || !(button instanceof HTMLButtonElement) || button.getAttribute("aria-busy") === "true") return;
    if (button.dataset.act === "remove") return this.#remove(row, member);
    const select = find(row, "select", HTMLSelectElement);
    if (button.dataset.act === "undo") {
      select.value = member.role;
      this.#markUnsaved(row, false);
      return select.focus();
    }
    button.setAttribute("aria-busy", "true");
    await this.#setRole(row, member, select.value);
    button.setAttribute("aria-busy", "false");
  }

  /**
   * @param {Element} row
   * @param {Api.Member} member
   * @param {string} role
   */
  async #setRole(row, member, role) {
    const { client } = this.#open;
    const change = async () => void (await client.patch(this.#path(member), { role }));
    try {
      if (!this.#isSelf(member)) await change();
      else if (!(await confirmOwnRole(role, change))) return;
    } catch (error) {
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
      return;
    }
    if (this.#isSelf(member)) return this.#open.show();
    const changed = { ...member, role };
    this.#members.set(member.user.id, changed);
    row.replaceWith(fragment(this.#row(changed)));
    const again = this.#body.querySelector(`[data-id="${CSS.escape(member.user.id)}"] select`);
    if (again instanceof HTMLSelectElement) again.focus();
    announce(`${member.user.name} is now ${roleName(role)}`);
  }

  /**
   * @param {Element} row
   * @param {Api.Member} member
   */
  async #remove(row, member) {
    const { organization, client } = this.#open;
    const name = member.user.name;
    const isRemoved = await formDialog({
      id: "confirm-remove",
      title: `Remove ${name}?`,
      body: html`<p>
        <strong>${name}</strong> (${member.user.email}) loses access to <strong>${organization.name}</strong> at once, in
        every browser. The account itself stays. To come back, ${name} needs a new invitation.
      </p>`,
      action: "Remove member",
      isDangerous: true,
      perform: () => client.delete(this.#path(member)),
    });
    if (!isRemoved) return;
    this.#members.delete(member.user.id);
    this.#total -= 1;
    row.remove();
    this.#showCount();
    notify(`${name} was removed.`);
    focusOn(find(this, "#member-count", HTMLElement));
  }

  /** @param {Event} event */
  #at(event) {
    const row = event.target instanceof Element ? event.target.closest("tr") : null;
    return { row, member: row ? this.#members.get(row.dataset.id ?? "") : undefined };
  }

  /** @param {Api.Member} member */
  #path({ user }) {
    return `/organizations/${this.#open.organization.id}/members/${user.id}`;
  }

  /** @param {Api.Member} member */
  #isSelf({ user }) {
    return user.id === this.#open.me.user.id;
  }

  get #open() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell;
  }

  get #body() {
    return find(this, "tbody", HTMLElement);
  }

  get #more() {
    return find(this, "#more-members", HTMLButtonElement);
  }
}

/**
 * One may give up a role, but not take it back.
 * @param {string} role
 * @param {() => Promise<void>} perform
 */
function confirmOwnRole(role, perform) {
  return formDialog({
    id: "confirm-own-role",
    title: `Become ${roleName(role)}?`,
    body: html`<p>This lowers your own role. You cannot raise it again yourself: someone above you has to.</p>`,
    action: "Lower my role",
    isDangerous: true,
    perform,
  });
}

const frame = html`<form id="member-filter" role="search" class="filters">
    <div class="field grow">
      <label for="member-query">Search members</label>
      <input id="member-query" name="query" type="search" autocomplete="off" placeholder="Name or e-mail" />
    </div>
    <div class="field">
      <label for="member-role">Show</label>
      <select id="member-role" name="role">
        <option value="">All roles</option>
        ${roles.map(({ key, name }) => html`<option value="${key}">${name}</option>`)}
      </select>
    </div>
    <div class="field">
      <label for="member-sort">Sort by</label>
      <select id="member-sort" name="sort">
        <option value="name">Name, A to Z</option>
        <option value="-name">Name, Z to A</option>
        <option value="-joinedAt">Joined, newest first</option>
        <option value="joinedAt">Joined, oldest first</option>
      </select>
    </div>
  </form>
  <p id="member-count" class="muted" role="status">Loading members …</p>
  <div role="alert" class="alert"></div>
  <table role="table" class="table" aria-label="Members" hidden>
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Member</th>
        <th role="columnheader" scope="col">Role</th>
        <th role="columnheader" scope="col">Joined</th>
        <th role="columnheader" scope="col">Last active</th>
        <th role="columnheader" scope="col"><span class="visually-hidden">Actions</span></th>
      </tr>
    </thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <p class="more"><button type="button" class="button" id="more-members" hidden>Load more</button></p>`;

customElements.define("member-list", MemberList);
