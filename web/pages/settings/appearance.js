import { organizationMark } from "../../elements/organization-mark.js";
import { find } from "../../lib/dom.js";
import { html, render } from "../../lib/html.js";
import commonTexts from "../../texts/en/common.js";
import settingsTexts from "../../texts/en/settings.js";
import { bindSettings } from "./saving.js";

/** What the colour field of browsers shows where none is chosen: the pages' own. */
const unchosen = "#0b6b5c";

/**
 * How the organization shows itself.
 * @param {Api.Organization} organization
 */
export function appearanceSection({ name, accentColor }) {
  return html`<section class="card stack">
    <h2>${settingsTexts.appearanceTitle}</h2>
    <form id="appearance" method="post" class="stack narrow">
      <div class="field">
        <label for="accent-color">${settingsTexts.accentColor} <span class="optional">${commonTexts.optional}</span></label>
        <div class="color-row">
          <span id="mark-preview">${organizationMark({ name, accentColor }, "large")}</span>
          <input id="accent-color" name="accentColor" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="7"
            placeholder="${unchosen}" value="${accentColor ?? ""}" aria-describedby="accent-hint" />
          <input type="color" id="accent-picker" aria-label="${settingsTexts.pickColor}" value="${accentColor ?? unchosen}" />
        </div>
        <p class="hint" id="accent-hint">${settingsTexts.accentHint}</p>
      </div>
      <div class="actions"><button class="button primary">${settingsTexts.appearanceSave}</button></div>
    </form>
  </section>`;
}

/** @param {import("./saving.js").Place} place */
export function bindAppearance(place) {
  const { shell, organization } = place;
  bindSettings(place, "#appearance", {
    checks: { accentColor: (text) => (text === "" || isColor(text) ? "" : settingsTexts.accentWrong) },
    read: ({ accentColor }) => ({ accentColor: accentColor === "" ? null : accentColor.toLowerCase() }),
  });
  const text = find(shell.main, "#accent-color", HTMLInputElement);
  const picker = find(shell.main, "#accent-picker", HTMLInputElement);
  const preview = find(shell.main, "#mark-preview", HTMLElement);
  text.addEventListener("input", () => {
    if (isColor(text.value)) picker.value = text.value.toLowerCase();
    draw();
  });
  picker.addEventListener("input", () => {
    text.value = picker.value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });

  function draw() {
    render(preview, organizationMark({ name: organization.name, accentColor: isColor(text.value) ? text.value : null }, "large"));
  }
}

/** @param {string} text */
function isColor(text) {
  return /^#[0-9a-f]{6}$/i.test(text.trim());
}
