import { debounce, find } from "../lib/dom.js";
import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";
import { day, moment } from "../lib/moments.js";
import { t } from "../lib/texts.js";
import { PagedList } from "./paged-list.js";

const texts = t.console.accounts;

/**
 * All accounts, for those who run the instance.
 * @extends {PagedList<Api.ListedAccount>}
 */
export class ConsoleAccounts extends PagedList {
  /** @override */
  frame() {
    return html`<form role="search" class="filters">
        <div class="field grow">
          <label for="console-query">${t.console.search}</label>
          <input id="console-query" name="query" type="search" autocomplete="off" placeholder="${texts.hint}" />
        </div>
      </form>
      <div role="alert" class="alert"></div>
      <table role="table" class="table" aria-label="${t.console.sections.accounts}" hidden>
        <thead role="rowgroup">
          <tr role="row">
            ${[texts.account, texts.organizations, texts.lastActive, t.console.created].map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
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
    return "/admin/accounts";
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
   * @param {Api.ListedAccount} account
   */
  idOf({ id }) {
    return id;
  }

  /**
   * @override
   * @param {Api.ListedAccount} account
   */
  rowOf(account) {
    const { id, name, email, organizations, lastActiveAt, createdAt } = account;
    return html`<tr role="row" data-id="${id}">
      <th role="rowheader" scope="row" class="breaks">
        <div class="identity">
          <span class="avatar round" aria-hidden="true">${initials(name)}</span>
          <span class="person"><span><a href="/admin/accounts/${id}">${name}</a> ${badges(account)}</span> <span class="muted">${email}</span></span>
        </div>
      </th>
      <td role="cell" data-label="${texts.organizations}">${String(organizations)}</td>
      <td role="cell" data-label="${texts.lastActive}">${lastActiveAt ? moment(lastActiveAt) : t.console.never}</td>
      <td role="cell" data-label="${t.console.created}">${day(createdAt)}</td>
    </tr>`;
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

/** @param {Api.ListedAccount} account */
export function badges({ operator, disabledAt, emailVerified }) {
  return html`${operator && html`<span class="badge info">${texts.operator}</span>`}
  ${disabledAt && html`<span class="badge bad">${texts.disabled}</span>`} ${!emailVerified && html`<span class="badge">${texts.unverified}</span>`}`;
}

customElements.define("console-accounts", ConsoleAccounts);
