import { ApiError } from "../lib/api.js";
import { formDialog, openDialog } from "../lib/dialog.js";
import { leaveFor } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { forgetKept, keptFarewell } from "../lib/kept.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { organizationPath } from "../lib/routing.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import accountTexts from "../texts/en/account.js";
import commonTexts from "../texts/en/common.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

export const accountEndSection = () => html`<section class="card stack">
  <h2>${accountTexts.deleteTitle}</h2>
  <p>${accountTexts.deleteWhy}</p>
  <p><button type="button" class="button danger" id="delete-account">${accountTexts.deleteAction}</button></p>
</section>`;

/**
 * Ends the account once its address has been typed. Organizations that would be left without an owner come first.
 * @param {Shell} shell
 */
export async function deleteAccount(shell) {
  try {
    /** @type {{items: Api.NamedOrganization[]}} */
    const { items } = await shell.client.get("/organizations", { query: { ownedAlone: true } });
    const wanting = items.length > 0 ? items : await confirmed(shell);
    if (wanting.length > 0) showWanting(wanting);
  } catch (error) {
    if (error instanceof ApiError) notify(explain(error), { stays: true });
  }
}

/**
 * @param {Shell} shell
 * @returns {Promise<Api.NamedOrganization[]>} those that have lost their other owner meanwhile
 */
async function confirmed(shell) {
  const { email, operator } = shell.me.user;
  /** @type {Api.NamedOrganization[]} */
  let wanting = [];
  const isDone = await formDialog({
    id: "delete-account-form",
    title: accountTexts.deleteDialog,
    body: html`<ul class="points">
        ${Object.values(accountTexts.deletePoints).map((point) => html`<li>${fillHtml(point, { email: strong(email), name: strong(shell.personal.name) })}</li>`)}
        ${operator && html`<li>${accountTexts.deleteOperator}</li>`}
      </ul>
      <div class="field">
        <label for="delete-email">${fillHtml(accountTexts.deleteType, { email: strong(email) })}</label>
        <input id="delete-email" name="email" type="email" autocomplete="off" autocapitalize="none" spellcheck="false" required />
      </div>`,
    action: accountTexts.deleteAction,
    isDangerous: true,
    checks: { email: (typed) => (typed.trim().toLowerCase() === email.toLowerCase() ? "" : fill(accountTexts.deleteMistyped, { email })) },
    perform: async () => {
      try {
        await shell.client.delete("/me?confirm=true");
      } catch (error) {
        if (!(error instanceof ApiError && error.organizations.length > 0)) throw error;
        wanting = error.organizations;
      }
    },
  });
  if (!isDone || wanting.length > 0) return wanting;
  forgetKept();
  keptFarewell.write("deleted");
  await leaveFor("/login");
  return [];
}

/** @param {Api.NamedOrganization[]} organizations */
function showWanting(organizations) {
  openDialog(
    accountTexts.deleteFirst,
    html`<p>${accountTexts.deleteFirstWhy}</p>
      <ul class="rows">
        ${organizations.map(
          ({ name, slug }) => html`<li>
            <strong>${name}</strong>
            <a class="button small" href="${organizationPath(slug, "settings")}">${accountTexts.deleteToSettings}<span class="visually-hidden"> ${name}</span></a>
          </li>`,
        )}
      </ul>
      <div class="actions"><button type="button" class="button" data-close>${commonTexts.cancel}</button></div>`,
  );
}
