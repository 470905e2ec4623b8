import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { keptLinked } from "../lib/kept.js";
import { day, moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { linkWith } from "../lib/provider-trip.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import texts from "../texts/en/identities.js";
import { ActingList } from "./acting-list.js";

/**
 * By which providers elsewhere the account is signed in to, and those that can be linked. Where there are neither, nothing is shown.
 * @extends {ActingList<Api.Identity>}
 */
export class IdentityList extends ActingList {
  /** @type {Api.ProviderChoice[]} */
  #providers = [];

  /** @override */
  frame() {
    return html`<div role="alert" class="alert"></div>
      <p class="muted" hidden>${texts.empty}</p>
      <ul class="rows" aria-labelledby="identities-title"></ul>
      <div class="actions" id="link-providers"></div>`;
  }

  /**
   * @override
   * @param {import("../lib/shell.js").Shell} shell
   */
  start(shell) {
    const loaded = super.start(shell);
    find(this, "#link-providers", HTMLElement).addEventListener("click", ({ target }) => {
      const button = target instanceof Element && target.closest("button");
      if (button) void this.#link(button);
    });
    return loaded;
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  async fetch(signal) {
    /** @type {{items: Api.Identity[], providers: Api.ProviderChoice[]}} */
    const { items, providers } = await this.shell.client.get("/me/identities", { signal });
    const linked = new Set(items.map(({ provider }) => provider.id));
    this.#providers = providers.filter(({ id }) => !linked.has(id));
    render(find(this, "#link-providers", HTMLElement), html`${this.#providers.map(linkButton)}`);
    return items;
  }

  /**
   * @override
   * @param {Api.Identity} identity
   */
  rowOf({ id, provider, email, createdAt, lastUsedAt }) {
    const object = html`<span class="visually-hidden"> ${provider.name} ${email}</span>`;
    const used = lastUsedAt ? fillHtml(texts.used, { time: moment(lastUsedAt) }) : texts.unused;
    return html`<li>
      <span class="person breaks"><strong>${provider.name}</strong>
        <span class="muted">${email && `${email} · `}${fillHtml(texts.added, { date: day(createdAt) })} · ${used}</span></span>
      <span class="actions">
        <button type="button" class="button quiet" data-act="remove" data-id="${id}">${texts.remove}${object}</button>
      </span>
    </li>`;
  }

  /**
   * @override
   * @param {number} count
   */
  drawn(count) {
    const isFailed = this.alert.textContent !== "";
    find(this, "p.muted", HTMLElement).hidden = count > 0 || isFailed;
    find(this, "#link-providers", HTMLElement).hidden = this.#providers.length === 0;
    const card = this.closest("section");
    if (card) card.hidden = count === 0 && this.#providers.length === 0 && !isFailed;
  }

  /**
   * @override
   * @param {HTMLButtonElement} _button
   * @param {Api.Identity} identity
   */
  act(_button, identity) {
    void this.#remove(identity);
  }

  /** @param {HTMLButtonElement} button */
  async #link(button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await linkWith(this.shell.client, button.dataset.provider ?? "");
    } catch (error) {
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    } finally {
      button.setAttribute("aria-busy", "false");
    }
  }

  /** @param {Api.Identity} identity */
  async #remove({ id, provider: { name } }) {
    const isDone = await formDialog({
      id: "remove-identity",
      title: fill(texts.removeTitle, { name }),
      body: html`<p>${fillHtml(texts.removeBody, { name: strong(name) })}</p>`,
      action: texts.removeAction,
      isDangerous: true,
      perform: () => this.shell.client.delete(`/me/identities/${id}`),
    });
    if (!isDone) return;
    notify(fill(texts.isRemoved, { name }));
    await this.load();
    focusOn(find(document, this.closest("section[hidden]") ? "h1" : "#identities-title", HTMLElement));
  }
}

/** @param {Api.ProviderChoice} provider */
const linkButton = ({ id, name }) => html`<button type="button" class="button" data-provider="${id}">${fill(texts.link, { name })}</button>`;

/** The section of the account that the list stands in. */
export const identitiesSection = html`<section class="card stack" id="identities" hidden>
  <div class="section-head">
    <div><h2 id="identities-title">${texts.title}</h2><p class="muted">${texts.why}</p></div>
  </div>
  <identity-list></identity-list>
</section>`;

/** Once, to whoever comes back from a provider that is linked now. */
export function tellLinked() {
  const name = keptLinked.read();
  if (name === null) return;
  keptLinked.write(null);
  find(document, "#identities", HTMLElement).scrollIntoView({ block: "nearest" });
  notify(fill(texts.isLinked, { name }));
}

customElements.define("identity-list", IdentityList);
