import { initials } from "../lib/format.js";
import { html } from "../lib/html.js";
import { join } from "../lib/joining.js";
import { roleOf } from "../lib/roles.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import texts from "../texts/en/domains.js";
import { ActingList } from "./acting-list.js";

/** @typedef {Api.JoiningOffer & {id: string}} Offer */

/**
 * What one can join by the domain of one's address, without an invitation. Where nothing is, nothing is shown.
 * @extends {ActingList<Offer>}
 */
export class JoiningOffers extends ActingList {
  /** @override */
  frame() {
    return html`<h2 id="offers-title">${texts.offers}</h2>
      <div role="alert" class="alert"></div>
      <ul class="rows" aria-labelledby="offers-title"></ul>`;
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  async fetch(signal) {
    if (!this.shell.me.user.emailVerified) return [];
    /** @type {{items: Api.JoiningOffer[]}} */
    const { items } = await this.shell.client.get("/me/offers", { signal });
    return items.map((offer) => ({ ...offer, id: offer.organization.id }));
  }

  /**
   * @override
   * @param {Offer} offer
   */
  rowOf(offer) {
    const { id, organization, domain } = offer;
    const values = { organization: strong(organization.name), domain: strong(domain), role: roleOf(offer) };
    return html`<li>
      <div class="identity">
        <span class="avatar" aria-hidden="true">${initials(organization.name)}</span>
        <div class="person"><span>${fillHtml(texts.offer, values)}</span></div>
      </div>
      <div class="actions">
        <button type="button" class="button primary small" data-act="join" data-id="${id}">${fill(texts.join, { name: organization.name })}</button>
      </div>
    </li>`;
  }

  /**
   * @override
   * @param {number} count
   */
  drawn(count) {
    const card = this.closest("section");
    if (card) card.hidden = count === 0 && this.alert.textContent === "";
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Offer} offer
   */
  act(button, offer) {
    void join(this, button, `/me/offers/${offer.id}/join`, offer.organization);
  }
}

customElements.define("joining-offers", JoiningOffers);
