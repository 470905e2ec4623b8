import { explain } from "../lib/problems.js";
import { loadSubscription, seatsInWords, seatsLeft } from "../lib/subscription.js";

/** How many of an organization's seats are taken, in a line; nothing where there is no limit. */
export class SeatLine extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Api.Organization | null} the one this line was made for, wherever the shell has gone since */
  #of = null;
  /** @type {Api.Subscription | null} */
  #subscription = null;
  #loading = new AbortController();

  /** @param {import("../lib/shell.js").Shell} shell */
  start(shell) {
    this.#shell = shell;
    this.#of = shell.organization;
    this.setAttribute("role", "status");
    return this.load();
  }

  disconnectedCallback() {
    this.#loading.abort();
  }

  /** As it is now. What is on screen stays until then. */
  async load() {
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    if (!this.#shell || !this.#of?.permissions.includes("organization.read")) return;
    try {
      this.#subscription = await loadSubscription({ client: this.#shell.client, organization: this.#of }, signal);
      this.textContent = seatsInWords(this.#subscription) ?? "";
    } catch (error) {
      if (!signal.aborted && !this.#subscription) this.textContent = explain(error);
    }
  }

  /** How many more can be invited by e-mail, as far as is known; null for any number. */
  get left() {
    return this.#subscription && seatsLeft(this.#subscription);
  }
}

customElements.define("seat-line", SeatLine);
