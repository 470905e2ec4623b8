import { expiry, grantable, lifetimes } from "../lib/api-keys.js";
import { formDialog, openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import apiKeysTexts from "../texts/en/apiKeys.js";
import commonTexts from "../texts/en/common.js";
import fieldsTexts from "../texts/en/fields.js";
import "./copy-field.js";
import { permissionCell } from "./role-dialogs.js";

/**
 * Asks what a key is to be.
 * @param {string[] | null} held what one may oneself, and so give; null for all that a key can have
 * @param {(fields: {name: string, permissions: string[], expiresAt: string | null}) => Promise<void>} perform
 */
export function makeKeyDialog(held, perform) {
  return formDialog({
    id: "make-key",
    title: apiKeysTexts.makeTitle,
    body: html`<div class="pair">
        <div class="field">
          <label for="key-name">${fieldsTexts.name}</label>
          <input id="key-name" name="name" autocomplete="off" aria-describedby="key-name-hint" autofocus required />
          <p class="hint" id="key-name-hint">${apiKeysTexts.nameHint}</p>
        </div>
        <div class="field">
          <label for="key-lifetime">${apiKeysTexts.expires}</label>
          <select id="key-lifetime" name="lifetime">
            ${lifetimes.map((one) => html`<option value="${one}" ${one === "90" && html`selected`}>${apiKeysTexts.lifetimes[one]}</option>`)}
          </select>
        </div>
      </div>
      <fieldset class="permission-grid">
        <legend>${apiKeysTexts.grid}</legend>
        ${grantable().map((key) => permissionCell({ key, isTicked: false, isHeld: held === null || held.includes(key) }))}
      </fieldset>
      <p class="hint">${held === null ? apiKeysTexts.narrowOwn : apiKeysTexts.narrow}</p>`,
    action: apiKeysTexts.make,
    checks: { name: required(apiKeysTexts.nameMissing) },
    perform: ({ name, lifetime, ...ticked }) => perform({ name, permissions: Object.keys(ticked), expiresAt: expiry(lifetime) }),
  });
}

/**
 * Shows what opens it, this once.
 * @param {Required<Api.ApiKey>} key
 * @returns {Promise<void>} until it has been seen
 */
export function showKey({ name, secret }) {
  const dialog = openDialog(
    fill(apiKeysTexts.shownTitle, { name }),
    html`<p class="caution">${icons.warning}<span>${apiKeysTexts.shownOnce}</span></p>
      <div class="field">
        <label for="key-secret">${apiKeysTexts.key}</label>
        <copy-field><input id="key-secret" readonly autocomplete="off" spellcheck="false" value="${secret}" aria-describedby="key-secret-hint" /></copy-field>
        <p class="hint" id="key-secret-hint">${fillHtml(apiKeysTexts.shownHow, { header: html`<code>Authorization: Bearer …</code>` })}</p>
      </div>
      <div class="actions"><button type="button" class="button primary" data-close>${commonTexts.done}</button></div>`,
  );
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve()));
}

/**
 * @param {Api.ApiKey} key
 * @param {() => Promise<void>} perform
 */
export function confirmKeyRevocation({ name, prefix }, perform) {
  return formDialog({
    id: "revoke-key",
    title: fill(apiKeysTexts.revokeTitle, { name }),
    body: html`<p>${fillHtml(apiKeysTexts.revokeBody, { name: strong(name), prefix: html`<code>${prefix}…</code>` })}</p>`,
    action: apiKeysTexts.revokeAction,
    isDangerous: true,
    perform,
  });
}
