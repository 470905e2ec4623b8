import { find, focusOn } from "../lib/dom.js";
import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { roleOf } from "../lib/roles.js";
import { fill } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import consoleTexts from "../texts/en/console.js";
import domainsTexts from "../texts/en/domains.js";
import { ActingList } from "./acting-list.js";
import { confirmDomainRemoval } from "./domain-dialogs.js";

const texts = consoleTexts.organizations;

/**
 * The domains of an organization, for those who run the instance: their word takes the place of a record in DNS.
 * @extends {ActingList<Api.JoiningDomain>}
 */
export class ConsoleDomains extends ActingList {
  get #path() {
    return `/admin/organizations/${this.dataset.organization}/domains`;
  }

  /** @override */
  frame() {
    return html`<div role="alert" class="alert"></div>
      <p class="muted" hidden>${domainsTexts.empty}</p>
      <ul class="rows" aria-labelledby="domains-title"></ul>`;
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  async fetch(signal) {
    const { items } = await this.shell.client.get(this.#path, { signal });
    return items;
  }

  /**
   * @override
   * @param {Api.JoiningDomain} joining
   */
  rowOf(joining) {
    const { id, domain, proof, missingSince } = joining;
    const [state, tone] = proof === null ? [domainsTexts.waiting, ""] : missingSince === null ? [domainsTexts.proven, "good"] : [domainsTexts.missing, "bad"];
    const object = html`<span class="visually-hidden"> ${domain}</span>`;
    return html`<li>
      <span class="person breaks"><span><strong>${domain}</strong> <span class="badge ${tone}">${state}</span></span>
        <span class="muted">${fill(domainsTexts.joinAs, { role: roleOf(joining) })} · ${proof === "operator" ? domainsTexts.byOperator : "DNS"}</span></span>
      <span class="actions">
        ${proof !== "operator" && html`<button type="button" class="button small" data-act="confirm" data-id="${id}">${texts.confirm}${object}</button>`}
        <button type="button" class="button quiet" data-act="remove" data-id="${id}">${domainsTexts.remove}${object}</button>
      </span>
    </li>`;
  }

  /**
   * @override
   * @param {number} count
   */
  drawn(count) {
    find(this, "p.muted", HTMLElement).hidden = count > 0 || this.alert.textContent !== "";
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Api.JoiningDomain} joining
   */
  act(button, joining) {
    if (button.dataset.act === "confirm") void this.confirm(joining.domain);
    else void this.#remove(joining);
  }

  /** @param {string} [known] the domain, where it is settled which */
  async confirm(known = "") {
    let confirmed = "";
    const isDone = await formDialog({
      id: "confirm-domain",
      title: texts.confirmTitle,
      body: html`<p>${texts.confirmBody}</p>
        <div class="field">
          <label for="confirmed-domain">${domainsTexts.domain}</label>
          <input id="confirmed-domain" name="domain" value="${known}" autocomplete="off" autocapitalize="none" spellcheck="false" inputmode="url" aria-describedby="confirmed-hint" autofocus required />
          <p class="hint" id="confirmed-hint">${domainsTexts.domainHint}</p>
        </div>`,
      action: texts.confirm,
      checks: { domain: required(domainsTexts.domainMissing) },
      perform: async ({ domain }) => {
        /** @type {Api.JoiningDomain} */
        const proven = await this.shell.client.post(this.#path, { domain });
        confirmed = proven.domain;
      },
    });
    if (isDone) await this.#changed(fill(texts.isConfirmed, { domain: confirmed }));
  }

  /** @param {Api.JoiningDomain} joining */
  async #remove(joining) {
    const isDone = await confirmDomainRemoval(joining, () => this.shell.client.delete(`${this.#path}/${joining.id}`));
    if (isDone) await this.#changed(fill(domainsTexts.isRemoved, { domain: joining.domain }));
  }

  /** @param {string} text */
  async #changed(text) {
    notify(text);
    await this.load();
    focusOn(find(document, "#domains-title", HTMLElement));
  }
}

customElements.define("console-domains", ConsoleDomains);
