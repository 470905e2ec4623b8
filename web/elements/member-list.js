import { ApiError, Interrupted } from "../lib/api.js";
import { debounce, find, focusOn } from "../lib/dom.js";
import { count } from "../lib/format.js";
import { fragment, html, render } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { roleName } from "../lib/roles.js";
import { confirmRemoval, setRole } from "./member-dialogs.js";
import { memberRow, membersFrame } from "./member-table.js";

const pageSize = 50;

/** The members of an organization: search, filter, sort, more by cursor, roles, removal. */
export class MemberList extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Api.Organization | null} */
  #of = null;
  /** @type {Map<string, Api.Member>} */
  #members = new Map();
  /** @type {string | null} */
  #cursor = null;
  #total = 0;
  #loading = new AbortController();

  /** @param {import("../lib/shell.js").Shell} shell */
  start(shell) {
    this.#shell = shell;
    this.#of = shell.organization;
    render(this, membersFrame);
    const form = find(this, "form", HTMLFormElement);
    form.hidden = shell.organization.kind === "personal"; // its one member is found without
    form.addEventListener("submit", (event) => event.preventDefault());
    find(form, "#member-query", HTMLInputElement).addEventListener("input", debounce(250, () => void (this.isConnected && this.#load())));
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
    return this.#open.client.get(`/organizations/${this.#organization.id}/members`, { query, signal });
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
    if (nextCursor === null && document.activeElement === this.#more) focusOn(this.#firstOf(items));
    this.#more.hidden = nextCursor === null;
  }

  /**
   * The row of the first of those.
   * @param {Api.Member[]} items
   */
  #firstOf(items) {
    return find(this, `tr[data-id="${CSS.escape(items[0]?.user.id ?? "")}"]`, HTMLElement);
  }

  #showCount() {
    const shown = this.#members.size;
    const text = shown < this.#total ? `${count(this.#total, "member")}, showing ${shown}` : count(this.#total, "member");
    find(this, "#member-count", HTMLElement).textContent = this.#total === 0 ? "No member matches." : text;
    find(this, "table", HTMLTableElement).hidden = shown === 0;
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
    if (button.dataset.act === "undo") return this.#restoreRole(row, member);
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
    const isSelf = this.#isSelf(member);
    const change = async () => void (await this.#open.client.patch(this.#path(member), { role }));
    try {
      if (!(await setRole(member, isSelf, role, change))) return this.#restoreRole(row, member);
    } catch (error) {
      if (error instanceof Interrupted) return;
      if (error instanceof ApiError && isRefusal(error)) this.#restoreRole(row, member);
      return notify(explain(error), { stays: true });
    }
    if (isSelf) {
      await this.#open.show();
      return notify(`You are now ${roleName(role)}.`);
    }
    const changed = { ...member, role };
    this.#members.set(member.user.id, changed);
    row.replaceWith(fragment(this.#row(changed)));
    const shown = this.#firstOf([changed]);
    focusOn(shown.querySelector("select") ?? shown);
    notify(`${member.user.name} is now ${roleName(role)}.`);
  }

  /**
   * Shows the role that the member has.
   * @param {Element} row
   * @param {Api.Member} member
   */
  #restoreRole(row, member) {
    const select = find(row, "select", HTMLSelectElement);
    select.value = member.role;
    this.#markUnsaved(row, false);
    select.focus();
  }

  /**
   * @param {Element} row
   * @param {Api.Member} member
   */
  async #remove(row, member) {
    const { name } = member.user;
    const isRemoved = await confirmRemoval(member, this.#organization.name, () => this.#open.client.delete(this.#path(member)));
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
  #row(member) {
    return memberRow(member, this.#organization, this.#isSelf(member));
  }

  /** @param {Api.Member} member */
  #path({ user }) {
    return `/organizations/${this.#organization.id}/members/${user.id}`;
  }

  /** @param {Api.Member} member */
  #isSelf({ user }) {
    return user.id === this.#open.me.user.id;
  }

  get #open() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell;
  }

  /** The one this list was made for, wherever the shell has gone since. */
  get #organization() {
    if (!this.#of) throw new Error("start() comes first");
    return this.#of;
  }

  get #body() {
    return find(this, "tbody", HTMLElement);
  }

  get #more() {
    return find(this, "#more-members", HTMLButtonElement);
  }
}

/**
 * Whether trying again would be refused again.
 * @param {ApiError} error
 */
function isRefusal({ status }) {
  return status >= 400 && status < 500 && status !== 429;
}

customElements.define("member-list", MemberList);
