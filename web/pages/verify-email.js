import "../elements/language-switch.js";
import { accountLine, signedIn } from "../lib/already.js";
import { ApiError, createClient } from "../lib/api.js";
import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { linkToken, takeToken } from "../lib/fragment-token.js";
import { html } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { carryAddress, forgetKept, keptInvitation, keptVerification } from "../lib/kept.js";
import { withNext } from "../lib/next-path.js";
import { show, showFailure } from "../lib/public-page.js";
import { isSameAddress } from "../lib/same-address.js";
import { fillHtml, strong } from "../lib/texts.js";
import entryTexts from "../texts/en/entry.js";
import { showDone, showNoProof, showOver, showTaken } from "./verify-email/ends.js";
import { showSignUp } from "./verify-email/sign-up.js";

/** @typedef {Api.EmailLink & {token: string}} Link */

const client = createClient();
const texts = entryTexts.verifyEmail;
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

/** What is answered once another link stands here is about the earlier one, and shown no more. */
async function start() {
  const asked = token;
  if (asked === null) return showIncomplete();
  try {
    const [link, user] = await Promise.all([lookUp(asked), signedIn(client)]);
    if (asked === token) showLink(link, user);
  } catch (error) {
    if (asked === token) showFailure(error, start);
  }
}

/**
 * @param {string} token
 * @returns {Promise<Link | null>} null for one that no longer works
 */
async function lookUp(token) {
  try {
    return { token, ...(await client.post("/email/lookup", { token })) };
  } catch (error) {
    if (error instanceof ApiError && error.code === "token_invalid") return null;
    throw error;
  }
}

/**
 * @param {Link | null} link
 * @param {Api.User | null} user
 */
function showLink(link, user) {
  if (link === null) showOver(user);
  else if (link.purpose === "signup") showSignUp(link, user, () => token === link.token);
  else if (user === null) showLogIn(link);
  else if (link.purpose === "verification" && !isSameAddress(link.email, user.email)) showOtherAccount(link, user);
  else showConfirm(link, user);
}

function showIncomplete() {
  show({
    emblem: icons.warning,
    tone: "plain",
    title: entryTexts.linkIncomplete,
    lead: texts.incompleteLead,
    body: html`<a class="button wide" href="/">${entryTexts.notFound.home}</a>`,
  });
}

/**
 * The link counts inside a session of its account only. What the account's address is now, one that changes it does not say.
 * @param {Link} link
 */
function showLogIn({ purpose, email }) {
  const isChange = purpose === "change";
  const place = show({
    emblem: icons.mail,
    title: isChange ? texts.changeTitle : texts.title,
    lead: isChange ? fillHtml(texts.changeLogInLead, { email: strong(email) }) : texts.logInLead,
    body: html`<a class="button primary wide" href="${withNext("/login", "/verify-email")}">${entryTexts.logIn}</a>`,
  });
  if (!isChange) find(place, "a", HTMLAnchorElement).addEventListener("click", () => carryAddress(email));
}

/**
 * Asked for by a button, since whatever looks into mail beforehand may open its links.
 * @param {Link} link
 * @param {Api.User} user
 */
function showConfirm(link, user) {
  const isChange = link.purpose === "change";
  const place = show({
    emblem: icons.mail,
    title: isChange ? texts.changeTitle : texts.title,
    lead: isChange ? fillHtml(texts.changeLead, { email: strong(link.email) }) : texts.lead,
    body: html`<form id="verify" method="post" class="stack">
      <div role="alert" class="alert"></div>
      ${accountLine(user)}
      <button class="button primary wide">${isChange ? texts.change : texts.confirm}</button>
      ${otherAccountButton("bare")}
    </form>`,
  });
  bindForm(find(place, "form", HTMLFormElement), { submit: () => confirm(link, user) });
  bindOtherAccount(place);
}

/**
 * @param {Link} link
 * @param {Api.User} user
 */
async function confirm(link, user) {
  try {
    await createClient({ account: user.id }).post("/email/verify", { token: link.token });
  } catch (error) {
    if (token !== link.token) return;
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return start();
    if (error.code === "token_invalid") return showOver(user, link);
    if (error.code === "email_taken") return showTaken(user, link);
    if (error.code === "email_unverified") return showNoProof(user);
    throw error;
  }
  if (token === link.token) showDone(link);
}

/**
 * Confirming would be refused, so it is not offered.
 * @param {Link} link
 * @param {Api.User} user
 */
function showOtherAccount({ email }, user) {
  const place = show({
    emblem: icons.mail,
    title: texts.title,
    body: html`<div class="note">${icons.warning}<p>${fillHtml(texts.forAnother, { email: strong(email) })}</p></div>
      ${accountLine(user)} ${otherAccountButton("primary")}`,
  });
  bindOtherAccount(place);
}

/** @param {string} kind */
function otherAccountButton(kind) {
  return html`<button type="button" class="button ${kind} wide" id="other-account">${texts.anotherAccount}</button>`;
}

/** @param {HTMLElement} place */
function bindOtherAccount(place) {
  find(place, "#other-account", HTMLButtonElement).addEventListener("click", () => void useAnother());
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
