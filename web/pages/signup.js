import "../elements/password-field.js";
import { tellSignedIn } from "../lib/already.js";
import { createClient } from "../lib/api.js";
import { find, focusOn, leaveFor } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { nextPath, withNext } from "../lib/next-path.js";
import { email, newPassword, required } from "../lib/validation.js";

const client = createClient();
const next = nextPath(new URLSearchParams(location.search).get("next"));
find(document, "#login-link", HTMLAnchorElement).href = withNext("/login", next);
void tellSignedIn(client, next);

bindForm(find(document, "#signup", HTMLFormElement), {
  checks: { name: required("Enter your name."), email, password: newPassword },
  submit: async ({ name, email, password, organizationName }) => {
    const body = { name, email, password, ...(organizationName && { organizationName }) };
    /** @type {Partial<Api.Me> | null} */
    const answer = await client.post("/signup", body);
    if (answer?.user) return leaveFor(next);
    showCheckMail(email);
  },
});

/**
 * Where addresses are verified first, the account starts with the link in the mail.
 * @param {string} address
 */
function showCheckMail(address) {
  const main = find(document, "main", HTMLElement);
  find(main, "h1", HTMLElement).textContent = "Check your mail";
  main.querySelector(".aside")?.remove();
  const card = document.createElement("div");
  card.className = "card stack";
  render(card, html`<p>We have sent a message to <strong>${address}</strong>. Follow the link in it to start.</p>`);
  find(main, "form", HTMLFormElement).replaceWith(card);
  focusOn(find(main, "h1", HTMLElement));
}
