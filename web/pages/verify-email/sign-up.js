import "../../elements/password-field.js";
import { accountLine } from "../../lib/already.js";
import { ApiError, createClient } from "../../lib/api.js";
import { find, leaveFor } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { html } from "../../lib/html.js";
import { icons } from "../../lib/icons.js";
import { forgetKept, keptInvitation, keptSignUp } from "../../lib/kept.js";
import { followAccount } from "../../lib/language.js";
import { explain } from "../../lib/problems.js";
import { show } from "../../lib/public-page.js";
import { fillHtml, strong } from "../../lib/texts.js";
import { required } from "../../lib/validation.js";
import entryTexts from "../../texts/en/entry.js";
import fieldsTexts from "../../texts/en/fields.js";
import inviteTexts from "../../texts/en/invite.js";
import { showEnd, showOver } from "./ends.js";

const client = createClient();
const texts = entryTexts.verifyEmail.signUp;

/**
 * Only who signed up knows the password: whoever gets the mail of a stranger's sign-up does not complete it by a click.
 * @param {Api.EmailLink & {token: string}} link
 * @param {Api.User | null} user whom confirming signs out
 * @param {() => boolean} isShown whether no other link has taken its place meanwhile
 */
export function showSignUp({ token, email }, user, isShown) {
  const place = show({
    emblem: icons.mail,
    title: texts.title,
    lead: fillHtml(texts.lead, { email: strong(email) }),
    body: html`<form id="confirm-signup" method="post" class="stack">
        <div role="alert" class="alert"></div>
        <input type="text" autocomplete="username" value="${email}" hidden readonly />
        <div class="field">
          <label for="password">${fieldsTexts.password}</label>
          <password-field>
            <input id="password" name="password" type="password" autocomplete="current-password" aria-describedby="password-hint" required />
          </password-field>
          <p class="hint" id="password-hint">
            ${fillHtml(texts.passwordHint, { again: html`<a href="/signup">${texts.again}</a>` })}
          </p>
        </div>
        ${user && signedInNote(user)}
        <button class="button primary wide">${texts.confirm}</button>
      </form>
      <p class="hint">${texts.notYou}</p>`,
  });
  bindForm(find(place, "form", HTMLFormElement), {
    checks: { password: required(fieldsTexts.enterPassword) },
    submit: ({ password }) => confirm(token, password, isShown),
  });
}

/** @param {Api.User} user */
function signedInNote(user) {
  return html`<div class="note">${icons.warning}<p>${texts.signedIn}</p></div>
    ${accountLine(user)}`;
}

/**
 * @param {string} token
 * @param {string} password
 * @param {() => boolean} isShown
 */
async function confirm(token, password, isShown) {
  try {
    /** @type {Api.Me} */
    const me = await client.post("/signup/confirm", { token, password });
    return enter(me);
  } catch (error) {
    if (!isShown()) return;
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "token_invalid") return showOver(null);
    if (isRefusal(error)) return showRefused(error);
    throw error;
  }
}

/**
 * Nothing of whom this browser was signed in as stays. An invitation that wants a confirmed address is led back to, unless it has been
 * taken up just now.
 * @param {Api.Me} me
 */
function enter(me) {
  const invitation = keptInvitation.read();
  const isWaiting = invitation !== null && invitation !== keptSignUp.read();
  forgetKept();
  if (isWaiting) keptInvitation.write(invitation);
  followAccount(me.user);
  return leaveFor(isWaiting ? "/invite" : "/");
}

/**
 * Of the invitation that one signed up with, or because the address has an account by now.
 * @param {ApiError} error
 */
function isRefusal({ status, code }) {
  const refusals = ["email_taken", "invitation_email_mismatch", "email_unverified", "seats_full", "organization_read_only"];
  return status === 410 || refusals.includes(code);
}

/** @param {ApiError} error */
function showRefused(error) {
  const [why, signUp] = reasons(error);
  showEnd(
    texts.refused,
    why,
    html`${signUp && html`<a class="button primary wide" href="/signup">${inviteTexts.signUpFirst}</a>`}
      <a class="button ${signUp ? "bare" : "primary"} wide" href="/login">${entryTexts.logIn}</a>`,
  );
}

/**
 * Why, and whether to sign up once more helps.
 * @param {ApiError} error
 */
function reasons(error) {
  if (error.code === "email_taken") return [explain(error), false];
  if (error.code === "email_unverified") return [inviteTexts.unverifiedNew, true];
  return [`${explain(error)} ${texts.refusedLead}`, true];
}
