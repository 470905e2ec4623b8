import "../elements/password-field.js";
import "../elements/session-list.js";
import { SessionList } from "../elements/session-list.js";
import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { newPassword, passwordHint, required } from "../lib/validation.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/** @type {import("../lib/shell.js").View} */
export function account(shell) {
  const { user } = shell.me;
  render(shell.main, html`<h1>Account</h1>${profileForm(user)}${passwordForm(user)}
    <section class="card"><session-list></session-list></section>`);
  bindProfile(shell);
  bindPassword(shell);
  void find(shell.main, "session-list", SessionList).start(shell.client);
  return "Account";
}

/** @param {Api.User} user */
function profileForm({ name, email }) {
  return html`<section class="card stack">
    <h2>Profile</h2>
    <form id="profile" method="post" class="stack narrow">
      <div class="field">
        <label for="name">Name</label>
        <input id="name" name="name" autocomplete="name" value="${name}" required />
      </div>
      <div class="field">
        <label for="email">E-mail</label>
        <input id="email" type="email" value="${email}" readonly />
      </div>
      <div class="actions"><button class="button">Save name</button></div>
    </form>
  </section>`;
}

/**
 * The hidden user name tells password managers whose password changes.
 * @param {Api.User} user
 */
function passwordForm({ email }) {
  return html`<section class="card stack">
    <h2>Password</h2>
    <form id="change-password" method="post" class="stack narrow">
      <input type="text" autocomplete="username" value="${email}" hidden readonly />
      <div class="field">
        <label for="current-password">Current password</label>
        <password-field>
          <input id="current-password" name="currentPassword" type="password" autocomplete="current-password" required />
        </password-field>
      </div>
      <div class="field">
        <label for="new-password">New password</label>
        <password-field>
          <input id="new-password" name="newPassword" type="password" autocomplete="new-password" aria-describedby="new-password-hint" required />
        </password-field>
        <p class="hint" id="new-password-hint">${passwordHint()} All other sessions are signed out.</p>
      </div>
      <div class="actions"><button class="button">Change password</button></div>
    </form>
  </section>`;
}

/** @param {Shell} shell */
function bindProfile(shell) {
  bindForm(find(shell.main, "#profile", HTMLFormElement), {
    checks: { name: required("Enter your name.") },
    submit: async ({ name }) => {
      if (name === shell.me.user.name) return notify("Nothing to save.");
      shell.changeMe(await shell.client.patch("/me", { name }));
      notify("Saved.");
    },
  });
}

/** @param {Shell} shell */
function bindPassword(shell) {
  const form = find(shell.main, "#change-password", HTMLFormElement);
  bindForm(form, {
    checks: { currentPassword: required("Enter your current password."), newPassword },
    submit: async ({ currentPassword, newPassword }) => {
      await shell.client.put("/password", { currentPassword, newPassword });
      form.reset();
      notify("Password changed. All other sessions were signed out.");
      await find(shell.main, "session-list", SessionList).load();
    },
  });
}
