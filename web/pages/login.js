import "../elements/language-switch.js";
import "../elements/password-field.js";
import "../elements/provider-buttons.js";
import { ProviderButtons } from "../elements/provider-buttons.js";
import { tellSignedIn } from "../lib/already.js";
import { ApiError, createClient } from "../lib/api.js";
import { find } from "../lib/dom.js";
import { bindForm, clearMessages, isBusy, setBusy, showAlert, showProblem } from "../lib/forms.js";
import { carriedAddress, carryAddress, keptFarewell } from "../lib/kept.js";
import { nextPath, withNext } from "../lib/next-path.js";
import { hasPasskeys, usePasskey } from "../lib/passkeys.js";
import { email, required } from "../lib/validation.js";
import entryTexts from "../texts/en/entry.js";
import fieldsTexts from "../texts/en/fields.js";
import { enter } from "./login/enter.js";
import { askForFactor } from "./login/factor.js";

const client = createClient();
const lead = find(document, ".lead", HTMLElement);
const form = find(document, "#login", HTMLFormElement);
const address = find(form, "#email", HTMLInputElement);
const secret = find(form, "#password", HTMLInputElement);
const next = nextPath(new URLSearchParams(location.search).get("next"));

const reasons = /** @type {Record<string, string>} */ ({
  "/invite": entryTexts.logInForInvitation,
  "/verify-email": entryTexts.logInForConfirmation,
  "/setup": entryTexts.logInForSetup,
});
lead.textContent = reasons[next] ?? entryTexts.logInLead;
find(document, "#signup-link", HTMLAnchorElement).href = withNext("/signup", next);
void tellSignedIn(client, next);
sayFarewell();

const carried = carriedAddress();
if (carried !== "") address.value = carried;
if (address.value !== "") secret.focus();
find(form, "#forgot-link", HTMLAnchorElement).addEventListener("click", () => carryAddress(address.value));

bindForm(form, {
  checks: { email, password: required(fieldsTexts.enterPassword) },
  submit: async ({ email, password, remember }) => {
    const answer = await logIn({ email, password, remember: remember === "on" });
    if (!("factors" in answer)) return enter(answer, next);
    const former = lead.textContent;
    askForFactor(form, answer.factors, { client, enter: (me) => void enter(me, next), over: (second) => comeBack(second, former) });
  },
});

void find(form, "provider-buttons", ProviderButtons).start(client, next);

const passkeyButton = find(form, "#with-passkey", HTMLButtonElement);
passkeyButton.hidden = !hasPasskeys();
passkeyButton.addEventListener("click", () => void enterWithPasskey());

/** Without a password, and without saying who one is. */
async function enterWithPasskey() {
  if (isBusy(form)) return;
  clearMessages(form);
  setBusy(form, true);
  try {
    const passkey = await usePasskey(await client.post("/login/passkey/options"));
    const remember = find(form, "[name=remember]", HTMLInputElement).checked;
    void enter(await client.post("/login/passkey", { passkey, remember }), next);
  } catch (error) {
    showProblem(form, error);
  } finally {
    setBusy(form, false);
  }
}

/**
 * The second step has taken too long, and the first comes back.
 * @param {HTMLFormElement} second
 * @param {string | null} former what the page said before
 */
function comeBack(second, former) {
  second.replaceWith(form);
  lead.textContent = former;
  showAlert(form, entryTexts.factorOver);
}

/** Once, to whoever has deleted their account. */
function sayFarewell() {
  if (keptFarewell.read() === null) return;
  keptFarewell.write(null);
  lead.setAttribute("role", "status");
  lead.textContent = entryTexts.farewell;
}

/**
 * After a refusal the password is what one types again.
 * @param {{email: string, password: string, remember: boolean}} body
 * @returns {Promise<Api.Me | {factors: Api.ProofMeans[]}>} who one is, or what else is due
 */
async function logIn(body) {
  try {
    return await client.post("/login", body);
  } catch (error) {
    if (error instanceof ApiError && error.code === "invalid_credentials") secret.select();
    throw error;
  }
}
