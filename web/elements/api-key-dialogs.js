import { expiry, grantable, lifetimes } from "../lib/api-keys.js";
import { formDialog, openDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { fill, fillHtml, strong, t } from "../lib/texts.js";
import { required } from "../lib/validation.js";
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
    title: t.apiKeys.makeTitle,
    body: html`<div class="pair">
        <div class="field">
          <label for="key-name">${t.fields.name}</label>
          <input id="key-name" name="name" autocomplete="off" aria-describedby="key-name-hint" autofocus required />
          <p class="hint" id="key-name-hint">${t.apiKeys.nameHint}</p>
        </div>
        <div class="field">
          <label for="key-lifetime">${t.apiKeys.expires}</label>
          <select id="key-lifetime" name="lifetime">
            ${lifetimes.map((one) => html`<option value="${one}" ${one === "90" && html`selected`}>${t.apiKeys.lifetimes[one]}</option>`)}
          </select>
        </div>
      </div>
      <fieldset class="permission-grid">
        <legend>${t.apiKeys.grid}</legend>
        ${grantable().map((key) => permissionCell({ key, isTicked: false, isHeld: held === null || held.includes(key) }))}
      </fieldset>
      <p class="hint">${held === null ? t.apiKeys.narrowOwn : t.apiKeys.narrow}</p>`,
    action: t.apiKeys.make,
    checks: { name: required(t.apiKeys.nameMissing) },
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
    fill(t.apiKeys.shownTitle, { name }),
    html`<p class="caution">${icons.warning}<span>${t.apiKeys.shownOnce}</span></p>
      <div class="field">
        <label for="key-secret">${t.apiKeys.key}</label>
        <copy-field><input id="key-secret" readonly autocomplete="off" spellcheck="false" value="${secret}" aria-describedby="key-secret-hint" /></copy-field>
        <p class="hint" id="key-secret-hint">${fillHtml(t.apiKeys.shownHow, { header: html`<code>Authorization: Bearer …</code>` })}</p>
      </div>
      <div class="actions"><button type="button" class="button primary" data-close>${t.common.done}</button></div>`,
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
    title: fill(t.apiKeys.revokeTitle, { name }),
    body: html`<p>${fillHtml(t.apiKeys.revokeBody, { name: strong(name), prefix: html`<code>${prefix}…</code>` })}</p>`,
    action: t.apiKeys.revokeAction,
    isDangerous: true,
    perform,
  });
}
