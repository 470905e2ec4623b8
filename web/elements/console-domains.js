import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { roleOf } from "../lib/roles.js";
import { fill } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import consoleTexts from "../texts/en/console.js";
import domainsTexts from "../texts/en/domains.js";
import { Domains, standingBadge } from "./domains.js";

const texts = consoleTexts.organizations;

/**
 * The domains of an organization, for those who run the instance: their word takes the place of a record in DNS.
 */
export class ConsoleDomains extends Domains {
  /**
   * @override
   * @param {import("../lib/shell.js").Shell} shell
   */
  start(shell) {
    this.path = `/admin/organizations/${this.dataset.organization}/domains`;
    return super.start(shell);
  }

  /**
   * @override
   * @param {Api.JoiningDomain} joining
   */
  rowOf(joining) {
    const { id, domain, proof } = joining;
    const object = html`<span class="visually-hidden"> ${domain}</span>`;
    return html`<li>
      <span class="person breaks"><span><strong>${domain}</strong> ${standingBadge(joining)}</span>
        <span class="muted">${fill(domainsTexts.joinAs, { role: roleOf(joining) })} · ${proof === "operator" ? domainsTexts.byOperator : "DNS"}</span></span>
      <span class="actions">
        ${proof !== "operator" && html`<button type="button" class="button small" data-act="confirm" data-id="${id}">${texts.confirm}${object}</button>`}
        <button type="button" class="button quiet" data-act="remove" data-id="${id}">${domainsTexts.remove}${object}</button>
      </span>
    </li>`;
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Api.JoiningDomain} joining
   */
  act(button, joining) {
    if (button.dataset.act === "confirm") void this.confirm(joining.domain);
    else void this.removeDomain(joining);
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
        const proven = await this.shell.client.post(this.path, { domain });
        confirmed = proven.domain;
      },
    });
    if (isDone) await this.changed(fill(texts.isConfirmed, { domain: confirmed }));
  }
}

customElements.define("console-domains", ConsoleDomains);
