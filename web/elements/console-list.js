import { debounce, find, focusOn } from "../lib/dom.js";
import { capitalized } from "../lib/format.js";
import { html } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import texts from "../texts/en/console.js";
import { PagedList } from "./paged-list.js";

/**
 * A section of the console that is a table, narrowed by a form above it.
 * @template {{id: string}} Item
 * @extends {PagedList<Item>}
 */
export class ConsoleList extends PagedList {
  // What the extending element says.

  /** @returns {"organizations" | "accounts" | "outbox"} */
  get section() {
    throw new Error("to be said");
  }

  /** @returns {import("../lib/html.js").Html} of the form */
  get fields() {
    throw new Error("to be said");
  }

  /** @returns {string[]} */
  get columns() {
    throw new Error("to be said");
  }

  /** Whether each row ends with buttons. */
  get hasActions() {
    return true;
  }

  // What it gives.

  /**
   * After something was done that changed rows.
   * @param {string} text for the person
   * @param {() => HTMLElement | null | undefined} [place] where the focus goes, once the rows are there; the heading, where there is none
   */
  async done(text, place) {
    notify(text);
    await this.load();
    focusOn(place?.() ?? find(document, "h1", HTMLElement));
  }

  /** @override */
  frame() {
    return html`<form role="search" class="filters">${this.fields}</form>
      <div role="alert" class="alert"></div>
      <table role="table" class="table" aria-label="${texts.sections[this.section]}" hidden>
        <thead role="rowgroup">
          <tr role="row">
            ${this.columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
            ${this.hasActions && html`<th role="columnheader" scope="col"><span class="visually-hidden">${texts.actions}</span></th>`}
          </tr>
        </thead>
        <tbody role="rowgroup"></tbody>
      </table>
      <p class="empty" id="console-none" hidden>${texts.none}</p>`;
  }

  /** @override */
  get pagesLabel() {
    return texts.pages;
  }

  /** @override */
  get path() {
    return `/admin/${this.section}`;
  }

  /**
   * @override
   * @returns {Record<string, unknown>}
   */
  get query() {
    return Object.fromEntries(new FormData(this.#form));
  }

  /** @override */
  listen() {
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", debounce(250, () => void (this.isConnected && this.restart())));
  }

  /**
   * @override
   * @param {Item} item
   */
  idOf({ id }) {
    return id;
  }

  /**
   * @override
   * @param {number} total
   */
  drawn(total) {
    find(this, "#console-none", HTMLElement).hidden = total > 0;
  }

  get #form() {
    return find(this, "form", HTMLFormElement);
  }
}

/** @param {string} hint */
export function searchField(hint) {
  return html`<div class="field grow">
    <label for="console-query">${texts.search}</label>
    <input id="console-query" name="query" type="search" autocomplete="off" placeholder="${hint}" />
  </div>`;
}

/** @param {Record<string, string>} statuses */
export function statusField(statuses) {
  return html`<div class="field">
    <label for="console-status">${texts.status}</label>
    <select id="console-status" name="status">
      <option value="">${texts.all}</option>
      ${Object.entries(statuses).map(([key, name]) => html`<option value="${key}">${capitalized(name)}</option>`)}
    </select>
  </div>`;
}
