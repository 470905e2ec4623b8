import { ApiError, Interrupted } from "../lib/api.js";
import { debounce, find, focusOn } from "../lib/dom.js";
import { openByArrow, openMenu } from "../lib/menu.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { builtInRoles, roleChoices, roleOf } from "../lib/roles.js";
import { fill, plural } from "../lib/texts.js";
import membersTexts from "../texts/en/members.js";
import rolesTexts from "../texts/en/roles.js";
import { confirmOwner, confirmOwnRole, confirmRemoval, leaveOrganization } from "./member-dialogs.js";
import { memberRow, membersFrame } from "./member-table.js";
import { PagedList } from "./paged-list.js";

/**
 * The members of an organization: search, filter, order, page by page, roles, removal, which it tells with an event, `seats`.
 * @extends {PagedList<Api.Member>}
 */
export class MemberList extends PagedList {
  #order = "name";
  #owners = 2;
  #roles = builtInRoles;

  /**
   * @override
   * @param {import("../lib/shell.js").Shell} shell
   * @param {number} [owners] how many there are, if that matters to the reader
   * @param {import("../lib/roles.js").Role[]} [roles] of the organization
   */
  async start(shell, owners = 2, roles = builtInRoles) {
    this.#owners = owners;
    this.#roles = roles;
    return super.start(shell);
  }

