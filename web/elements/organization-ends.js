import { ApiError } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { roleOf } from "../lib/roles.js";
import { fill, fillHtml, strong } from "../lib/texts.js";
import { email } from "../lib/validation.js";
import fieldsTexts from "../texts/en/fields.js";
import settingsTexts from "../texts/en/settings.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/**
 * Makes another member owner in one's own place: first the address of one, then, with the name that belongs to it, the question.
 * @param {Shell} shell
 * @param {Api.Organization} organization the one that the view is about
 */
export async function transferOrganization(shell, { id, name }) {
  /** @type {Api.Member | null} */
  let heir = null;
  await formDialog({
    id: `transfer-${id}`,
    title: fill(settingsTexts.transferDialog, { name }),
    body: html`<p>${settingsTexts.transferWhy}</p>
      <div class="field">
        <label for="transfer-email">${settingsTexts.transferTo}</label>
        <input id="transfer-email" name="email" type="email" autocomplete="off" autofocus required />
      </div>`,
    action: settingsTexts.transferFind,
    checks: { email: (typed) => (typed.trim() === "" ? fieldsTexts.likeEmail : email(typed)) },
    perform: async (values) => {
      heir = await memberWith(values.email, shell, id);
    },
  });
  if (heir !== null) await handOver(shell, { id, name }, heir);
}

/**
 * @param {Shell} shell
 * @param {{id: string, name: string}} organization
 * @param {Api.Member} heir
 */
async function handOver(shell, { id, name }, heir) {
  const { user } = heir;
  const values = { name: strong(name), heir: strong(user.name), email: user.email, role: roleOf(heir) };
  const isDone = await formDialog({
    id: "confirm-transfer",
    title: fill(settingsTexts.transferTitle, { heir: user.name }),
    body: html`<p>${fillHtml(settingsTexts.transferBody, values)}</p>`,
    action: settingsTexts.transferAction,
    isDangerous: true,
    perform: async () => {
      shell.changeOrganization(await shell.client.post(`/organizations/${id}/transfer`, { accountId: user.id }));
    },
  });
  if (!isDone) return;
  await shell.show();
  notify(fill(settingsTexts.transferred, { name, heir: user.name }));
}

/**
 * @param {string} address
 * @param {Shell} shell
 * @param {string} organization
 * @returns {Promise<Api.Member>} another than oneself
 */
async function memberWith(address, shell, organization) {
  /** @type {{items: Api.Member[]}} */
  const { items } = await shell.client.get(`/organizations/${organization}/members`, { query: { email: address } });
  if (items.length === 0) throw atAddress(settingsTexts.transferNobody);
  if (items[0].user.id === shell.me.user.id) throw atAddress(settingsTexts.transferSelf);
  return items[0];
}

/** @param {string} message */
const atAddress = (message) => new ApiError(422, { code: "invalid_input", errors: [{ field: "email", message }] });

/**
 * Deletes it once its web address has been typed, so that nobody deletes another than they mean.
 * @param {Shell} shell
 * @param {Api.Organization} organization the one that the view is about
 */
export async function deleteOrganization(shell, { id, name, slug }) {
  let isForGood = false;
  const isDone = await formDialog({
    id: `delete-${id}`,
    title: fill(settingsTexts.deleteDialog, { name }),
    body: html`<p>${fillHtml(settingsTexts.deleteBody, { name: strong(name) })}</p>
      <div class="field">
        <label for="delete-slug">${fillHtml(settingsTexts.deleteType, { slug: strong(slug) })}</label>
        <input id="delete-slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" required />
      </div>
      <label class="check"><input type="checkbox" name="forGood" /> ${settingsTexts.deleteForGood}</label>`,
    action: settingsTexts.deleteAction,
    isDangerous: true,
    checks: { slug: (typed) => (typed.trim() === slug ? "" : fill(settingsTexts.deleteMistyped, { slug })) },
    perform: async (values) => {
      isForGood = values.forGood !== undefined;
      await shell.client.delete(`/organizations/${id}${isForGood ? "?confirm=true" : ""}`);
    },
  });
  if (isDone) await shell.goPersonal(fill(isForGood ? settingsTexts.deletedForGood : settingsTexts.deleted, { name }), { stays: true });
}
