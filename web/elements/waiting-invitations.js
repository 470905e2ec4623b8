import { formDialog } from "../lib/dialog.js";
import { find, focusOn } from "../lib/dom.js";
import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";
import { join } from "../lib/joining.js";
import { longDay } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { roleOf } from "../lib/roles.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import texts from "../texts/en/account.js";
import { ActingList } from "./acting-list.js";

/**
 * The invitations that wait for one's own address, once it is confirmed: accept or decline.
 * @extends {ActingList<Api.WaitingInvitation>}
 */
export class WaitingInvitations extends ActingList {
  /** @override */
  frame() {
    return frame;
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  async fetch(signal) {
    if (!this.shell.me.user.emailVerified) return [];
    const { items } = await this.shell.client.get("/me/invitations", { query: { limit: 100 }, signal });
    return items;
  }

  /**
   * @override
   * @param {Api.WaitingInvitation} invitation
   */
  rowOf(invitation) {
    return row(invitation);
  }

  /**
   * Says why there is no list.
   * @override
   * @param {number} count
   */
  drawn(count) {
    const { emailVerified, email } = this.shell.me.user;
    const place = find(this, ".muted", HTMLElement);
    place.hidden = count > 0 || this.alert.textContent !== "";
    place.textContent = place.hidden ? "" : fill(emailVerified ? texts.noInvitations : texts.confirmFirst, { email });
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Api.WaitingInvitation} invitation
   */
  act(button, invitation) {
    if (button.dataset.act === "accept") void join(this, button, `/me/invitations/${invitation.id}/accept`, invitation.organization);
    else void this.#decline(invitation);
  }

  /** @param {Api.WaitingInvitation} invitation */
  async #decline({ id, organization, invitedBy }) {
    const isDeclined = await formDialog({
      id: "confirm-decline",
      title: fill(texts.declineTitle, { name: organization.name }),
      body: html`<p>${fillHtml(texts.declineBody, { name: strong(invitedBy?.name ?? organization.name) })}</p>`,
      action: texts.declineAction,
      isDangerous: true,
      perform: () => this.shell.client.post(`/me/invitations/${id}/decline`),
    });
    if (!isDeclined) return;
    notify(fill(texts.declined, { name: organization.name }));
    await this.load();
    focusOn(find(this, "h2", HTMLElement));
  }
}

/** @param {Api.WaitingInvitation} invitation */
function row(invitation) {
  const { id, organization, invitedBy, expiresAt } = invitation;
  const { name } = organization;
  const sentence = { name: strong(invitedBy?.name ?? ""), organization: strong(name), role: roleOf(invitation) };
  const object = html`<span class="visually-hidden"> ${fill(texts.ofOrganization, { name })}</span>`;
  return html`<li>
    <div class="identity">
      <span class="avatar" aria-hidden="true">${initials(name)}</span>
      <div class="person">
        <span>${fillHtml(texts.invitedBy, sentence)}</span>
        <span class="muted">${fillHtml(texts.until, { date: longDay(expiresAt) })}</span>
      </div>
    </div>
    <div class="actions">
      <button type="button" class="button quiet" data-act="decline" data-id="${id}">${texts.decline}${object}</button>
      <button type="button" class="button primary small" data-act="accept" data-id="${id}">${texts.accept}${object}</button>
    </div>
  </li>`;
}

const frame = html`<h2 id="waiting-title">${texts.invitations}</h2>
  <div role="alert" class="alert"></div>
  <p class="muted" hidden></p>
  <ul class="rows" aria-labelledby="waiting-title"></ul>`;

customElements.define("waiting-invitations", WaitingInvitations);
