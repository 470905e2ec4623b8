import { queryString } from "../lib/api.js";
import { filterFrom, filterQuery } from "../lib/audit-filter.js";
import { AuditNames } from "../lib/audit-names.js";
import { debounce, find, focusOn } from "../lib/dom.js";
import { render } from "../lib/html.js";
import { builtInRoles } from "../lib/roles.js";
import { fill, plural } from "../lib/texts.js";
import auditTexts from "../texts/en/audit.js";
import { actorChip, auditFrame, eventDetails, eventRow } from "./audit-table.js";
import { PagedList } from "./paged-list.js";

/** @typedef {import("../lib/audit-filter.js").AuditFilter} AuditFilter */

/**
 * What happened in an organization, the newest first, by kind, time and person. The address says which.
 * @extends {PagedList<Api.AuditEvent>}
 */
export class AuditLog extends PagedList {
  #names = new AuditNames(builtInRoles);
  #filter = filterFrom("");

  /**
   * @override
   * @param {import("../lib/shell.js").Shell} shell
   * @param {import("../lib/roles.js").Role[]} [roles] of the organization
   * @param {string} [search] of the address
   */
  async start(shell, roles = builtInRoles, search = "") {
    this.#names = new AuditNames(roles);
    this.#filter = filterFrom(search, Object.keys(this.kinds));
    return super.start(shell);
  }

  /** @override */
  frame() {
    return auditFrame(this.#filter, this.kinds);
  }

  /** What events can be about, and what that is called. */
  get kinds() {
    return /** @type {Record<string, string>} */ (auditTexts.nouns);
  }

  /** With the sentences. */
  get texts() {
    return auditTexts;
  }

  /** @override */
  get pagesLabel() {
    return auditTexts.pages;
  }

  /** @override */
  get path() {
    return `/organizations/${this.organization.id}/audit`;
  }

  /**
   * @override
   * @returns {Record<string, unknown>}
   */
  get query() {
    return filterQuery(this.#filter);
  }

  /**
   * All that the filter matches, as a file.
   * @param {string} format
   */
  exportAs(format) {
    const link = document.createElement("a");
    link.href = `/api/v1${this.path}/export${queryString({ format, ...this.query })}`;
    link.download = "";
    link.click();
  }

  /** @override */
  listen() {
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("change", debounce(150, () => void (this.isConnected && this.#choose(this.#formFilter))));
    this.#chip.addEventListener("click", () => void this.#choose({ actor: "" }, this.#kind));
    find(this, "#clear-filter", HTMLElement).addEventListener("click", () => {
      for (const field of this.#form.querySelectorAll("input, select")) /** @type {HTMLInputElement} */ (field).value = "";
      void this.#choose(filterFrom(""), this.#kind);
    });
    this.body.addEventListener("click", (event) => this.#onRow(event));
  }

  /**
   * @override
   * @param {Api.AuditEvent} event
   */
  idOf({ number }) {
    return String(number);
  }

  /**
   * @override
   * @param {Api.AuditEvent[]} events
   */
  arrived(events) {
    this.#names.learn(events);
  }

  /**
   * @override
   * @param {Api.AuditEvent} event
   */
  rowOf(event) {
    return eventRow(event, this.#names, this.texts);
  }

  /**
   * @override
   * @param {number} count of those on the page
   */
  drawn(count) {
    const isFiltered = Object.values(this.query).some(Boolean);
    const line = this.isWhole ? plural(isFiltered ? auditTexts.found : auditTexts.count, count) : auditTexts.many;
    find(this, "#audit-count", HTMLElement).textContent = line;
    const empty = find(this, "#no-events", HTMLElement);
    empty.hidden = count > 0;
    find(empty, "strong", HTMLElement).textContent = isFiltered ? auditTexts.noMatch : auditTexts.nothing;
    find(empty, "button", HTMLElement).hidden = !isFiltered;
    this.#drawChip();
  }

  /** @override */
  failed() {
    find(this, "#audit-count", HTMLElement).textContent = "";
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Element} row
   * @param {Api.AuditEvent} event
   */
  act(button, row, event) {
    if (button.dataset.act === "details") this.#toggle(button, row, event);
    else if (event.actor) void this.#choose({ actor: event.actor.id }, this.#chip);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Element} row
   * @param {Api.AuditEvent} event
   */
  #toggle(button, row, event) {
    const details = row.nextElementSibling;
    if (!(details instanceof HTMLElement)) return;
    const isOpen = details.hidden;
    if (isOpen) render(find(details, "td", HTMLElement), eventDetails(event, this.#names));
    details.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
  }

  /**
   * The whole line opens its details, for whoever has a mouse; not when its text is being selected.
   * @param {MouseEvent} event
   */
  #onRow({ target }) {
    if (!(target instanceof Element) || target.closest("button, .event-details") || !getSelection()?.isCollapsed) return;
    const row = target.closest("tr");
    if (row) find(row, "[data-act=details]", HTMLButtonElement).click();
  }

  /**
   * Shows others. What had the focus may go with the rows; then `next` takes it.
   * @param {Partial<AuditFilter>} changed
   * @param {HTMLElement} [next]
   */
  async #choose(changed, next) {
    const before = queryString(this.query);
    this.#filter = { ...this.#filter, ...changed };
    if (queryString(this.query) === before) return;
    this.shell.note(this.#filter);
    this.#drawChip();
    await this.restart();
    if (next && this.isConnected && document.activeElement === document.body) focusOn(next);
  }

  #drawChip() {
    const { actor } = this.#filter;
    this.#chip.hidden = actor === "";
    render(this.#chip, actorChip(this.#names.person({ id: actor, name: null, email: null }) ?? fill(auditTexts.account, { id: actor })));
  }

  /** @returns {Partial<AuditFilter>} */
  get #formFilter() {
    return /** @type {Partial<AuditFilter>} */ (Object.fromEntries(new FormData(this.#form)));
  }

  get #form() {
    return find(this, "form", HTMLFormElement);
  }

  get #kind() {
    return find(this, "#audit-action", HTMLSelectElement);
  }

  get #chip() {
    return find(this, "#audit-actor", HTMLButtonElement);
  }
}

customElements.define("audit-log", AuditLog);
