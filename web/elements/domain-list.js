import { Interrupted } from "../lib/api.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { roleOf } from "../lib/roles.js";
import { fill, fillHtml } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import domainsTexts from "../texts/en/domains.js";
import "./copy-field.js";
import { addDomainDialog, changeRoleDialog } from "./domain-dialogs.js";
import { Domains, standingBadge } from "./domains.js";

/**
 * The domains by whose addresses people may join: added, proven by a record in DNS, removed.
 */
export class DomainList extends Domains {
  /** @type {import("../lib/roles.js").Role[]} */
  roles = [];

  /**
   * @override
   * @param {import("../lib/shell.js").Shell} shell
   */
  start(shell) {
    this.path = `/organizations/${shell.organization.id}/domains`;
    return super.start(shell);
  }

  /**
   * @override
   * @param {Api.JoiningDomain} domain
   */
  rowOf(domain) {
    return row(domain, this.shell.may("organization.update"));
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Api.JoiningDomain} domain
   */
  act(button, domain) {
    if (button.dataset.act === "check") void this.#check(button, domain);
    else if (button.dataset.act === "role") void this.#changeRole(domain);
    else void this.removeDomain(domain);
  }

  async add() {
    let added = "";
    const isDone = await addDomainDialog(this.roles, async (fields) => {
      /** @type {Api.JoiningDomain} */
      const made = await this.shell.client.post(this.path, fields);
      added = made.domain;
    });
    if (!isDone) return;
    notify(fill(domainsTexts.isAdded, { domain: added }));
    await this.load();
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Api.JoiningDomain} domain
   */
  async #check(button, { id, domain }) {
    button.setAttribute("aria-busy", "true");
    try {
      /** @type {Api.JoiningDomain} */
      const checked = await this.shell.client.post(`${this.path}/${id}/check`);
      if (!this.isConnected) return;
      notify(fill(domainsTexts.outcomes[checked.lastCheck?.finding ?? "unavailable"], { domain }));
      await this.load();
      /** @type {HTMLElement | null} */ (this.querySelector(`[data-act=check][data-id="${id}"]`))?.focus();
    } catch (error) {
      button.setAttribute("aria-busy", "false");
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    }
  }

  /** @param {Api.JoiningDomain} domain */
  async #changeRole(domain) {
    const isDone = await changeRoleDialog(domain, this.roles, (fields) => this.shell.client.patch(`${this.path}/${domain.id}`, fields));
    if (!isDone) return;
    notify(commonTexts.saved);
    await this.load();
    /** @type {HTMLElement | null} */ (this.querySelector(`[data-act=role][data-id="${domain.id}"]`))?.focus();
  }
}

/**
 * @param {Api.JoiningDomain} joining
 * @param {boolean} mayChange
 */
function row(joining, mayChange) {
  const { id, domain, proof, missingSince } = joining;
  const object = html`<span class="visually-hidden"> ${domain}</span>`;
  return html`<li class="domain">
    <div class="person">
      <span class="breaks"><strong>${domain}</strong> ${standingBadge(joining)}</span>
      <span class="muted">${fill(domainsTexts.joinAs, { role: roleOf(joining) })}</span>
      <span>${standing(joining)}</span>
    </div>
    <div class="actions">
      ${mayChange &&
      html`${proof !== "operator" && html`<button type="button" class="button small" data-act="check" data-id="${id}">${domainsTexts.check}${object}</button>`}
        <button type="button" class="button quiet" data-act="role" data-id="${id}">${domainsTexts.changeRole}${object}</button>
        <button type="button" class="button quiet" data-act="remove" data-id="${id}">${domainsTexts.remove}${object}</button>`}
    </div>
    ${(proof === null || missingSince !== null) && recordOf(joining)}
  </li>`;
}

/** @param {Api.JoiningDomain} joining */
function standing({ proof, missingSince, lastCheck }) {
  if (proof === "operator") return html`${domainsTexts.byOperator}`;
  if (missingSince !== null) return fillHtml(domainsTexts.missingSince, { time: moment(missingSince) });
  if (lastCheck === null) return html`${domainsTexts.notChecked}`;
  return fillHtml(domainsTexts.findings[lastCheck.finding], { time: moment(lastCheck.at) });
}

/** @param {Api.JoiningDomain} joining */
const recordOf = ({ id, domain, record }) => html`<div class="stack narrow">
  <p class="hint" id="record-${id}">${fill(domainsTexts.recordWhy, { domain })}</p>
  <div class="field">
    <label for="record-name-${id}">${domainsTexts.recordName}<span class="visually-hidden"> ${domain}</span></label>
    <copy-field><input id="record-name-${id}" value="${record.name}" readonly aria-describedby="record-${id}" /></copy-field>
  </div>
  <div class="field">
    <label for="record-value-${id}">${domainsTexts.recordValue}<span class="visually-hidden"> ${domain}</span></label>
    <copy-field><input id="record-value-${id}" value="${record.value}" readonly aria-describedby="record-${id}" /></copy-field>
  </div>
</div>`;

/** The section of the settings that the list stands in. */
export const domainsSection = html`<section class="card stack" id="domains">
  <div class="section-head">
    <div><h2 id="domains-title">${domainsTexts.title}</h2><p class="muted">${domainsTexts.why}</p></div>
    <button type="button" class="button" id="add-domain">${icons.add}${domainsTexts.add}</button>
  </div>
  <domain-list></domain-list>
</section>`;

customElements.define("domain-list", DomainList);
