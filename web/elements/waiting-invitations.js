import { ApiError, Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { initials } from "../lib/format.js";
import { html, render } from "../lib/html.js";
import { longDay } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { roleOf } from "../lib/roles.js";
import { organizationPath } from "../lib/routing.js";
import { fill, fillHtml, strong, t } from "../lib/texts.js";

/** The invitations that wait for one's own address, once it is confirmed: accept or decline. */
export class WaitingInvitations extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Map<string, Api.WaitingInvitation>} */
  #waiting = new Map();
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
    const { emailVerified, email } = this.#open.me.user;
    if (!emailVerified) return this.#say(fill(t.account.confirmFirst, { email }));
    try {
      const { items } = await this.#open.client.get("/me/invitations", { query: { limit: 100 }, signal: this.#loading.signal });
      this.#waiting = new Map(items.map((/** @type {Api.WaitingInvitation} */ item) => [item.id, item]));
      render(find(this, "ul", HTMLElement), html`${items.map(row)}`);
      this.#say(items.length === 0 ? fill(t.account.noInvitations, { email }) : "");
      find(this, "[role=alert]", HTMLElement).textContent = "";
    } catch (error) {
      if (!(error instanceof Interrupted)) find(this, "[role=alert]", HTMLElement).textContent = explain(error);
    }
  }

  /** @param {string} message in place of a list */
  #say(message) {
    const place = find(this, ".muted", HTMLElement);
    place.textContent = message;
    place.hidden = message === "";
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const invitation = this.#waiting.get(button?.dataset.id ?? "");
    if (!button || !invitation || button.getAttribute("aria-busy") === "true") return;
    if (button.dataset.act === "accept") void this.#accept(button, invitation);
    else void this.#decline(invitation);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {Api.WaitingInvitation} invitation
   */
  async #accept(button, { id, organization }) {
    button.setAttribute("aria-busy", "true");
    try {
      const me = await this.#open.client.post(`/me/invitations/${id}/accept`);
      if (!this.isConnected) return this.#open.changeMe(me);
      this.#open.adopt(me);
      await this.#open.go(organizationPath(this.#open.organization.slug));
      notify(fill(t.account.joined, { name: organization.name }));
    } catch (error) {
      button.setAttribute("aria-busy", "false");
      if (error instanceof Interrupted) return;
      notify(explain(error), { stays: true });
      if (error instanceof ApiError && error.status >= 400 && error.status < 429) await this.#load(); // it is over
    }
  }

  /** @param {Api.WaitingInvitation} invitation */
  async #decline({ id, organization, invitedBy }) {
    const isDeclined = await formDialog({
      id: "confirm-decline",
      title: fill(t.account.declineTitle, { name: organization.name }),
      body: html`<p>${fillHtml(t.account.declineBody, { name: strong(invitedBy?.name ?? organization.name) })}</p>`,
      action: t.account.declineAction,
      isDangerous: true,
      perform: () => this.#open.client.post(`/me/invitations/${id}/decline`),
    });
    if (!isDeclined) return;
    notify(fill(t.account.declined, { name: organization.name }));
    await this.#load();
    focusOn(find(this, "h2", HTMLElement));
  }

  get #open() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell;
  }
}

/** @param {Api.WaitingInvitation} invitation */
function row(invitation) {
  const { id, organization, invitedBy, expiresAt } = invitation;
  const { name } = organization;
  const sentence = { name: strong(invitedBy?.name ?? ""), organization: strong(name), role: roleOf(invitation) };
  const object = html`<span class="visually-hidden"> ${fill(t.account.ofOrganization, { name })}</span>`;
  return html`<li>
    <div class="identity">
      <span class="avatar" aria-hidden="true">${initials(name)}</span>
      <div class="person">
        <span>${fillHtml(t.account.invitedBy, sentence)}</span>
        <span class="muted">${fillHtml(t.account.until, { date: longDay(expiresAt) })}</span>
      </div>
    </div>
    <div class="actions">
      <button type="button" class="button quiet" data-act="decline" data-id="${id}">${t.account.decline}${object}</button>
      <button type="button" class="button primary small" data-act="accept" data-id="${id}">${t.account.accept}${object}</button>
    </div>
  </li>`;
}

const frame = html`<h2 id="waiting-title">${t.account.invitations}</h2>
  <div role="alert" class="alert"></div>
  <p class="muted" hidden></p>
  <ul class="rows" aria-labelledby="waiting-title"></ul>`;

customElements.define("waiting-invitations", WaitingInvitations);
