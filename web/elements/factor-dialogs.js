import { formDialog, openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import commonTexts from "../texts/en/common.js";
import factorsTexts from "../texts/en/factors.js";
import fieldsTexts from "../texts/en/fields.js";
import proofTexts from "../texts/en/proof.js";
import "./copy-field.js";
import { qrCode } from "./qr-code.js";

/** @typedef {(fields: {name: string}) => Promise<void>} Naming */

/**
 * What a new one is to be called.
 * @param {Naming} perform
 */
export function nameFactorDialog(perform) {
  return formDialog({ id: "new-factor", title: factorsTexts.addTitle, body: nameField(factorsTexts.usualName), action: factorsTexts.next, checks, perform: ({ name }) => perform({ name }) });
}

/**
 * What a new passkey is to be called; the browser asks the rest.
 * @param {Naming} perform
 */
export function passkeyDialog(perform) {
  return formDialog({
    id: "new-passkey",
    title: factorsTexts.passkeyTitle,
    body: html`<p>${factorsTexts.passkeyBody}</p>
      ${nameField(factorsTexts.usualPasskey)}`,
    action: factorsTexts.next,
    checks,
    perform: ({ name }) => perform({ name }),
  });
}

/**
 * @param {Api.Factor} factor
 * @param {Naming} perform
 */
export function renameFactorDialog({ name }, perform) {
  return formDialog({
    id: "rename-factor", title: fill(factorsTexts.renameTitle, { name }), body: nameField(name), action: factorsTexts.rename, checks,
    perform: (values) => perform({ name: values.name }),
  });
}

/**
 * What the app has to be told, and the code that it shows then.
 * @param {Api.FactorEnrolment} enrolment
 * @param {(fields: {code: string}) => Promise<void>} perform
 */
export function confirmFactorDialog({ secret, link }, perform) {
  return formDialog({
    id: "confirm-factor",
    title: factorsTexts.scanTitle,
    body: html`<p>${factorsTexts.scan}</p>
      ${qrCode(link, factorsTexts.qr)}
      <details>
        <summary>${factorsTexts.noCamera}</summary>
        <div class="field">
          <label for="factor-secret">${factorsTexts.secret}</label>
          <copy-field><input id="factor-secret" readonly autocomplete="off" spellcheck="false" value="${secret}" /></copy-field>
        </div>
      </details>
      <div class="field">
        <label for="factor-code">${proofTexts.code}</label>
        <input id="factor-code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" spellcheck="false" aria-describedby="factor-code-hint" autofocus required />
        <p class="hint" id="factor-code-hint">${factorsTexts.codeHint}</p>
      </div>`,
    action: factorsTexts.turnOn,
    checks: { code: required(proofTexts.enterCode) },
    perform: ({ code }) => perform({ code }),
  });
}

/**
 * Shows them, this once.
 * @param {string[]} codes
 * @returns {Promise<void>} until they have been seen
 */
export function showRecoveryCodes(codes) {
  const dialog = openDialog(
    factorsTexts.codesTitle,
    html`<p class="caution">${icons.warning}<span>${factorsTexts.codesOnce}</span></p>
      <ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
      <div class="field">
        <label for="recovery-codes">${factorsTexts.allCodes}</label>
        <copy-field><input id="recovery-codes" readonly autocomplete="off" value="${codes.join(" ")}" /></copy-field>
      </div>
      <div class="actions"><button type="button" class="button primary" data-close>${commonTexts.done}</button></div>`,
  );
  addEventListener("beforeunload", askFirst);
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      removeEventListener("beforeunload", askFirst);
      resolve();
    }),
  );
}

/**
 * The browser asks whether to go: what is on screen is shown this once.
 * @param {Event} event
 */
function askFirst(event) {
  event.preventDefault();
}

/**
 * @param {Api.Factor} factor
 * @param {boolean} isLast
 * @param {() => Promise<void>} perform
 */
export function confirmFactorRemoval({ name }, isLast, perform) {
  return formDialog({
    id: "remove-factor",
    title: fill(factorsTexts.removeTitle, { name }),
    body: html`<p>${fillHtml(isLast ? factorsTexts.removeLast : factorsTexts.removeOne, { name: strong(name) })}</p>`,
    action: factorsTexts.remove,
    isDangerous: true,
    perform,
  });
}

/** @param {() => Promise<void>} perform */
export function renewCodesDialog(perform) {
  return formDialog({ id: "new-codes", title: factorsTexts.renewTitle, body: html`<p>${factorsTexts.renewBody}</p>`, action: factorsTexts.renew, perform });
}

const checks = { name: required(factorsTexts.nameMissing) };

/** @param {string} value */
const nameField = (value) => html`<div class="field">
  <label for="factor-name">${fieldsTexts.name}</label>
  <input id="factor-name" name="name" value="${value}" autocomplete="off" aria-describedby="factor-name-hint" autofocus required />
  <p class="hint" id="factor-name-hint">${factorsTexts.nameHint}</p>
</div>`;
