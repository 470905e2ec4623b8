import { html } from "../lib/html.js";
import { day } from "../lib/moments.js";
import { acts, actsFor, askAndPerform, statusBadge, statuses } from "../lib/organization-acts.js";
import { fill } from "../lib/texts.js";
import consoleTexts from "../texts/en/console.js";
import fieldsTexts from "../texts/en/fields.js";
import { ConsoleList, searchField, statusField } from "./console-list.js";

const texts = consoleTexts.organizations;

/**
 * All organizations but personal ones, for those who run the instance.
 * @extends {ConsoleList<Api.ListedOrganization>}
 */
export class ConsoleOrganizations extends ConsoleList {
  /** @override */
  get section() {
    return /** @type {const} */ ("organizations");
  }

  /** @override */
  get fields() {
    return html`${searchField(texts.hint)} ${statusField(statuses)}`;
  }

  /** @override */
  get columns() {
    return [fieldsTexts.name, consoleTexts.status, texts.members, consoleTexts.created];
  }

  /**
   * @override
   * @returns {Record<string, unknown>}
   */
  get query() {
    return { ...super.query, kind: "team" };
  }

  /**
   * @override
   * @param {Api.ListedOrganization} organization
   */
  rowOf(organization) {
    return row(organization);
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Element} _row
   * @param {Api.ListedOrganization} organization
   */
  act(button, _row, organization) {
    void this.#perform(/** @type {import("../lib/organization-acts.js").Act} */ (button.dataset.act), organization);
  }

  /**
   * @param {import("../lib/organization-acts.js").Act} name
   * @param {Api.ListedOrganization} organization
   */
  async #perform(name, organization) {
    const told = await askAndPerform(this.shell.client, name, organization);
    if (told) await this.done(told);
  }
}

/** @param {Api.ListedOrganization} organization */
function row(organization) {
  const { id, name, slug, seats, used, members, createdAt } = organization;
  return html`<tr role="row" data-id="${id}">
    <th role="rowheader" scope="row" class="breaks">
      <span class="person"><a href="/admin/organizations/${id}">${name}</a> <span class="muted">${slug}</span></span>
    </th>
    <td role="cell" data-label="${consoleTexts.status}">${statusBadge(organization)}</td>
    <td role="cell" data-label="${texts.members}">${seats === null ? String(members) : fill(texts.seats, { used: String(used), seats: String(seats) })}</td>
    <td role="cell" data-label="${consoleTexts.created}">${day(createdAt)}</td>
    <td role="cell" class="row-actions">
      ${actsFor(organization).map((act) => html`<button type="button" class="button quiet" data-act="${act}">${acts[act].action}<span class="visually-hidden"> ${name}</span></button>`)}
    </td>
  </tr>`;
}

customElements.define("console-organizations", ConsoleOrganizations);
