import { ApiError } from "../lib/api.js";
import { find } from "../lib/dom.js";
import { clearMessages, isBusy, showProblem } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { signInWith } from "../lib/provider-trip.js";
import { fill } from "../lib/texts.js";
import { email } from "../lib/validation.js";
import commonTexts from "../texts/en/common.js";
import entryTexts from "../texts/en/entry.js";

/**
 * Ways in by way of providers elsewhere, at the end of a form with an address: the instance's, and before them those of the organization
 * whose domain the address is at. Where there are none, nothing is shown. Busy until it is known.
 */
export class ProviderButtons extends HTMLElement {
  /** @type {import("../lib/api.js").Client | null} */
  #client = null;
  #next = "/";
  #asked = 0;
  #shown = "[]";

  /**
   * @param {import("../lib/api.js").Client} client
   * @param {string} next where signing in leads
   */
  start(client, next) {
    this.#client = client;
    this.#next = next;
    this.#address.addEventListener("change", () => void this.#ask());
    this.addEventListener("click", ({ target }) => {
      const button = target instanceof Element && target.closest("button");
      if (button) void this.#begin(button);
    });
    return this.#ask();
  }

  /** The newest answer counts. Where none comes, what is shown stays: the form is there either way. */
  async #ask() {
    const turn = ++this.#asked;
    try {
      /** @type {{items: Api.ProviderChoice[]}} */
      const { items } = await this.#open.post("/login/providers/lookup", this.#typed);
      await this.#released();
      if (turn === this.#asked) this.#draw(items);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  /** Leaving the address may mean pressing a button: nothing moves away from under it. */
  async #released() {
    if (!this.querySelector(":active")) return;
    await new Promise((resolve) => addEventListener("pointerup", () => setTimeout(resolve), { once: true }));
  }

  /** @param {Api.ProviderChoice[]} items */
  #draw(items) {
    const text = JSON.stringify(items);
    if (text === this.#shown || this.querySelector("[aria-busy=true]")) return;
    this.#shown = text;
    const focused = this.contains(document.activeElement) && /** @type {HTMLElement} */ (document.activeElement).dataset.id;
    render(this, html`${items.length > 0 && html`<p class="divider">${commonTexts.or}</p>`} ${items.map(button)}`);
    if (focused) /** @type {HTMLElement | null} */ (this.querySelector(`[data-id="${focused}"]`))?.focus();
  }

  /** @param {HTMLButtonElement} button */
  async #begin(button) {
    if (isBusy(this.#form) || this.querySelector("[aria-busy=true]")) return;
    clearMessages(this.#form);
    button.setAttribute("aria-busy", "true");
    try {
      const remember = this.#form.querySelector("[name=remember]:checked") !== null;
      await signInWith(this.#open, { provider: button.dataset.id ?? "", remember, ...this.#typed }, this.#next);
    } catch (error) {
      showProblem(this.#form, error);
    } finally {
      button.setAttribute("aria-busy", "false");
    }
  }

  /** The address, once it is one. */
  get #typed() {
    const value = this.#address.value.trim();
    return email(value) === "" ? { email: value } : {};
  }

  get #address() {
    return find(this.#form, "[name=email]", HTMLInputElement);
  }

  get #form() {
    const form = this.closest("form");
    if (!form) throw new Error("it stands in a form");
    return form;
  }

  get #open() {
    if (!this.#client) throw new Error("start() comes first");
    return this.#client;
  }
}

/** @param {Api.ProviderChoice} choice */
const button = ({ id, name }) => html`<button type="button" class="button wide" data-id="${id}">${fill(entryTexts.continueWith, { name })}</button>`;

customElements.define("provider-buttons", ProviderButtons);
