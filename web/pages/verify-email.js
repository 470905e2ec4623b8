import "../elements/language-switch.js";
import { accountLine, signedIn } from "../lib/already.js";
import { ApiError, createClient, Interrupted } from "../lib/api.js";
import { find, leaveFor } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { linkToken, takeToken } from "../lib/fragment-token.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { forgetKept, keptInvitation, keptVerification } from "../lib/kept.js";
import { withNext } from "../lib/next-path.js";
import { explain } from "../lib/problems.js";
import { show } from "../lib/public-page.js";
import { fillHtml, strong, t } from "../lib/texts.js";

const client = createClient();
const texts = t.entry.verifyEmail;
let token = linkToken(keptVerification);

// Out of the browser's memory it would show whoever was signed in then.
addEventListener("pageshow", (event) => event.persisted && location.reload());

// Another link pasted into the same tab changes the fragment only.
addEventListener("hashchange", () => {
  const other = takeToken();
  if (other === null) return;
  token = other;
  keptVerification.write(other);
  void start();
});

await start();

async function start() {
  if (token === null) return showIncomplete();
  try {
    const user = await signedIn(client);
    if (user) showConfirm(user);
    else showLogIn();
  } catch (error) {
    showFailure(error, start);
  }
}

function showIncomplete() {
  show({
    emblem: icons.warning,
    tone: "plain",
    title: t.entry.linkIncomplete,
    lead: texts.incompleteLead,
    body: html`<a class="button wide" href="/">${t.entry.notFound.home}</a>`,
  });
}

/**
 * @param {unknown} error
 * @param {() => Promise<void>} again what was tried in vain
 */
function showFailure(error, again) {
  if (error instanceof Interrupted) return;
  const place = show({
    emblem: icons.warning,
    tone: "plain",
    title: t.entry.didNotWork,
    body: html`<div class="stack">
      <div role="alert" class="alert">${explain(error)}</div>
      <button type="button" class="button primary wide" id="again">${t.common.tryAgain}</button>
    </div>`,
  });
  find(place, "#again", HTMLButtonElement).addEventListener("click", () => void again());
}

/** The link counts inside a session of its account only. */
function showLogIn() {
  show({
    emblem: icons.mail,
    title: texts.title,
    lead: texts.logInLead,
    body: html`<a class="button primary wide" href="${withNext("/login", "/verify-email")}">${t.entry.logIn}</a>`,
  });
}

/**
 * Asked for by a button, since whatever looks into mail beforehand may open its links.
 * @param {Api.User} user
 */
function showConfirm(user) {
  const place = show({
    emblem: icons.mail,
    title: texts.title,
    lead: texts.lead,
    body: html`<form id="verify" method="post" class="stack">
      <div role="alert" class="alert"></div>
      ${accountLine(user)}
      <button class="button primary wide">${texts.confirm}</button>
      <button type="button" class="button bare wide" id="other-account">${texts.anotherAccount}</button>
    </form>`,
  });
  bindForm(find(place, "form", HTMLFormElement), { submit: () => confirm(user) });
  find(place, "#other-account", HTMLButtonElement).addEventListener("click", () => void useAnother());
}

/** @param {Api.User} user */
async function confirm(user) {
  try {
    await createClient({ account: user.id }).post("/email/verify", { token: token ?? "" });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return start();
    if (error.code === "token_invalid") return showOver(user);
    if (error.code === "email_unverified") return showNoProof(user);
    throw error;
  }
  forget();
  showDone(user);
}

function forget() {
  token = null;
  keptVerification.write(null);
}

/** @param {Api.User} user */
function showDone({ email }) {
  show({
    emblem: icons.check,
    title: texts.done,
    lead: fillHtml(texts.doneLead, { email: strong(email) }),
    body: wayOn(),
  });
}

/** The invitation that wanted a confirmed address, should there be one in this tab. */
function wayOn() {
  if (keptInvitation.read() === null) return html`<a class="button primary wide" href="/">${t.entry.continue}</a>`;
  return html`<a class="button primary wide" href="/invite">${texts.toInvitation}</a>`;
}

/** @param {Api.User} user */
function showOver(user) {
  forget();
  const values = { name: strong(user.name), email: strong(user.email) };
  if (user.emailVerified) {
    show({ emblem: icons.warning, tone: "plain", title: t.entry.linkOver, lead: fillHtml(texts.overConfirmed, values), body: wayOn() });
    return;
  }
  const place = show({
    emblem: icons.warning,
    tone: "plain",
    title: t.entry.linkOver,
    lead: fillHtml(texts.overLead, values),
    body: html`<form id="resend" method="post">
      <button class="button primary wide">${texts.sendNew}</button>
    </form>`,
  });
  bindForm(find(place, "form", HTMLFormElement), {
    submit: async () => {
      const again = createClient({ account: user.id, onSignedOut: () => void leaveFor(withNext("/login", "/account")) });
      await again.post("/email/resend");
      showSent(user);
    },
  });
}

/** @param {Api.User} user */
function showSent({ email }) {
  show({
    emblem: icons.mail,
    title: texts.sent,
    lead: fillHtml(texts.sentLead, { email: strong(email) }),
    body: html`<div class="stack"><p class="hint">${t.entry.checkMailHint}</p>${wayOn()}</div>`,
  });
}

/** @param {Api.User} user */
function showNoProof({ email }) {
  forget();
  show({ emblem: icons.warning, tone: "plain", title: texts.noProof, lead: fillHtml(texts.noProofLead, { email: strong(email) }), body: wayOn() });
}

/** Logging out empties the tab's storage, so what it kept is put back. */
async function useAnother() {
  const invitation = keptInvitation.read();
  try {
    await client.post("/logout");
    forgetKept();
    keptVerification.write(token);
    keptInvitation.write(invitation);
    await start();
  } catch (error) {
    showFailure(error, useAnother);
  }
}
