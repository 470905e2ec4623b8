import { find, focusOn } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { notify } from "../lib/notices.js";
import { fill } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import texts from "../texts/en/providers.js";
import { ActingList } from "./acting-list.js";
import "./copy-field.js";
import { addProviderDialog, confirmProviderDeletion, editProviderDialog } from "./provider-dialogs.js";

/**
 * Providers elsewhere to sign in with: the organization's own, or, with the attribute `instance`, those for everybody.
 * @extends {ActingList<Api.Provider>}
 */
export class ProviderList extends ActingList {
  #path = "";

  /** @override */
  frame() {
    return html`<div role="alert" class="alert"></div>
      <p class="muted" hidden>${texts.empty}</p>
      <ul class="rows" aria-labelledby="providers-title"></ul>`;
  }

  /**
   * @override
   * @param {import("../lib/shell.js").Shell} shell
   */
  start(shell) {
    this.#path = this.hasAttribute("instance") ? "/admin/providers" : `/organizations/${shell.organization.id}/providers`;
    return super.start(shell);
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
   * @param {Api.Provider} provider
   */
  rowOf(provider) {
    return row(provider);
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
   * @param {Api.Provider} provider
   */
  act(button, provider) {
    if (button.dataset.act === "edit") void this.#edit(provider);
    else void this.#delete(provider);
  }

  /** What the provider has to be told next is at hand then. */
  async add() {
    /** @type {Api.Provider | undefined} */
    let made;
    await addProviderDialog(async (fields) => {
      made = await this.shell.client.post(this.#path, fields);
    });
    if (!made) return;
    notify(fill(texts.isAdded, { name: made.name }));
    await this.load();
    this.#focus(`#redirect-${made.id}`);
  }

  /** @param {Api.Provider} provider */
  async #edit(provider) {
    const isDone = await editProviderDialog(provider, (fields) => this.shell.client.patch(`${this.#path}/${provider.id}`, fields));
    if (!isDone) return;
    notify(commonTexts.saved);
    await this.load();
    this.#focus(`[data-act=edit][data-id="${provider.id}"]`);
  }

  /** @param {Api.Provider} provider */
  async #delete(provider) {
    if (!(await confirmProviderDeletion(provider, () => this.shell.client.delete(`${this.#path}/${provider.id}`)))) return;
    notify(fill(texts.isDeleted, { name: provider.name }));
    await this.load();
    focusOn(find(document, "#providers-title", HTMLElement));
  }

  /** @param {string} selector */
  #focus(selector) {
    /** @type {HTMLElement | null} */ (this.querySelector(selector))?.focus();
  }
}

/** @param {Api.Provider} provider */
function row({ id, kind, name, issuer, clientId, redirectUri }) {
  const object = html`<span class="visually-hidden"> ${name}</span>`;
  return html`<li class="domain">
    <div class="person breaks">
      <strong>${name}</strong>
      <span class="muted">${texts.kinds[kind]}${kind === "oidc" && ` · ${issuer}`}</span>
      <span class="muted">${fill(texts.clientOf, { id: clientId })}</span>
    </div>
    <div class="actions">
      <button type="button" class="button quiet" data-act="edit" data-id="${id}">${texts.edit}${object}</button>
      <button type="button" class="button quiet" data-act="delete" data-id="${id}">${texts.delete}${object}</button>
    </div>
    <div class="stack">
      <div class="field">
        <label for="redirect-${id}">${texts.redirectUri}${object}</label>
        <copy-field><input id="redirect-${id}" value="${redirectUri}" readonly aria-describedby="redirect-hint-${id}" /></copy-field>
        <p class="hint" id="redirect-hint-${id}">${fill(texts.redirectWhy, { name })}</p>
      </div>
    </div>
  </li>`;
}

/**
 * The section that the list stands in: of the settings, or of the console.
 * @param {{isOfInstance?: boolean}} options
 */
export const providersSection = ({ isOfInstance = false } = {}) => html`<section class="card stack" id="sign-on">
  <div class="section-head">
    <div><h2 id="providers-title">${isOfInstance ? texts.instanceTitle : texts.title}</h2>
      <p class="muted">${isOfInstance ? texts.instanceWhy : texts.why}</p></div>
    <button type="button" class="button" id="add-provider">${icons.add}${texts.add}</button>
  </div>
  <provider-list ${isOfInstance && html`instance`}></provider-list>
</section>`;

/**
 * @param {DocumentFragment} view that holds the section
 * @param {import("../lib/shell.js").Shell} shell
 */
export function startProviders(view, shell) {
  const list = find(view, "provider-list", ProviderList);
  find(view, "#add-provider", HTMLButtonElement).addEventListener("click", () => void list.add());
  return list.start(shell);
}

customElements.define("provider-list", ProviderList);
