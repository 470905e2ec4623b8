import { find } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { hasPasskeys, usePasskey } from "../lib/passkeys.js";
import { required } from "../lib/validation.js";
import fieldsTexts from "../texts/en/fields.js";
import texts from "../texts/en/proof.js";
import "./password-field.js";

/** By what somebody shows who they are: a form has a field for each means, one of which is shown. What was typed into another stays. */
export class ProofFields {
  #means;
  /** @type {HTMLFormElement | undefined} */
  #form;
  #shown;
  #askForPasskey;

  /**
   * @param {Api.ProofMeans[]} means those that count, the best first
   * @param {() => Promise<Api.PasskeyQuestion>} askForPasskey what the browser is to be asked
   */
  constructor(means, askForPasskey) {
    const usable = means.filter((one) => one !== "passkey" || hasPasskeys());
    this.#means = usable.length > 0 ? usable : means;
    this.#shown = this.#means[0];
    this.#askForPasskey = askForPasskey;
  }

  /** What the form has to hold. */
  get fields() {
    return html`${this.#means.map((means) => fields[means])}`;
  }

  /** The ways to the others; none where there is one alone. */
  get others() {
    return html`${this.#means.length > 1 && this.#means.map((means) => html`<button type="button" class="button quiet" data-means="${means}">${use[means]}</button>`)}`;
  }

  /** @type {Record<string, import("../lib/validation.js").Check>} by field name */
  get checks() {
    return Object.fromEntries(this.#means.map((means) => [means, (value) => (means === this.#shown && missing[means] ? required(missing[means])(value) : "")]));
  }

  /** @param {HTMLFormElement} form that holds the fields */
  bind(form) {
    this.#form = form;
    form.addEventListener("click", ({ target }) => {
      const other = this.#means.find((means) => target instanceof HTMLElement && target.dataset.means === means);
      if (other) this.#show(other);
    });
    this.#show(this.#shown);
  }

  /**
   * What the server is to be told. With a passkey the browser asks for it first.
   * @param {Record<string, string>} values of the form
   */
  async answer(values) {
    if (this.#shown === "passkey") return { passkey: await usePasskey(await this.#askForPasskey()) };
    return { [this.#shown]: values[this.#shown] };
  }

  /** @param {Api.ProofMeans} shown */
  #show(shown) {
    this.#shown = shown;
    const form = /** @type {HTMLFormElement} */ (this.#form);
    for (const means of this.#means) {
      find(form, `[data-field=${means}]`, HTMLElement).hidden = means !== shown;
      const way = form.querySelector(`[data-means=${means}]`);
      if (way instanceof HTMLElement) way.hidden = means === shown;
    }
    (shown === "passkey" ? find(form, "button:not([type=button])", HTMLElement) : find(form, `[name=${shown}]`, HTMLElement)).focus();
  }
}

const missing = { password: fieldsTexts.enterPassword, passkey: "", code: texts.enterCode, recoveryCode: texts.enterRecoveryCode };
const use = { password: "", passkey: texts.usePasskey, code: texts.useCode, recoveryCode: texts.useRecoveryCode };

const fields = {
  password: html`<div class="field" data-field="password">
    <label for="proof-password">${fieldsTexts.password}</label>
    <password-field><input id="proof-password" name="password" type="password" autocomplete="current-password" autofocus /></password-field>
  </div>`,
  passkey: html`<p class="caution" data-field="passkey">${icons.secrets}<span>${texts.passkeyHint}</span></p>`,
  code: html`<div class="field" data-field="code">
    <label for="proof-code">${texts.code}</label>
    <input id="proof-code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" spellcheck="false" aria-describedby="proof-code-hint" autofocus />
    <p class="hint" id="proof-code-hint">${texts.codeHint}</p>
  </div>`,
  recoveryCode: html`<div class="field" data-field="recoveryCode">
    <label for="proof-recoveryCode">${texts.recoveryCode}</label>
    <input id="proof-recoveryCode" name="recoveryCode" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="proof-recovery-hint" />
    <p class="hint" id="proof-recovery-hint">${texts.recoveryHint}</p>
  </div>`,
};
