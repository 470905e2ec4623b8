import { html } from "../../lib/html.js";
import { t } from "../../lib/texts.js";
import { bindSettings } from "./saving.js";

/**
 * Who gets to see the members.
 * @param {Api.Organization} organization
 */
export function visibilitySection({ membersHidden }) {
  return html`<section class="card stack">
    <h2>${t.settings.visibilityTitle}</h2>
    <form id="visibility" method="post" class="stack narrow">
      <div class="field">
        <label class="check"><input type="checkbox" id="members-hidden" name="membersHidden" aria-describedby="visibility-hint" ${membersHidden && html`checked`} />
          <span>${t.settings.membersHidden}</span></label>
        <p class="hint" id="visibility-hint">${t.settings.membersHiddenHint}</p>
      </div>
      <div class="actions"><button class="button primary">${t.settings.visibilitySave}</button></div>
    </form>
  </section>`;
}

/** @param {import("./saving.js").Place} place */
export function bindVisibility(place) {
  bindSettings(place, "#visibility", { read: ({ membersHidden }) => ({ membersHidden: membersHidden !== undefined }) });
}
