import "../elements/language-switch.js";
import { createClient } from "../lib/api.js";
import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { carriedAddress, carryAddress } from "../lib/kept.js";
import { show } from "../lib/public-page.js";
import { fillHtml, strong } from "../lib/texts.js";
import { email } from "../lib/validation.js";
import entryTexts from "../texts/en/entry.js";

const client = createClient();
const form = find(document, "#forgot-password", HTMLFormElement);
const texts = entryTexts.forgotPassword;

const carried = carriedAddress();
if (carried !== "") find(form, "#email", HTMLInputElement).value = carried;

bindForm(form, {
  checks: { email },
  submit: async ({ email }) => {
    await client.post("/password/forgot", { email });
    showRequested(email);
  },
});

/**
 * The same words for every address, known or not.
 * @param {string} address
 */
function showRequested(address) {
  const place = show({
    emblem: icons.mail,
    title: texts.requested,
    lead: fillHtml(texts.requestedLead, { email: strong(address) }),
    body: html`<div class="stack">
      <p class="hint">${fillHtml(texts.requestedHint, { command: html`<code>tenantry outbox</code>` })}</p>
      <a class="button wide" href="/login">${entryTexts.backToLogIn}</a>
      <a class="button bare wide" href="/forgot-password">${texts.another}</a>
    </div>`,
  });
  find(place, "[href='/login']", HTMLAnchorElement).addEventListener("click", () => carryAddress(address));
}
