import { ApiError } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { find } from "../lib/dom.js";
import { showProblem } from "../lib/forms.js";
import { html } from "../lib/html.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import fieldsTexts from "../texts/en/fields.js";
import secretsTexts from "../texts/en/secrets.js";
import "./password-field.js";

/**
 * @param {(fields: {name: string, provider: string, value: string}) => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function addSecretDialog(perform) {
  const isDone = formDialog({
    id: "add-secret-form",
    title: secretsTexts.addTitle,
    body: html`<div class="pair">
        <div class="field">
          <label for="secret-name">${fieldsTexts.name}</label>
          <input id="secret-name" name="name" autocomplete="off" autofocus required />
        </div>
        <div class="field">
          <label for="secret-provider">${secretsTexts.provider}</label>
          <input id="secret-provider" name="provider" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="secret-provider-hint" required />
          <p class="hint" id="secret-provider-hint">${secretsTexts.providerHint}</p>
        </div>
      </div>
      ${valueField({ hasFocus: false })}`,
    action: secretsTexts.addAction,
    checks: { name: required(secretsTexts.nameMissing), provider, value },
    perform: (values) => perform({ name: values.name, provider: values.provider, value: values.value }),
  });
  refuseLines();
  return isDone;
}

/**
 * @param {Api.Secret} secret
 * @param {(value: string) => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function replaceSecretDialog({ name }, perform) {
  const isDone = formDialog({
    id: "replace-secret-form",
    title: fill(secretsTexts.replaceTitle, { name }),
    body: html`<p>${secretsTexts.replaceBody}</p>
      ${valueField({ hasFocus: true })}`,
    action: secretsTexts.replaceAction,
    checks: { value },
    perform: (values) => perform(values.value),
  });
  refuseLines();
  return isDone;
}

/**
 * @param {Api.Secret} secret
 * @param {() => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function confirmSecretDeletion({ name, provider }, perform) {
  return formDialog({
    id: "delete-secret",
    title: fill(secretsTexts.deleteTitle, { name }),
    body: html`<p>${fillHtml(secretsTexts.deleteBody, { name: strong(name), provider: strong(provider) })}</p>`,
    action: secretsTexts.deleteAction,
    isDangerous: true,
    perform,
  });
}

/** @param {{hasFocus: boolean}} options */
const valueField = ({ hasFocus }) => html`<div class="field">
  <label for="secret-value">${secretsTexts.value}</label>
  <password-field data-show="${secretsTexts.showValue}" data-hide="${secretsTexts.hideValue}">
    <input id="secret-value" name="value" type="password" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="secret-value-hint" ${hasFocus && html`autofocus`} required />
  </password-field>
  <p class="hint" id="secret-value-hint">${secretsTexts.valueHint}</p>
</div>`;

/** @type {import("../lib/validation.js").Check} */
const provider = (text) => (/^[a-z0-9][a-z0-9_.-]{0,63}$/.test(text.trim()) ? "" : secretsTexts.providerWrong);

/** @type {import("../lib/validation.js").Check} */
const value = (text) => (text === "" ? secretsTexts.valueMissing : "");

/** A field of one line would drop the breaks without a word, and what is kept would not be what was copied. One at the end is none of it. */
function refuseLines() {
  const input = find(document, "#secret-value", HTMLInputElement);
  input.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!input.form || !/[\r\n]/.test(pasted.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    showProblem(input.form, new ApiError(422, { code: "invalid_input", errors: [{ field: "value", message: secretsTexts.oneLine }] }));
  });
}
