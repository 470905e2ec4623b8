import { formDialog, openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { fill, fillHtml, strong, t } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import "./copy-field.js";
import { qrCode } from "./qr-code.js";

/** @typedef {(fields: {name: string}) => Promise<void>} Naming */

/**
 * What a new one is to be called.
 * @param {Naming} perform
 */
export function nameFactorDialog(perform) {
  return formDialog({ id: "new-factor", title: t.factors.addTitle, body: nameField(t.factors.usualName), action: t.factors.next, checks, perform: ({ name }) => perform({ name }) });
}

/**
 * @param {Api.Factor} factor
 * @param {Naming} perform
 */
export function renameFactorDialog({ name }, perform) {
  return formDialog({
    id: "rename-factor", title: fill(t.factors.renameTitle, { name }), body: nameField(name), action: t.factors.rename, checks,
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
    title: t.factors.scanTitle,
    body: html`<p>${t.factors.scan}</p>
      ${qrCode(link, t.factors.qr)}
      <details>
        <summary>${t.factors.noCamera}</summary>
        <div class="field">
          <label for="factor-secret">${t.factors.secret}</label>
          <copy-field><input id="factor-secret" readonly autocomplete="off" spellcheck="false" value="${secret}" /></copy-field>
        </div>
      </details>
      <div class="field">
        <label for="factor-code">${t.entry.code}</label>
        <input id="factor-code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" spellcheck="false" aria-describedby="factor-code-hint" autofocus required />
        <p class="hint" id="factor-code-hint">${t.factors.codeHint}</p>
      </div>`,
    action: t.factors.turnOn,
    checks: { code: required(t.entry.enterCode) },
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
    t.factors.codesTitle,
    html`<p class="caution">${icons.warning}<span>${t.factors.codesOnce}</span></p>
      <ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
      <div class="field">
        <label for="recovery-codes">${t.factors.allCodes}</label>
        <copy-field><input id="recovery-codes" readonly autocomplete="off" value="${codes.join(" ")}" /></copy-field>
      </div>
      <div class="actions"><button type="button" class="button primary" data-close>${t.common.done}</button></div>`,
  );
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve()));
}

/**
 * @param {Api.Factor} factor
 * @param {boolean} isLast
 * @param {() => Promise<void>} perform
 */
export function confirmFactorRemoval({ name }, isLast, perform) {
  return formDialog({
    id: "remove-factor",
    title: fill(t.factors.removeTitle, { name }),
    body: html`<p>${fillHtml(isLast ? t.factors.removeLast : t.factors.removeOne, { name: strong(name) })}</p>`,
    action: t.factors.remove,
    isDangerous: true,
    perform,
  });
}

/** @param {() => Promise<void>} perform */
export function renewCodesDialog(perform) {
  return formDialog({ id: "renew-codes", title: t.factors.renewTitle, body: html`<p>${t.factors.renewBody}</p>`, action: t.factors.renew, perform });
}

const checks = { name: required(t.factors.nameMissing) };

/** @param {string} value */
const nameField = (value) => html`<div class="field">
  <label for="factor-name">${t.fields.name}</label>
  <input id="factor-name" name="name" value="${value}" autocomplete="off" aria-describedby="factor-name-hint" autofocus required />
  <p class="hint" id="factor-name-hint">${t.factors.nameHint}</p>
</div>`;