  /** @override */
  frame() {
    return membersFrame(this.#roles);
  }

  /** @override */
  get pagesLabel() {
    return membersTexts.pages;
  }

  /** @override */
  get path() {
    return `/organizations/${this.organization.id}/members`;
  }

  /**
   * @override
   * @returns {Record<string, unknown>}
   */
  get query() {
    return { ...Object.fromEntries(new FormData(this.#form)), sort: this.#order };
  }

  /** @override */
  listen() {
    this.#form.hidden = this.organization.kind === "personal"; // its one member is found without
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    find(this, "#member-query", HTMLInputElement).addEventListener("input", debounce(250, () => void (this.isConnected && this.restart())));
    this.#form.addEventListener("change", (event) => event.target instanceof HTMLSelectElement && void this.restart());
    for (const button of this.querySelectorAll("button.sort")) {
      button.addEventListener("click", () => this.#orderBy(/** @type {HTMLElement} */ (button).dataset.order ?? "name"));
    }
    this.body.addEventListener("keydown", openByArrow);
    this.#markOrder();
  }

  /**
   * @override
   * @param {Api.Member} member
   */
  idOf({ user }) {
    return user.id;
  }

  /**
   * @override
   * @param {Api.Member} member
   */
  rowOf(member) {
    return memberRow(member, this.organization, { isSelf: this.#isSelf(member), isLastOwner: this.#isLastOwner(member) }, this.#roles);
  }

  /**
   * @override
   * @param {number} total
   */
  drawn(total) {
    const { query, role } = this.query;
    const forms = query || role ? membersTexts.found : membersTexts.count;
    find(this, "#member-count", HTMLElement).textContent = plural(forms, total);
    find(this, "#no-members", HTMLElement).hidden = total > 0;
  }

  /** @override */
  failed() {
    find(this, "#member-count", HTMLElement).textContent = "";
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Element} row
   * @param {Api.Member} member
   */
  act(button, row, member) {
    if (button.dataset.act === "remove") void this.#remove(member);
    else if (button.dataset.act === "leave") void leaveOrganization(this.shell, this.organization, this.#isLastOwner(member));
    else if (row.getAttribute("aria-busy") !== "true") void this.#chooseRole(button, member);
  }

  /**
   * The same heading again turns the order round.
   * @param {string} order
   */
  #orderBy(order) {
    this.#order = this.#order === order ? `-${order}` : order;
    this.#markOrder();
    void this.restart();
  }

  #markOrder() {
    for (const heading of this.querySelectorAll("th[data-order]")) {
      const order = heading.getAttribute("data-order");
      if (this.#order === order) heading.setAttribute("aria-sort", "ascending");
      else if (this.#order === `-${order}`) heading.setAttribute("aria-sort", "descending");
      else heading.removeAttribute("aria-sort");
    }
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Api.Member} member
   */
  async #chooseRole(button, member) {
    const { name } = member.user;
    const target = { role: member.role, isSelf: this.#isSelf(member), isLastOwner: this.#isLastOwner(member) };
    const choices = roleChoices(this.organization, target, this.#roles).map(({ role, isChosen, refusal }) => ({
      key: role.key,
      name: role.name,
      hint: role.does,
      isChosen,
      ...(refusal && { reason: fill(membersTexts.reasons[refusal], { name }) }),
    }));
    const key = await openMenu(button, fill(membersTexts.roleOf, { name }), choices);
    const role = this.#roles.find((one) => one.key === key);
    if (!role || !this.isConnected) return;
    if (target.isSelf) return this.#lowerOwnRole(member, role);
    if (role.key === "owner") return this.#makeOwner(member);
    return this.#setRole(member, role);
  }

  /**
   * Shown at once, and undone if the server refuses.
   * @param {Api.Member} member
   * @param {{key: string, name: string}} role
   */
  async #setRole(member, role) {
    const changed = { ...member, role: role.key, roleName: role.name };
    this.replace(changed);
    this.rowAt(member.user.id)?.setAttribute("aria-busy", "true");
    try {
      await this.#patch(member, role.key);
      if (!this.isConnected) return;
      this.rowAt(member.user.id)?.removeAttribute("aria-busy");
      this.#owners += Number(role.key === "owner") - Number(member.role === "owner");
      const undo = { name: membersTexts.undo, perform: () => void this.#undo(changed, { key: member.role, name: roleOf(member) }) };
      notify(fill(membersTexts.nowRole, { name: member.user.name, role: roleOf(changed) }), { action: undo });
    } catch (error) {
      this.replace(member);
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    }
  }

  /**
   * The notice outlives the list that it came from, as long as one stays in the organization.
   * @param {Api.Member} changed
   * @param {{key: string, name: string}} role the one before
   */
  async #undo(changed, role) {
    if (this.isConnected) return this.#setRole(changed, role);
    try {
      await this.#patch(changed, role.key);
      notify(fill(membersTexts.nowRole, { name: changed.user.name, role: role.name }));
      const isTypedInto = this.shell.main.querySelector("form:not([role=search])") !== null;
      if (!isTypedInto) await this.shell.show({ focus: false });
    } catch (error) {
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    }
  }

  /** @param {Api.Member} member */
  async #makeOwner(member) {
    if (!(await confirmOwner(member.user.name, () => this.#patch(member, "owner")))) return;
    this.#owners += 1;
    this.replace({ ...member, role: "owner" });
    notify(fill(membersTexts.nowRole, { name: member.user.name, role: rolesTexts.owner.name }));
    await this.load();
    focusOn(this.rowAt(member.user.id)?.querySelector("[data-act=role]") ?? find(this, "#member-count", HTMLElement));
  }

  /**
   * @param {Api.Member} member
   * @param {{key: string, name: string}} role
   */
  async #lowerOwnRole(member, role) {
    if (!(await confirmOwnRole(role.name, () => this.#patch(member, role.key)))) return;
    await this.shell.show();
    notify(fill(membersTexts.nowYou, { role: role.name }));
  }

  /**
   * @param {Api.Member} member
   * @param {string} role
   */
  async #patch({ user }, role) {
    await this.shell.client.patch(`${this.path}/${user.id}`, { role });
  }

  /** @param {Api.Member} member */
  async #remove(member) {
    const isRemoved = await confirmRemoval(member, this.organization.name, () =>
      this.shell.client.delete(`${this.path}/${member.user.id}`).catch(goneAlready),
    );
    if (!isRemoved) return;
    if (member.role === "owner") this.#owners -= 1;
    notify(fill(membersTexts.removed, { name: member.user.name }));
    this.dispatchEvent(new Event("seats"));
    await this.load();
    focusOn(find(this, "#member-count", HTMLElement));
  }

  /** @param {Api.Member} member */
  #isSelf({ user }) {
    return user.id === this.shell.me.user.id;
  }

  /** @param {Api.Member} member */
  #isLastOwner(member) {
    return this.#isSelf(member) && member.role === "owner" && this.#owners < 2;
  }

  get #form() {
    return find(this, "form", HTMLFormElement);
  }
}

/**
 * Somebody else was faster.
 * @param {unknown} error
 */
function goneAlready(error) {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
}

customElements.define("member-list", MemberList);
