import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";
import { day, moment } from "../lib/moments.js";
import consoleTexts from "../texts/en/console.js";
import { ConsoleList, searchField } from "./console-list.js";

const texts = consoleTexts.accounts;

/**
 * All accounts, for those who run the instance.
 * @extends {ConsoleList<Api.ListedAccount>}
 */
export class ConsoleAccounts extends ConsoleList {
  /** @override */
  get section() {
    return /** @type {const} */ ("accounts");
  }

  /** @override */
  get fields() {
    return searchField(texts.hint);
  }

  /** @override */
  get columns() {
    return [texts.account, texts.organizations, texts.lastActive, consoleTexts.created];
  }

  /** @override */
  get hasActions() {
    return false;
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
      <td role="cell" data-label="${texts.lastActive}">${lastActiveAt ? moment(lastActiveAt) : consoleTexts.never}</td>
      <td role="cell" data-label="${consoleTexts.created}">${day(createdAt)}</td>
    </tr>`;
  }
}

/** @param {Api.ListedAccount} account */
export function badges({ operator, disabledAt, emailVerified }) {
  return html`${operator && html`<span class="badge info">${texts.operator}</span>`}
  ${disabledAt && html`<span class="badge bad">${texts.disabled}</span>`} ${!emailVerified && html`<span class="badge">${texts.unverified}</span>`}`;
}

customElements.define("console-accounts", ConsoleAccounts);
