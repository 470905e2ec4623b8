import { createClient } from "../lib/api.js";
import { find, focusOn } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { fragment, html } from "../lib/html.js";
import { carriedAddress } from "../lib/kept.js";
import { email } from "../lib/validation.js";

const client = createClient();
const form = find(document, "#forgot-password", HTMLFormElement);

find(form, "#email", HTMLInputElement).value = carriedAddress();

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
      <p>If <strong>${address}</strong> has an account, a message with a link to choose a new password has been made. The link works for 30 minutes.</p>
      <p class="muted">Where this server sends mail, look for it there, among the spam, too. Where it sends none, whoever runs it can
        read the message out (<code>tenantry outbox</code>).</p>
      <p><a href="/forgot-password">Try another address</a></p>
    </div>`),
  );
  const heading = find(document, "h1", HTMLElement);
  heading.textContent = "Link requested";
  focusOn(heading);
}
