import { createClient } from "../lib/api.js";
import { find, focusOn } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { fragment, html } from "../lib/html.js";
import { email } from "../lib/validation.js";

const client = createClient();
const form = find(document, "#forgot-password", HTMLFormElement);

bindForm(form, {
  checks: { email },
  submit: async ({ email }) => {
    await client.post("/password/forgot", { email });
    showSent(email);
  },
});

/**
 * The same words for every address, known or not.
 * @param {string} address
 */
function showSent(address) {
  form.replaceWith(
    fragment(html`<div class="card stack">
      <p>If <strong>${address}</strong> has an account, a message with a link is on its way to it. The link works for 30 minutes.</p>
      <p class="muted">Nothing there? Look among the spam, or <a href="/forgot-password">try another address</a>.</p>
    </div>`),
  );
  const heading = find(document, "h1", HTMLElement);
  heading.textContent = "Check your mail";
  focusOn(heading);
}
