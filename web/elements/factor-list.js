import { Interrupted } from "../lib/api.js";
import { find, focusOn } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { day, minute, moment } from "../lib/moments.js";
import { notify } from "../lib/notices.js";
import { hasPasskeys, makePasskey } from "../lib/passkeys.js";
import { explain } from "../lib/problems.js";
import { proveIdentity } from "../lib/proof.js";
import { fill, fillHtml, plural } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import factorsTexts from "../texts/en/factors.js";
import { ActingList } from "./acting-list.js";
import { confirmFactorDialog, confirmFactorRemoval, nameFactorDialog, passkeyDialog, renameFactorDialog, renewCodesDialog, showRecoveryCodes } from "./factor-dialogs.js";

/**
 * What the account has besides its password.
 * @extends {ActingList<Api.Factor>}
 */
export class FactorList extends ActingList {
  #count = 0;
  /** @type {() => void | Promise<void>} what follows once there is another */
  onAdded = () => {};

  /** @override */
  frame() {
    return html`<div role="alert" class="alert"></div>
      <div class="note" id="removal" hidden>${icons.warning}
        <div class="stack"><p></p><div class="actions"><button type="button" class="button quiet">${factorsTexts.stillThere}</button></div></div>
      </div>
      <p class="muted" hidden>${factorsTexts.empty}</p>
      <ul class="rows" aria-labelledby="factors-title"></ul>
      <div class="between" id="recovery-line" hidden>
        <span></span>
        <button type="button" class="button small" id="renew-codes">${factorsTexts.renew}</button>
      </div>`;
  }

  /**
   * @override
   * @param {import("../lib/shell.js").Shell} shell
   */
  start(shell) {
    const loaded = super.start(shell);
    find(this, "#renew-codes", HTMLElement).addEventListener("click", () => void this.#renewCodes());
    find(this, "#removal button", HTMLElement).addEventListener("click", () => void this.#keep());
    return loaded;
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  async fetch(signal) {
    /** @type {{items: Api.Factor[], recoveryCodes: number, removableAt: string | null}} */
    const { items, recoveryCodes, removableAt } = await this.shell.client.get("/me/factors", { signal });
    const line = find(this, "#recovery-line", HTMLElement);
    line.hidden = items.length === 0;
    const removal = find(this, "#removal", HTMLElement);
    removal.hidden = !removableAt;
    if (removableAt) render(find(removal, "p", HTMLElement), html`${fillHtml(factorsTexts.removal, { time: minute(removableAt) })}`);
    find(line, "span", HTMLElement).textContent = plural(factorsTexts.codesLeft, recoveryCodes);
    return items;
  }

  /**
   * @override
   * @param {Api.Factor} factor
   */
  rowOf({ id, kind, name, createdAt, lastUsedAt }) {
    const object = html`<span class="visually-hidden"> ${name}</span>`;
    return html`<li>
      <span class="person breaks"><strong>${name}</strong>
        <span class="muted">${kind === "passkey" ? factorsTexts.kindPasskey : factorsTexts.kindTotp} · ${fillHtml(factorsTexts.added, { date: day(createdAt) })} · ${lastUsedAt ? fillHtml(factorsTexts.used, { time: moment(lastUsedAt) }) : factorsTexts.unused}</span></span>
      <span class="actions">
        <button type="button" class="button quiet" data-act="rename" data-id="${id}">${factorsTexts.rename}${object}</button>
        <button type="button" class="button quiet" data-act="remove" data-id="${id}">${factorsTexts.remove}${object}</button>
      </span>
    </li>`;
  }

  /**
   * @override
   * @param {number} count
   */
  drawn(count) {
    this.#count = count;
    find(this, "p.muted", HTMLElement).hidden = count > 0 || this.alert.textContent !== "";
  }

  /**
   * @override
   * @param {HTMLButtonElement} button
   * @param {Api.Factor} factor
   */
  act(button, factor) {
    if (button.dataset.act === "rename") void this.#rename(factor);
    else void this.#remove(factor);
  }

  async addPasskey() {
    const { client } = this.shell;
    /** @type {{name: string, recoveryCodes: string[]} | undefined} */
    let made;
    await passkeyDialog(async ({ name }) => {
      const passkey = await makePasskey(await client.post("/me/passkeys/options", { name }));
      made = await client.post("/me/passkeys", { name, passkey });
    });
    if (made) await this.#isAdded(made.name, made.recoveryCodes);
  }

  async addApp() {
    /** @type {Api.FactorEnrolment | undefined} */
    let begun;
    const isBegun = await nameFactorDialog(async (fields) => {
      begun = await this.shell.client.post("/me/factors", fields);
    });
    if (!isBegun || !begun) return;
    const { id, name } = begun;
    /** @type {string[]} */
    let codes = [];
    const isDone = await confirmFactorDialog(begun, async (fields) => {
      ({ recoveryCodes: codes } = await this.shell.client.post(`/me/factors/${id}/confirm`, fields));
    });
    if (isDone) await this.#isAdded(name, codes);
  }

  /**
   * @param {string} name
   * @param {string[]} codes with the first one
   */
  async #isAdded(name, codes) {
    if (codes.length > 0) await showRecoveryCodes(codes);
    await this.#changed(fill(factorsTexts.isAdded, { name }));
    await this.onAdded();
  }

  /** @param {Api.Factor} factor */
  async #rename(factor) {
    const isDone = await renameFactorDialog(factor, (fields) => this.shell.client.patch(`/me/factors/${factor.id}`, fields));
    if (isDone) await this.#changed(commonTexts.saved);
  }

  /** @param {Api.Factor} factor */
  async #remove(factor) {
    const isDone = await confirmFactorRemoval(factor, this.#count === 1, () => this.shell.client.delete(`/me/factors/${factor.id}`));
    if (isDone) await this.#changed(fill(factorsTexts.isRemoved, { name: factor.name }));
  }

  /** To show one of them is to have it. */
  async #keep() {
    try {
      await proveIdentity();
    } catch (error) {
      if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
      return;
    }
    await this.#changed(factorsTexts.isKept);
  }

