import { Interrupted } from "../lib/api.js";
import { find, focusOn } from "../lib/dom.js";
import { fragment, html, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { Pager } from "../lib/pages-of.js";
import { explain } from "../lib/problems.js";
import { fill, locale } from "../lib/texts.js";
import texts from "../texts/en/common.js";

const pageSize = 50;

/**
 * A table of something that an organization has, one page at a time however much there is. What it lists is up to
 * the element that extends it.
 * @template Item
 */
export class PagedList extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Api.Organization | null} */
  #of = null;
  /** @type {Map<string, Item>} */
  #items = new Map();
  #pager = new Pager();
  #loading = new AbortController();

  /** @param {import("../lib/shell.js").Shell} shell */
  start(shell) {
    this.#shell = shell;
    this.#of = shell.organization;
    render(this, this.frame());
    this.append(fragment(pagesNav(this.pagesLabel)));
    this.#button("previous").addEventListener("click", () => void this.#turn("previous", "next"));
    this.#button("next").addEventListener("click", () => void this.#turn("next", "previous"));
    this.body.addEventListener("click", (event) => this.#onClick(event));
    this.listen();
    return this.restart();
  }

  disconnectedCallback() {
    this.#loading.abort();
  }

  // What the extending element says.

  /** @returns {import("../lib/html.js").Html} what stays while rows come and go: a table, an alert */
  frame() {
    throw new Error("to be said");
  }

  get pagesLabel() {
    return "";
  }

  /** @returns {string} */
  get path() {
    throw new Error("to be said");
  }

  /** @returns {Record<string, unknown>} filter and order */
  get query() {
    return {};
  }

  listen() {}

  /**
   * @param {Item} _item
   * @returns {string}
   */
  idOf(_item) {
    throw new Error("to be said");
  }

  /**
   * @param {Item} _item
   * @returns {import("../lib/html.js").Html}
   */
  rowOf(_item) {
    throw new Error("to be said");
  }

  /**
   * A page has come, and its rows are about to be drawn.
   * @param {Item[]} _items
   */
  arrived(_items) {}

  /** @param {number} _total of what the filter matches; of those on the page, where the API does not count */
  drawn(_total) {}

  /** The rows that were asked for did not come; an alert says why. */
  failed() {}

  /**
   * A button with `data-act` in a row.
   * @param {HTMLButtonElement} _button
   * @param {Element} _row
   * @param {Item} _item
   */
  act(_button, _row, _item) {}

  // What it gives.

  get shell() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell;
  }

  /** The one this list was made for, wherever the shell has gone since. */
  get organization() {
    if (!this.#of) throw new Error("start() comes first");
    return this.#of;
  }

  /** Whether all there is stands on this page. */
  get isWhole() {
    return !this.#pager.hasPrevious && !this.#pager.hasNext;
  }

  get body() {
    return find(this, "tbody", HTMLElement);
  }

  /** From the first page on: the filter has changed. */
  restart() {
    return this.load({ isFirst: true });
  }

  /**
   * The present page, as it is now. Rows on screen stay until the new ones are there.
   * @returns {Promise<boolean>} whether it came
   */
  async load({ isFirst = false } = {}) {
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    const [table, alert] = [find(this, "table", HTMLTableElement), find(this, "[role=alert]", HTMLElement)];
    table.setAttribute("aria-busy", "true");
    alert.textContent = "";
    try {
      const query = { ...this.query, limit: pageSize, cursor: isFirst ? null : this.#pager.current };
      this.#draw(await this.shell.client.get(this.path, { query, signal }), isFirst);
    } catch (error) {
      if (error instanceof Interrupted) return false;
      alert.textContent = explain(error);
      this.failed();
    }
    table.setAttribute("aria-busy", "false");
    return alert.textContent === "";
  }

  /**
   * @param {{total?: number, items: Item[], nextCursor: string | null}} page
   * @param {boolean} isFirst
   */
  #draw({ total, items, nextCursor }, isFirst) {
    if (isFirst) this.#pager.first(total ?? null, items, nextCursor, pageSize);
    else if (!this.#pager.arrived(total ?? null, items, nextCursor)) {
      void this.load();
      return;
    }
    this.#items = new Map(items.map((item) => [this.idOf(item), item]));
    this.arrived(items);
    render(this.body, html`${items.map((item) => this.rowOf(item))}`);
    find(this, "table", HTMLTableElement).hidden = items.length === 0;
    this.#drawPages();
    this.drawn(total ?? items.length);
  }

  #drawPages() {
    const { from, to, total } = this.#pager.range;
    const nav = find(this, ".pages", HTMLElement);
    nav.hidden = this.isWhole;
    const numbers = { from: from.toLocaleString(locale()), to: to.toLocaleString(locale()), total: total?.toLocaleString(locale()) ?? "" };
    find(nav, "[role=status]", HTMLElement).textContent = fill(total === null ? texts.rangeOfUnknown : texts.range, numbers);
    this.#button("previous").setAttribute("aria-disabled", String(!this.#pager.hasPrevious));
    this.#button("next").setAttribute("aria-disabled", String(!this.#pager.hasNext));
  }

  /**
   * @param {"previous" | "next"} direction
   * @param {"previous" | "next"} back what undoes it, should the page not come
   */
  async #turn(direction, back) {
    const button = this.#button(direction);
    if (button.getAttribute("aria-busy") === "true" || button.getAttribute("aria-disabled") === "true") return;
    this.#pager[direction]();
    button.setAttribute("aria-busy", "true");
    const isThere = await this.load();
    button.setAttribute("aria-busy", "false");
    if (isThere) this.scrollIntoView({ block: "start" });
    else this.#pager[back]();
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!(button instanceof HTMLButtonElement) || button.getAttribute("aria-busy") === "true") return;
    const row = button.closest("tr");
    const item = this.#items.get(row?.dataset.id ?? "");
    if (row && item) this.act(button, row, item);
  }

  /**
   * Draws a row anew; the focus stays on the button that did it, if there still is one.
   * @param {Item} item
   */
  replace(item) {
    const row = this.rowAt(this.idOf(item));
    if (!row) return;
    const act = row.contains(document.activeElement) && document.activeElement?.getAttribute("data-act");
    this.#items.set(this.idOf(item), item);
    const content = fragment(this.rowOf(item));
    const next = content.querySelector(`[data-act="${act}"]`);
    row.replaceWith(content);
    if (next instanceof HTMLElement) next.focus();
    else if (act) focusOn(/** @type {HTMLElement} */ (this.rowAt(this.idOf(item))));
  }

  /** @param {string} id */
  rowAt(id) {
    return this.body.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
  }

  /** @param {string} direction */
  #button(direction) {
    return find(this, `.pages [data-turn=${direction}]`, HTMLButtonElement);
  }
}

/** @param {string} label */
function pagesNav(label) {
  return html`<nav class="pages" aria-label="${label}" hidden>
    <span role="status" class="muted"></span>
    <button type="button" class="button quiet" data-turn="previous">${icons.left}${texts.previous}</button>
    <button type="button" class="button quiet" data-turn="next">${texts.next}${icons.right}</button>
  </nav>`;
}
