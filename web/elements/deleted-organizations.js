import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";
import { longDay } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { organizationPath } from "../lib/routing.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import accountTexts from "../texts/en/account.js";
import settingsTexts from "../texts/en/settings.js";
import { ActingList } from "./acting-list.js";

/**
 * The organizations that one owned, are deleted, and can be brought back. Nothing at all where there is none.
 * @extends {ActingList<Api.DeletedOrganization>}
 */
export class DeletedOrganizations extends ActingList {
  /** @override */
  frame() {
    return frame;
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  async fetch(signal) {
    const { items } = await this.shell.client.get("/organizations", { query: { deleted: true }, signal });
    return items;
  }

  /**
   * @override
   * @param {Api.DeletedOrganization} organization
   */
  rowOf(organization) {
    return row(organization);
  }

  /**
   * @override
   * @param {number} count
   */
  drawn(count) {
    this.#card.hidden = count === 0 && this.alert.textContent === "";
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Api.DeletedOrganization} organization
   */
  act(button, organization) {
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
      const { slug } = await this.shell.client.post(`/organizations/${id}/restore`);
      this.shell.changeMe(await this.shell.client.get("/me"));
      if (!this.isConnected) return;
      await this.shell.go(organizationPath(slug));
      notify(fill(accountTexts.restored, { name }));
    } catch (error) {
      button.setAttribute("aria-busy", "false");
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
    }
  }

  /** @param {Api.DeletedOrganization} organization */
  async #erase({ id, name }) {
    const isDone = await formDialog({
      id: "erase-organization",
      title: fill(accountTexts.eraseTitle, { name }),
      body: html`<p>${fillHtml(accountTexts.eraseBody, { name: strong(name) })}</p>`,
      action: accountTexts.eraseAction,
      isDangerous: true,
      perform: () => this.shell.client.delete(`/organizations/${id}?deleted=true&confirm=true`),
    });
    if (!isDone) return;
    notify(fill(settingsTexts.deletedForGood, { name }));
    await this.load();
    focusOn(this.#card.hidden ? find(document, "h1", HTMLElement) : find(this, "h2", HTMLElement));
  }

  get #card() {
    const card = this.closest("section");
    if (!card) throw new Error("it belongs into a card");
    return card;
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
        <span class="muted">${fillHtml(accountTexts.restorable, { date: longDay(restorableUntil) })}</span>
      </div>
    </div>
    <div class="actions">
      <button type="button" class="button quiet" data-act="erase" data-id="${id}">${accountTexts.erase}${object}</button>
      <button type="button" class="button small" data-act="restore" data-id="${id}">${accountTexts.restore}${object}</button>
    </div>
  </li>`;
}

const frame = html`<h2 id="deleted-title">${accountTexts.deletedTitle}</h2>
  <div role="alert" class="alert"></div>
  <ul class="rows" aria-labelledby="deleted-title"></ul>`;

customElements.define("deleted-organizations", DeletedOrganizations);
