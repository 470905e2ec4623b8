import { html } from "../../lib/html.js";
import texts from "../../texts/en/settings.js";
import { bindSettings } from "./saving.js";

/**
 * What it takes to log in to the organization.
 * @param {Api.Organization} organization
 */
export function signInSection({ factorRequired }) {
  return html`<section class="card stack">
    <h2>${texts.signInTitle}</h2>
    <form id="sign-in" method="post" class="stack narrow">
      <div class="field">
        <label class="check"><input type="checkbox" id="factor-required" name="factorRequired" aria-describedby="factor-required-hint" ${factorRequired && html`checked`} />
          <span>${texts.factorRequired}</span></label>
        <p class="hint" id="factor-required-hint">${texts.factorRequiredHint}</p>
      </div>
      <div class="actions"><button class="button primary">${texts.signInSave}</button></div>
    </form>
  </section>`;
}

/** @param {import("./saving.js").Place} place */
export function bindSignIn(place) {
  bindSettings(place, "#sign-in", { read: ({ factorRequired }) => ({ factorRequired: factorRequired !== undefined }) });
}
