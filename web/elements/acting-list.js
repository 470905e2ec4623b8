import { Interrupted } from "../lib/api.js";
import { find } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { explain } from "../lib/problems.js";

/**
 * A short list, all of it at once, whose rows have buttons (`data-act`, and `data-id` for which). What it lists is up to the
 * element that extends it.
 * @template {{id: string}} Item
 */
export class ActingList extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Map<string, Item>} */
  #items = new Map();
  #loading = new AbortController();

  /** @param {import("../lib/shell.js").Shell} shell */
  start(shell) {
    this.#shell = shell;
    render(this, this.frame());
    find(this, "ul", HTMLElement).addEventListener("click", (event) => this.#onClick(event));
    return this.load();
  }

  disconnectedCallback() {
    this.#loading.abort();
  }

  // What the extending element says.

  /** @returns {import("../lib/html.js").Html} what stays while rows come and go: a heading, an alert, a list */
  frame() {
    throw new Error("to be said");
  }

  /**
   * @param {AbortSignal} _signal
   * @returns {Promise<Item[]>}
   */
  async fetch(_signal) {
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
   * @param {HTMLButtonElement} _button
   * @param {Item} _item
   */
  act(_button, _item) {}

  /**
   * After every load.
   * @param {number} _count
   */
  drawn(_count) {}

  // What it can rely on.

  async load() {
    try {
      const items = await this.fetch(this.#loading.signal);
      this.#items = new Map(items.map((item) => [item.id, item]));
      render(find(this, "ul", HTMLElement), html`${items.map((item) => this.rowOf(item))}`);
      this.alert.textContent = "";
    } catch (error) {
      if (error instanceof Interrupted) return;
      this.alert.textContent = explain(error);
    }
    this.drawn(this.#items.size);
  }

  get alert() {
    return find(this, "[role=alert]", HTMLElement);
  }

  get shell() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell;
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const item = this.#items.get(button?.dataset.id ?? "");
    if (button && item && button.getAttribute("aria-busy") !== "true") this.act(button, item);
  }
}
