import { createClient } from "../../lib/api.js";
import { find, leaveFor } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { Html, html } from "../../lib/html.js";
import { icons } from "../../lib/icons.js";
import { keptInvitation, keptVerification } from "../../lib/kept.js";
import { withNext } from "../../lib/next-path.js";
import { show } from "../../lib/public-page.js";
import { fillHtml, strong } from "../../lib/texts.js";
import entryTexts from "../../texts/en/entry.js";

/** What the page says when there is nothing left to do with its link. */

const texts = entryTexts.verifyEmail;

/** @param {Api.EmailLink} link */
export function showDone({ purpose, email }) {
  keptVerification.write(null);
  const [title, lead] = purpose === "change" ? [texts.changed, texts.changedLead] : [texts.done, texts.doneLead];
  show({ emblem: icons.check, title, lead: fillHtml(lead, { email: strong(email) }), body: wayOn() });
}

/**
 * @param {Api.User | null} user
 * @param {Api.EmailLink} [link] unless it could not be looked up any more
 */
export function showOver(user, link) {
  if (user === null) showOverForAnyone();
  else if (link?.purpose === "change") showEnd(entryTexts.linkOver, fillHtml(texts.overChange, named(user)), toAccount("primary"));
  else if (user.emailVerified) showEnd(entryTexts.linkOver, fillHtml(texts.overConfirmed, named(user)), html`${wayOn()} ${toAccount("bare")}`);
  else offerNew(user);
}

/** @param {Api.User} user */
function named({ name, email }) {
  return { name: strong(name), email: strong(email) };
}

/** Both ways are there: a link that is over does not say what it was for. */
function showOverForAnyone() {
  showEnd(
    entryTexts.linkOver,
    texts.overForAnyone,
    html`<a class="button primary wide" href="${withNext("/login", "/account")}">${entryTexts.logIn}</a>
      <a class="button wide" href="/signup">${entryTexts.signUp}</a>`,
  );
}

/** @param {Api.User} user */
function offerNew(user) {
  const place = showEnd(
    entryTexts.linkOver,
    fillHtml(texts.overLead, named(user)),
    html`<form id="resend" method="post"><button class="button primary wide">${texts.sendNew}</button></form>
      ${toAccount("bare")}`,
  );
  bindForm(find(place, "form", HTMLFormElement), { submit: () => sendNew(user) });
}

/** @param {Api.User} user */
async function sendNew(user) {
  const client = createClient({ account: user.id, onSignedOut: () => void leaveFor(withNext("/login", "/account")) });
  await client.post("/email/resend");
  show({
    emblem: icons.mail,
    title: texts.sent,
    lead: fillHtml(texts.sentLead, { email: strong(user.email) }),
    body: html`<div class="stack"><p class="hint">${entryTexts.checkMailHint}</p>${wayOn()}</div>`,
  });
}

/**
 * Somebody else has signed up with the address, or changed theirs to it, while the link was on its way.
 * @param {Api.User} user
 * @param {Api.EmailLink} link
 */
export function showTaken(user, { email }) {
  const values = { email: strong(email), own: strong(user.email) };
  showEnd(texts.taken, fillHtml(texts.takenLead, values), toAccount("primary"));
}

/** @param {Api.User} user */
export function showNoProof({ email }) {
  showEnd(texts.noProof, fillHtml(texts.noProofLead, { email: strong(email) }), wayOn());
}

/**
 * @param {string} title
 * @param {unknown} lead
 * @param {Html} body
 */
export function showEnd(title, lead, body) {
  keptVerification.write(null);
  return show({ emblem: icons.warning, tone: "plain", title, lead, body });
}

/** The invitation that wanted a confirmed address, should there be one in this tab. */
function wayOn() {
  if (keptInvitation.read() === null) return html`<a class="button primary wide" href="/">${entryTexts.continue}</a>`;
  return html`<a class="button primary wide" href="/invite">${texts.toInvitation}</a>`;
}

/** @param {string} kind */
function toAccount(kind) {
  return html`<a class="button ${kind} wide" href="/account">${texts.toAccount}</a>`;
}
