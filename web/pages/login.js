import "../elements/password-field.js";
import { tellSignedIn } from "../lib/already.js";
import { createClient } from "../lib/api.js";
import { find, leaveFor } from "../lib/dom.js";
import { bindForm, showAlert } from "../lib/forms.js";
import { carriedAddress, carryAddress } from "../lib/kept.js";
import { nextPath, withNext } from "../lib/next-path.js";
import { email, required } from "../lib/validation.js";

const client = createClient();
const form = find(document, "#login", HTMLFormElement);
const next = nextPath(new URLSearchParams(location.search).get("next"));
find(document, "#signup-link", HTMLAnchorElement).href = withNext("/signup", next);
void tellSignedIn(client, next);

const address = find(form, "#email", HTMLInputElement);
const carried = carriedAddress();
if (carried !== "") {
  address.value = carried;
  find(form, "#password", HTMLInputElement).focus();
}
find(form, "#forgot-link", HTMLAnchorElement).addEventListener("click", () => carryAddress(address.value));

bindForm(form, {
  checks: { email, password: required("Enter your password.") },
  submit: async ({ email, password, remember }) => {
    /** @type {Partial<Api.Me>} */
    const answer = await client.post("/login", { email, password, remember: remember === "on" });
    if (answer?.user) return leaveFor(next);
    showAlert(form, "This account wants a second factor, which cannot be given on this page yet.");
  },
});
