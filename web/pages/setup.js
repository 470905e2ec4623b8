import "../elements/language-switch.js";
import { accountLine, signedIn } from "../lib/already.js";
import { ApiError, createClient } from "../lib/api.js";
import { find, leaveFor } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { linkToken } from "../lib/fragment-token.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { keptSetup } from "../lib/kept.js";
import { followAccount } from "../lib/language.js";
import { withNext } from "../lib/next-path.js";
import { show, showFailure } from "../lib/public-page.js";
import { signUpChecks, signUpForm } from "../lib/sign-up-form.js";
import entryTexts from "../texts/en/entry.js";

const client = createClient();
const texts = entryTexts.setup;
const token = linkToken(keptSetup);

// Another link pasted into the same tab changes the fragment only.
addEventListener("hashchange", () => {
  if (location.hash.length > 1) location.reload();
});
// Out of the browser's memory it would show whoever was signed in then.
addEventListener("pageshow", (event) => event.persisted && location.reload());

await start();

async function start() {
  if (token === null) return end(entryTexts.linkIncomplete, texts.incompleteLead);
  try {
    const [, user] = await Promise.all([client.post("/setup/lookup", { token }), signedIn(client)]);
    if (user) offer(user);
    else offerBothWays();
  } catch (error) {
    if (!isOver(error)) showFailure(error, start);
  }
}

/**
 * Says so, if that is it.
 * @param {unknown} error
 */
function isOver(error) {
  if (!(error instanceof ApiError) || error.code !== "token_invalid") return false;
  end(entryTexts.linkOver, texts.overLead);
  return true;
}

/** @param {Api.User} user */
function offer(user) {
  const place = show({
    emblem: icons.settings,
    title: texts.title,
    lead: texts.lead,
    body: html`<form id="setup" method="post" class="stack">
      <div role="alert" class="alert"></div>
      ${accountLine(user)}
      <button class="button primary wide">${texts.act}</button>
    </form>`,
  });
  bindForm(find(place, "form", HTMLFormElement), {
    submit: () => become(() => createClient({ account: user.id }).post("/setup/accept", { token })),
  });
}

function offerBothWays() {
  const place = show({
    emblem: icons.settings,
    title: texts.title,
    lead: texts.lead,
    body: html`<a class="button wide" href="${withNext("/login", "/setup")}">${texts.logIn}</a>
      <p class="divider">${texts.orSignUp}</p>
      ${signUpForm(texts.signUp)}`,
  });
  bindForm(find(place, "form", HTMLFormElement), {
    checks: signUpChecks,
    submit: ({ name, email, password }) => become(() => client.post("/setup", { token, name, email, password })),
  });
}

/** @param {() => Promise<Api.Me>} ask */
async function become(ask) {
  try {
    const { user } = await ask();
    keptSetup.write(null);
    followAccount(user);
  } catch (error) {
    if (isOver(error)) return;
    if (error instanceof ApiError && error.status === 401) return start();
    throw error;
  }
  return leaveFor("/admin");
}

/**
 * With this link nothing can be done any more, or not yet.
 * @param {string} title
 * @param {string} lead
 */
function end(title, lead) {
  keptSetup.write(null);
  show({ emblem: icons.warning, tone: "plain", title, lead, body: html`<a class="button wide" href="/">${entryTexts.notFound.home}</a>` });
}
