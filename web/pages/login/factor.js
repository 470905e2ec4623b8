import { ApiError } from "../../lib/api.js";
import { find } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { html, prepared } from "../../lib/html.js";
import { required } from "../../lib/validation.js";
import texts from "../../texts/en/entry.js";

/**
 * The second step, in the place of the first: by an app, or by a recovery code.
 * @param {HTMLFormElement} first comes back when the second step is over
 * @param {string[]} factors what can complete the sign-in
 * @param {{client: import("../../lib/api.js").Client, enter: (me: Api.Me) => void}} page
 */
export function askForFactor(first, factors, { client, enter }) {
  const lead = find(document, ".lead", HTMLElement);
  const former = lead.textContent;
  lead.textContent = texts.factorLead;
  const form = find(prepared(frame(factors.includes("recovery"))), "form", HTMLFormElement);
  first.replaceWith(form);
  show(form, "code");
  form.addEventListener("click", ({ target }) => {
    const other = target instanceof HTMLElement && target.dataset.means;
    if (other) show(form, other);
  });
  bindForm(form, {
    checks: {
      code: (value) => (isShown(form, "code") ? required(texts.enterCode)(value) : ""),
      recoveryCode: (value) => (isShown(form, "recoveryCode") ? required(texts.enterRecoveryCode)(value) : ""),
    },
    submit: async (values) => {
      const name = isShown(form, "code") ? "code" : "recoveryCode";
      try {
        enter(await client.post("/login/factor", { [name]: values[name] }));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "token_invalid") throw error;
        form.replaceWith(first);
        lead.textContent = former;
        find(first, "[role=alert]", HTMLElement).textContent = texts.factorOver;
      }
    },
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function isShown(form, name) {
  return !find(form, `[data-field=${name}]`, HTMLElement).hidden;
}

/**
 * One of the two; what was typed into the other stays.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function show(form, name) {
  for (const field of form.querySelectorAll("[data-field]")) {
    if (field instanceof HTMLElement) field.hidden = field.dataset.field !== name;
  }
  for (const button of form.querySelectorAll("[data-means]")) {
    if (button instanceof HTMLElement) button.hidden = button.dataset.means === name;
  }
  find(form, `[name=${name}]`, HTMLInputElement).focus();
}

/** @param {boolean} hasCodes */
const frame = (hasCodes) => html`<form id="factor" method="post" class="stack">
  <div role="alert" class="alert"></div>
  <div class="field" data-field="code">
    <label for="code">${texts.code}</label>
    <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" spellcheck="false" aria-describedby="code-hint" />
    <p class="hint" id="code-hint">${texts.codeHint}</p>
  </div>
  <div class="field" data-field="recoveryCode" hidden>
    <label for="recovery-code">${texts.recoveryCode}</label>
    <input id="recovery-code" name="recoveryCode" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="recovery-hint" />
    <p class="hint" id="recovery-hint">${texts.recoveryHint}</p>
  </div>
  <button class="button primary wide">${texts.logIn}</button>
  ${hasCodes &&
  html`<button type="button" class="button quiet" data-means="recoveryCode">${texts.useRecoveryCode}</button>
    <button type="button" class="button quiet" data-means="code" hidden>${texts.useCode}</button>`}
</form>`;
