import "../elements/language-switch.js";
import "../elements/password-field.js";
import { ApiError, createClient } from "../lib/api.js";
import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { linkToken } from "../lib/fragment-token.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { keptReset } from "../lib/kept.js";
import { show } from "../lib/public-page.js";
import { newPassword } from "../lib/validation.js";
import entryTexts from "../texts/en/entry.js";

const client = createClient();
const form = find(document, "#reset-password", HTMLFormElement);
const token = linkToken(keptReset);
const texts = entryTexts.resetPassword;

// A second link pasted into the same tab changes the fragment only.
addEventListener("hashchange", () => {
  if (location.hash.length > 1) location.reload();
});

if (token === null) {
  end(entryTexts.linkIncomplete, texts.incompleteLead);
} else {
  form.hidden = false;
  find(form, "#password", HTMLInputElement).focus();
}

bindForm(form, {
  checks: { password: newPassword },
  submit: async ({ password }) => {
    try {
      await client.post("/password/reset", { token, password });
    } catch (error) {
      if (error instanceof ApiError && error.code === "token_invalid") return end(entryTexts.linkOver, texts.overLead);
      throw error;
    }
    keptReset.write(null);
    show({
      emblem: icons.check,
      title: texts.changed,
      lead: texts.changedLead,
      body: html`<a class="button primary wide" href="/login">${entryTexts.logIn}</a>`,
    });
  },
});

/**
 * With this link nothing can be done any more.
 * @param {string} title
 * @param {string} lead
 */
function end(title, lead) {
  keptReset.write(null);
  show({
    emblem: icons.warning,
    tone: "plain",
    title,
    lead,
    body: html`<div class="stack">
      <a class="button primary wide" href="/forgot-password">${texts.requestNew}</a>
      <a class="button bare wide" href="/login">${entryTexts.backToLogIn}</a>
    </div>`,
  });
}
