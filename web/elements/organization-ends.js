import { ApiError } from "../lib/api.js";
import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { fill, fillHtml, strong, t } from "../lib/texts.js";
import { email } from "../lib/validation.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/**
 * Makes another member owner in one's own place.
 * @param {Shell} shell
 * @param {Api.Organization} organization the one that the view is about
 */
export async function transferOrganization(shell, { id, name }) {
  let heir = "";
  const isDone = await formDialog({
    id: "transfer",
    title: fill(t.settings.transferDialog, { name }),
    body: html`<p>${fillHtml(t.settings.transferBody, { name: strong(name) })}</p>
      <div class="field">
        <label for="transfer-email">${t.settings.transferTo}</label>
        <input id="transfer-email" name="email" type="email" autocomplete="off" autofocus required />
      </div>`,
    action: t.settings.transferAction,
    checks: { email: (typed) => (typed.trim() === "" ? t.fields.likeEmail : email(typed)) },
    perform: async (values) => {
      const { user } = await memberWith(values.email, shell, id);
      shell.changeOrganization(await shell.client.post(`/organizations/${id}/transfer`, { accountId: user.id }));
      heir = user.name;
    },
  });
  if (!isDone) return;
  await shell.show();
  notify(fill(t.settings.transferred, { name, heir }));
}

/**
 * @param {string} address
 * @param {Shell} shell
 * @param {string} organization
 * @returns {Promise<Api.Member>} another than oneself
 */
async function memberWith(address, shell, organization) {
  const wanted = address.toLowerCase();
  if (wanted === shell.me.user.email.toLowerCase()) throw atAddress(t.settings.transferSelf);
  /** @type {{items: Api.Member[]}} */
  const { items } = await shell.client.get(`/organizations/${organization}/members`, { query: { query: address, limit: 100 } });
  const found = items.find(({ user }) => user.email.toLowerCase() === wanted);
  if (!found) throw atAddress(t.settings.transferNobody);
  return found;
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
    id: "delete-organization",
    title: fill(t.settings.deleteDialog, { name }),
    body: html`<p>${fillHtml(t.settings.deleteBody, { name: strong(name) })}</p>
      <div class="field">
        <label for="delete-slug">${fillHtml(t.settings.deleteType, { slug: strong(slug) })}</label>
        <input id="delete-slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" required />
      </div>
      <label class="check"><input type="checkbox" name="forGood" /> ${t.settings.deleteForGood}</label>`,
    action: t.settings.deleteAction,
    isDangerous: true,
    checks: { slug: (typed) => (typed.trim() === slug ? "" : fill(t.settings.deleteMistyped, { slug })) },
    perform: async (values) => {
      isForGood = values.forGood !== undefined;
      await shell.client.delete(`/organizations/${id}${isForGood ? "?confirm=true" : ""}`);
    },
  });
  if (isDone) await shell.goPersonal(fill(isForGood ? t.settings.deletedForGood : t.settings.deleted, { name }), { stays: true });
}
