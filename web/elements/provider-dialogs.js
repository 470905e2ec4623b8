import { formDialog } from "../lib/dialog.js";
import { find } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import commonTexts from "../texts/en/common.js";
import fieldsTexts from "../texts/en/fields.js";
import texts from "../texts/en/providers.js";
import "./password-field.js";

/** @typedef {{kind: string, name: string, issuer?: string, clientId: string, clientSecret?: string}} NewProvider */
/** @typedef {{name: string, clientId: string, clientSecret?: string | null}} ProviderChange a secret of null is removed */

/**
 * @param {(fields: NewProvider) => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function addProviderDialog(perform) {
  const isGitHub = () => find(document, "#provider-kind", HTMLSelectElement).value === "github";
  /** @type {(when: () => boolean, message: string) => import("../lib/validation.js").Check} */
  const requiredWhen = (when, message) => (value) => (when() ? required(message)(value) : "");
  return formDialog({
    id: "add-provider-form",
    title: texts.addTitle,
    body: html`<div class="pair">
        <div class="field">
          <label for="provider-kind">${texts.kind}</label>
          <select id="provider-kind" name="kind" autofocus>
            ${Object.entries(texts.kinds).map(([kind, name]) => html`<option value="${kind}">${name}</option>`)}
          </select>
        </div>
        ${nameField("", false)}
      </div>
      <div class="field" id="issuer-field">
        <label for="provider-issuer">${texts.issuer}</label>
        <input id="provider-issuer" name="issuer" autocomplete="off" autocapitalize="none" spellcheck="false" inputmode="url" aria-describedby="provider-issuer-hint" required />
        <p class="hint" id="provider-issuer-hint">${texts.issuerHint}</p>
      </div>
      ${clientField("")} ${secretField(texts.clientSecretHint)}`,
    action: texts.add,
    bind: (form) => {
      const show = () => {
        find(form, "#issuer-field", HTMLElement).hidden = isGitHub();
        find(form, ".optional", HTMLElement).hidden = isGitHub();
      };
      form.addEventListener("change", show);
      show();
    },
    checks: { ...checks, issuer: requiredWhen(() => !isGitHub(), texts.issuerMissing), clientSecret: requiredWhen(isGitHub, texts.clientSecretMissing) },
    perform: ({ kind, name, issuer, clientId, clientSecret }) =>
      perform({ kind, name, ...(kind === "oidc" && { issuer }), clientId, ...(clientSecret && { clientSecret }) }),
  });
}

/**
 * The kind and the issuer stay: with other ones the same names would be other people's.
 * @param {Api.Provider} provider
 * @param {(fields: ProviderChange) => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function editProviderDialog({ kind, name, clientId, hasSecret }, perform) {
  const isRemovable = hasSecret && kind === "oidc";
  return formDialog({
    id: "edit-provider-form",
    title: fill(texts.editTitle, { name }),
    body: html`${nameField(name, true)} ${clientField(clientId)} ${secretField(hasSecret ? texts.clientSecretStays : texts.clientSecretHint)}
      ${isRemovable && html`<label class="check"><input type="checkbox" name="removeSecret" /> ${texts.removeSecret}</label>`}`,
    action: texts.editAction,
    checks,
    perform: ({ name, clientId, clientSecret, removeSecret }) => {
      const secret = removeSecret ? { clientSecret: null } : clientSecret ? { clientSecret } : {};
      return perform({ name, clientId, ...secret });
    },
  });
}

/**
 * @param {Api.Provider} provider
 * @param {() => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function confirmProviderDeletion({ name }, perform) {
  return formDialog({
    id: "delete-provider",
    title: fill(texts.deleteTitle, { name }),
    body: html`<p>${fillHtml(texts.deleteBody, { name: strong(name) })}</p>`,
    action: texts.deleteAction,
    isDangerous: true,
    perform,
  });
}

const checks = { name: required(texts.nameMissing), clientId: required(texts.clientIdMissing) };

/**
 * @param {string} value
 * @param {boolean} hasFocus
 */
const nameField = (value, hasFocus) => html`<div class="field">
  <label for="provider-name">${fieldsTexts.name}</label>
  <input id="provider-name" name="name" value="${value}" autocomplete="off" aria-describedby="provider-name-hint" ${hasFocus && html`autofocus`} required />
  <p class="hint" id="provider-name-hint">${texts.nameHint}</p>
</div>`;

/** @param {string} value */
const clientField = (value) => html`<div class="field">
  <label for="provider-client">${texts.clientId}</label>
  <input id="provider-client" name="clientId" value="${value}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="provider-client-hint" required />
  <p class="hint" id="provider-client-hint">${texts.clientIdHint}</p>
</div>`;

/** @param {string} hint */
const secretField = (hint) => html`<div class="field">
  <label for="provider-secret">${texts.clientSecret} <span class="optional">${commonTexts.optional}</span></label>
  <password-field data-show="${texts.showSecret}" data-hide="${texts.hideSecret}">
    <input id="provider-secret" name="clientSecret" type="password" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="provider-secret-hint" />
  </password-field>
  <p class="hint" id="provider-secret-hint">${hint}</p>
</div>`;
