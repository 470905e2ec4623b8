import { html } from "../../lib/html.js";
import texts from "../../texts/en/settings.js";
import { bindSettings } from "./saving.js";

/**
 * Who gets to see the members.
 * @param {Api.Organization} organization
 */
export function visibilitySection({ membersHidden }) {
  return html`<section class="card stack">
    <h2>${texts.visibilityTitle}</h2>
    <form id="visibility" method="post" class="stack narrow">
      <div class="field">
        <label class="check"><input type="checkbox" id="members-hidden" name="membersHidden" aria-describedby="visibility-hint" ${membersHidden && html`checked`} />
          <span>${texts.membersHidden}</span></label>
        <p class="hint" id="visibility-hint">${texts.membersHiddenHint}</p>
      </div>
      <div class="actions"><button class="button primary">${texts.visibilitySave}</button></div>
    </form>
  </section>`;
}

/** @param {import("./saving.js").Place} place */
export function bindVisibility(place) {
  bindSettings(place, "#visibility", { read: ({ membersHidden }) => ({ membersHidden: membersHidden !== undefined }) });
}
