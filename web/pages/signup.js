import "../elements/language-switch.js";
import "../elements/password-field.js";
import "../elements/provider-buttons.js";
import { ProviderButtons } from "../elements/provider-buttons.js";
import { tellSignedIn } from "../lib/already.js";
import { createClient } from "../lib/api.js";
import { showCheckMail } from "../lib/check-mail.js";
import { find, leaveFor } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { followAccount } from "../lib/language.js";
import { nextPath, withNext } from "../lib/next-path.js";
import { email, newPassword, required } from "../lib/validation.js";
import texts from "../texts/en/fields.js";

const client = createClient();
const next = nextPath(new URLSearchParams(location.search).get("next"));
find(document, "#login-link", HTMLAnchorElement).href = withNext("/login", next);
void tellSignedIn(client, next);

const form = find(document, "#signup", HTMLFormElement);

bindForm(form, {
  checks: { name: required(texts.enterName), email, password: newPassword },
  submit: async ({ name, email, password, organizationName }) => {
    const body = { name, email, password, ...(organizationName && { organizationName }) };
    /** @type {Partial<Api.Me> | null} */
    const answer = await client.post("/signup", body);
    if (!answer?.user) return showCheckMail(email, { next });
    followAccount(answer.user);
    return leaveFor(next);
  },
});

void find(form, "provider-buttons", ProviderButtons).start(client, next);
