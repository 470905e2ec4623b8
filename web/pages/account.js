import { accountEndSection, deleteAccount } from "../elements/account-end.js";
import { accountExportSection, exportAccount } from "../elements/account-export.js";
import "../elements/api-key-list.js";
import { ApiKeyList } from "../elements/api-key-list.js";
import "../elements/deleted-organizations.js";
import { DeletedOrganizations } from "../elements/deleted-organizations.js";
import "../elements/joining-offers.js";
import { JoiningOffers } from "../elements/joining-offers.js";
import "../elements/own-address.js";
import { OwnAddress } from "../elements/own-address.js";
import "../elements/password-field.js";
import "../elements/session-list.js";
import { SessionList } from "../elements/session-list.js";
import "../elements/waiting-invitations.js";
import { WaitingInvitations } from "../elements/waiting-invitations.js";
import { factorsSection, startFactors } from "../elements/factor-list.js";
import "../elements/identity-list.js";
import { IdentityList, identitiesSection, tellLinked } from "../elements/identity-list.js";
import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html, prepared } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { followAccount, languages } from "../lib/language.js";
import { notify } from "../lib/notices.js";
import { newPassword, passwordHint, required } from "../lib/validation.js";
import accountTexts from "../texts/en/account.js";
import apiKeysTexts from "../texts/en/apiKeys.js";
import commonTexts from "../texts/en/common.js";
import fieldsTexts from "../texts/en/fields.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/** @type {import("../lib/shell.js").View} */
export async function account(shell, signal) {
  const { user } = shell.me;
  const view = prepared(
    html`<h1>${accountTexts.title}</h1>
      ${profileForm(user)}
      <section class="card"><waiting-invitations></waiting-invitations></section>
      <section class="card" hidden><joining-offers></joining-offers></section>
      <section class="card"><deleted-organizations></deleted-organizations></section>
      ${passwordForm(user)} ${identitiesSection} ${factorsSection}
      <section class="card"><session-list></session-list></section>
      ${keys} ${accountExportSection()} ${accountEndSection()}`,
  );
  await Promise.all([
    find(view, "own-address", OwnAddress).start(shell),
    find(view, "waiting-invitations", WaitingInvitations).start(shell),
    find(view, "joining-offers", JoiningOffers).start(shell),
    find(view, "deleted-organizations", DeletedOrganizations).start(shell),
    find(view, "identity-list", IdentityList).start(shell),
    startFactors(view, shell),
    find(view, "session-list", SessionList).start(shell.client),
    find(view, "api-key-list", ApiKeyList).start(shell),
  ]);
  find(view, "#make-api-key", HTMLButtonElement).addEventListener("click", () => void find(document, "api-key-list", ApiKeyList).create());
  shell.place(view, signal);
  bindProfile(shell);
  bindPassword(shell);
  tellLinked();
  const button = find(shell.main, "#export-account", HTMLButtonElement);
  button.addEventListener("click", () => void exportAccount(shell, button));
  find(shell.main, "#delete-account", HTMLButtonElement).addEventListener("click", () => void deleteAccount(shell));
  return accountTexts.title;
}

const keys = html`<section class="card stack">
  <div class="section-head">
    <div><h2>${apiKeysTexts.title}</h2><p class="muted">${apiKeysTexts.ownWhy}</p></div>
    <button type="button" class="button" id="make-api-key">${icons.add}${apiKeysTexts.make}</button>
  </div>
  <api-key-list personal></api-key-list>
</section>`;

/** @param {Api.User} user */
function profileForm({ name, language }) {
  return html`<section class="card stack">
    <h2>${accountTexts.profile}</h2>
    <form id="profile" method="post" class="stack narrow">
      <div class="field">
        <label for="name">${fieldsTexts.name}</label>
        <input id="name" name="name" autocomplete="name" value="${name}" required />
      </div>
      <own-address></own-address>
      <div class="field">
        <label for="language">${commonTexts.language}</label>
        <select id="language" name="language" aria-describedby="language-hint">
          ${languages.map(({ key, name }) => html`<option value="${key}" lang="${key}" ${key === language && html`selected`}>${name}</option>`)}
        </select>
        <p class="hint" id="language-hint">${accountTexts.languageHint}</p>
      </div>
      <div class="actions"><button class="button primary">${accountTexts.saveProfile}</button></div>
    </form>
  </section>`;
}

/**
 * The hidden user name tells password managers whose password changes.
 * @param {Api.User} user
 */
function passwordForm({ name, email }) {
  return html`<section class="card stack">
    <h2>${accountTexts.passwordTitle}</h2>
    <form id="change-password" method="post" class="stack narrow">
      <input type="text" autocomplete="username" value="${email}" hidden readonly />
      <div class="field">
        <label for="current-password">${accountTexts.currentPassword}</label>
        <password-field>
          <input id="current-password" name="currentPassword" type="password" autocomplete="current-password" required />
        </password-field>
      </div>
      <div class="field">
        <label for="new-password">${accountTexts.newPassword}</label>
        <password-field strength data-words="${name} ${email}">
          <input id="new-password" name="newPassword" type="password" autocomplete="new-password" aria-describedby="new-password-hint" required />
        </password-field>
        <p class="hint" id="new-password-hint">${passwordHint()} ${accountTexts.othersOut}</p>
      </div>
      <div class="actions"><button class="button">${accountTexts.changePassword}</button></div>
    </form>
  </section>`;
}

/** @param {Shell} shell */
function bindProfile(shell) {
  bindForm(find(shell.main, "#profile", HTMLFormElement), {
    checks: { name: required(fieldsTexts.enterName) },
    submit: async ({ name, language }) => {
      const { user } = shell.me;
      const change = { ...(name !== user.name && { name }), ...(language !== user.language && { language }) };
      if (Object.keys(change).length === 0) return notify(commonTexts.nothingToSave);
      shell.changeMe(await shell.client.patch("/me", change));
      if (followAccount(shell.me.user)) return location.reload();
      notify(commonTexts.saved);
    },
  });
}

/** @param {Shell} shell */
function bindPassword(shell) {
  const form = find(shell.main, "#change-password", HTMLFormElement);
  bindForm(form, {
    checks: { currentPassword: required(accountTexts.enterCurrent), newPassword },
    submit: async ({ currentPassword, newPassword }) => {
      await shell.client.put("/password", { currentPassword, newPassword });
      form.reset();
      notify(accountTexts.changed);
      await find(shell.main, "session-list", SessionList).load();
    },
  });
}
