import { Interrupted } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { minute } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import { email } from "../lib/validation.js";
import accountTexts from "../texts/en/account.js";
import fieldsTexts from "../texts/en/fields.js";

/** One's own address: whether it is confirmed, and the other one that waits to take its place. */
export class OwnAddress extends HTMLElement {
  /** @type {import("../lib/shell.js").Shell | null} */
  #shell = null;
  /** @type {Api.OwnAddress} */
  #address = { email: "", verified: false, change: null };
  #loading = new AbortController();

  /** @param {import("../lib/shell.js").Shell} shell */
  start(shell) {
    this.#shell = shell;
    const { email, emailVerified } = shell.me.user;
    render(this, frame);
    this.#draw({ email, verified: emailVerified, change: null });
    this.#button("change-address").addEventListener("click", () => void this.#change());
    this.#on("confirm-address", () => this.#sendConfirmation());
    this.#on("send-again", () => this.#sendAgain());
    this.#on("give-up", () => this.#giveUp());
    return this.#load();
  }

  disconnectedCallback() {
    this.#loading.abort();
  }

  async #load() {
    this.#loading.abort();
    this.#loading = new AbortController();
    const alert = find(this, "[role=alert]", HTMLElement);
    try {
      this.#draw(await this.#open.client.get("/email", { signal: this.#loading.signal }));
      alert.textContent = "";
    } catch (error) {
      if (!(error instanceof Interrupted)) alert.textContent = explain(error);
    }
  }

  /** @param {Api.OwnAddress} address */
  #draw(address) {
    const { email, verified, change } = address;
    this.#address = address;
    find(this, "input", HTMLInputElement).value = email;
    render(find(this, "#email-state", HTMLElement), verified ? confirmed : unconfirmed);
    this.#button("confirm-address").hidden = verified;
    find(this, ".note", HTMLElement).hidden = change === null;
    if (change === null) return;
    const values = { email: strong(change.email), time: minute(change.expiresAt) };
    render(find(this, "#waiting-address", HTMLElement), fillHtml(accountTexts.addressWaits, values));
  }

  async #change() {
    let asked = "";
    await formDialog({
      id: "change-email",
      title: accountTexts.changeAddressTitle,
      body: this.#question(),
      action: accountTexts.changeAddressAction,
      checks: { email },
      perform: async ({ email }) => {
        await this.#ask(email);
        asked = email;
      },
    });
    if (asked !== "") notify(fill(accountTexts.changeAsked, { email: asked }));
  }

  /** What will happen, and when. */
  #question() {
    const { email, change } = this.#address;
    return html`<p>${fillHtml(accountTexts.changeAddressBody, { email: strong(email) })}</p>
      ${change && html`<p>${fillHtml(accountTexts.changeAddressInstead, { email: strong(change.email) })}</p>`}
      <div class="field">
        <label for="new-email">${accountTexts.newAddress}</label>
        <input id="new-email" name="email" type="email" autocomplete="email" autofocus required />
      </div>`;
  }

  /** @param {string} email */
  async #ask(email) {
    await this.#open.client.put("/email", { email });
    await this.#load();
  }

  async #sendConfirmation() {
    await this.#open.client.post("/email/resend");
    notify(fill(accountTexts.confirmSent, { email: this.#address.email }));
  }

  async #sendAgain() {
    const { change } = this.#address;
    if (change === null) return;
    await this.#ask(change.email);
    notify(fill(accountTexts.changeAskedAgain, { email: change.email }));
  }

  async #giveUp() {
    await this.#open.client.delete("/email/change");
    await this.#load();
    this.#button("change-address").focus();
    notify(fill(accountTexts.changeGivenUp, { email: this.#address.email }));
  }

  /**
   * One press at a time; a failure is told by a notice.
   * @param {string} id of a button
   * @param {() => Promise<void>} act
   */
  #on(id, act) {
    const button = this.#button(id);
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      try {
        await act();
      } catch (error) {
        if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
      }
      button.setAttribute("aria-busy", "false");
    });
  }

  /** @param {string} id of a button */
  #button(id) {
    return find(this, `#${id}`, HTMLButtonElement);
  }

  get #open() {
    if (!this.#shell) throw new Error("start() comes first");
    return this.#shell;
  }
}

const confirmed = html`<span class="badge good">${icons.check}${accountTexts.confirmed}</span>`;
const unconfirmed = html`<span class="badge">${accountTexts.unconfirmed}</span>`;

const frame = html`<div class="field">
    <label for="email">${fieldsTexts.email}</label>
    <div class="beside">
      <input id="email" type="email" readonly aria-describedby="email-state" />
      <button type="button" class="button" id="change-address">${accountTexts.changeAddress}</button>
    </div>
    <div class="between">
      <span id="email-state"></span>
      <button type="button" class="button bare" id="confirm-address" hidden>${icons.mail}${accountTexts.confirm}</button>
    </div>
  </div>
  <div role="alert" class="alert"></div>
  <div class="note" hidden>
    ${icons.mail}
    <div class="stack">
      <p id="waiting-address"></p>
      <div class="actions">
        <button type="button" class="button quiet" id="send-again" aria-describedby="waiting-address">${accountTexts.sendAgain}</button>
        <button type="button" class="button quiet" id="give-up" aria-describedby="waiting-address">${accountTexts.giveUp}</button>
      </div>
    </div>
  </div>`;

customElements.define("own-address", OwnAddress);