  async #renewCodes() {
    /** @type {string[]} */
    let codes = [];
    const isDone = await renewCodesDialog(async () => {
      ({ codes } = await this.shell.client.post("/me/recovery-codes"));
    });
    if (!isDone) return;
    await showRecoveryCodes(codes);
    await this.load();
  }

  /** @param {string} text */
  async #changed(text) {
    notify(text);
    await this.load();
    focusOn(find(document, "#factors-title", HTMLElement));
  }
}

/** The section of the account that the list stands in. */
export const factorsSection = html`<section class="card stack" id="factors">
  <div class="section-head">
    <div><h2 id="factors-title">${factorsTexts.title}</h2><p class="muted">${factorsTexts.why}</p></div>
    <div class="actions">
      <button type="button" class="button" id="add-passkey" hidden>${icons.add}${factorsTexts.addPasskey}</button>
      <button type="button" class="button" id="add-app">${icons.add}${factorsTexts.add}</button>
    </div>
  </div>
  <factor-list></factor-list>
</section>`;

/**
 * @param {DocumentFragment} view that holds the section
 * @param {import("../lib/shell.js").Shell} shell
 * @param {() => void | Promise<void>} [onAdded]
 */
export function startFactors(view, shell, onAdded) {
  const list = find(view, "factor-list", FactorList);
  if (onAdded) list.onAdded = onAdded;
  const passkey = find(view, "#add-passkey", HTMLButtonElement);
  passkey.hidden = !hasPasskeys();
  passkey.addEventListener("click", () => void list.addPasskey());
  find(view, "#add-app", HTMLButtonElement).addEventListener("click", () => void list.addApp());
  return list.start(shell);
}

customElements.define("factor-list", FactorList);
