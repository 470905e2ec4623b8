import "../elements/password-field.js";
import fieldsTexts from "../texts/en/fields.js";
import inviteTexts from "../texts/en/invite.js";
import { html } from "./html.js";
import { email, newPassword, passwordHint, required } from "./validation.js";

/** Of the form below. */
export const signUpChecks = { name: required(fieldsTexts.enterName), email, password: newPassword };

/**
 * A form for a new account.
 * @param {string} action of its button
 * @param {string | null} [address] the one it can only be for
 */
export function signUpForm(action, address = null) {
  return html`<form id="signup" method="post" class="stack">
    <div role="alert" class="alert"></div>
    <div class="field">
      <label for="name">${fieldsTexts.name}</label>
      <input id="name" name="name" autocomplete="name" required />
    </div>
    <div class="field">
      <label for="email">${fieldsTexts.email}</label>
      <input id="email" name="email" type="email" autocomplete="username" value="${address}" required
        ${address && html`readonly aria-describedby="email-hint"`} />
      ${address && html`<p class="hint" id="email-hint">${inviteTexts.emailHint}</p>`}
    </div>
    <div class="field">
      <label for="password">${fieldsTexts.password}</label>
      <password-field strength>
        <input id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint" required />
      </password-field>
      <p class="hint" id="password-hint">${passwordHint()}</p>
    </div>
    <button class="button primary wide">${action}</button>
  </form>`;
}
