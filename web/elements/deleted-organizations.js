import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { initials } from "../lib/format.js";
import { html, render } from "../lib/html.js";
import { longDay } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { organizationPath } from "../lib/routing.js";
import { fill, fillHtml, strong, t } from "../lib/texts.js";

/** The organizations that one owned, are deleted, and can be brought back. Nothing at all where there is none. */
export class DeletedOrganizations extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Map<string, Api.DeletedOrganization>} */
  #deleted = new Map();
  #loading = new AbortController();

  /** @param {import("../lib/shell.js").Shell} shell */
  start(shell) {
    this.#shell = shell;
    render(this, frame);
    find(this, "ul", HTMLElement).addEventListener("click", (event) => this.#onClick(event));
    return this.#load();
  }

  disconnectedCallback() {
    this.#loading.abort();
  }

  async #load() {
    const alert = find(this, "[role=alert]", HTMLElement);
    try {
      const { items } = await this.#open.client.get("/organizations", { query: { deleted: true }, signal: this.#loading.signal });
      this.#deleted = new Map(items.map((/** @type {Api.DeletedOrganization} */ item) => [item.id, item]));
      render(find(this, "ul", HTMLElement), html`${items.map(row)}`);
      alert.textContent = "";
    } catch (error) {
      if (!(error instanceof Interrupted)) alert.textContent = explain(error);
    }
    this.#card.hidden = this.#deleted.size === 0 && alert.textContent === "";
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const organization = this.#deleted.get(button?.dataset.id ?? "");
    if (!button || !organization || button.getAttribute("aria-busy") === "true") return;
    if (button.dataset.act === "restore") void this.#restore(button, organization);
    else void this.#erase(organization);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Api.DeletedOrganization} organization
   */
  async #restore(button, { id, name }) {
    button.setAttribute("aria-busy", "true");
    try {
      /** @type {Api.Organization} */
      const { slug } = await this.#open.client.post(`/organizations/${id}/restore`);
      this.#open.changeMe(await this.#open.client.get("/me"));
      if (!this.isConnected) return;
      await this.#open.go(organizationPath(slug));
      notify(fill(t.account.restored, { name }));
    } catch (error) {
      button.setAttribute("aria-busy", "false");
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    }
  }

  /** @param {Api.DeletedOrganization} organization */
  async #erase({ id, name }) {
    const isDone = await formDialog({
      id: "erase-organization",
      title: fill(t.account.eraseTitle, { name }),
      body: html`<p>${fillHtml(t.account.eraseBody, { name: strong(name) })}</p>`,
      action: t.account.eraseAction,
      isDangerous: true,
      perform: () => this.#open.client.delete(`/organizations/${id}?deleted=true&confirm=true`),
    });
    if (!isDone) return;
    notify(fill(t.settings.deletedForGood, { name }));
    await this.#load();
    focusOn(this.#card.hidden ? find(document, "h1", HTMLElement) : find(this, "h2", HTMLElement));
  }

  get #card() {
    const card = this.closest("section");
    if (!card) throw new Error("it belongs into a card");
    return card;
  }

  get #open() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell;
  }
}

/** @param {Api.DeletedOrganization} organization */
function row({ id, name, restorableUntil }) {
  const object = html`<span class="visually-hidden"> ${name}</span>`;
  return html`<li>
    <div class="identity">
      <span class="avatar" aria-hidden="true">${initials(name)}</span>
      <div class="person">
        <strong>${name}</strong>
        <span class="muted">${fillHtml(t.account.restorable, { date: longDay(restorableUntil) })}</span>
      </div>
    </div>
    <div class="actions">
      <button type="button" class="button quiet" data-act="erase" data-id="${id}">${t.account.erase}${object}</button>
      <button type="button" class="button small" data-act="restore" data-id="${id}">${t.account.restore}${object}</button>
    </div>
  </li>`;
}

const frame = html`<h2 id="deleted-title">${t.account.deletedTitle}</h2>
  <div role="alert" class="alert"></div>
  <ul class="rows" aria-labelledby="deleted-title"></ul>`;

customElements.define("deleted-organizations", DeletedOrganizations);
