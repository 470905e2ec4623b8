import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { highestRank, rolesFrom } from "../lib/roles.js";
import { fill, fillHtml, plural, strong, t } from "../lib/texts.js";
import { required } from "../lib/validation.js";

const texts = /** @type {Record<string, {name: string, does: string} | undefined>} */ (t.permissions);

/**
 * One that is unknown here is called by its key.
 * @param {string} key
 */
export function permissionName(key) {
  return texts[key]?.name ?? key;
}

/**
 * Asks what a role of the organization's own is to be.
 * @param {Api.Role | null} role null for a new one
 * @param {Api.Organization} organization
 * @param {Api.RoleList} listed
 * @param {(fields: {name: string, rank: number, permissions: string[]}) => Promise<void>} perform
 */
export function roleDialog(role, organization, { items, catalogue }, perform) {
  const highest = highestRank(organization, rolesFrom(items));
  const isRank = (/** @type {string} */ text) => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= highest;
  return formDialog({
    id: role ? "edit-role" : "make-role",
    title: role ? fill(t.rolesPage.editTitle, { name: role.name }) : t.rolesPage.createTitle,
    body: html`<div class="pair">
        <div class="field">
          <label for="role-name">${t.fields.name}</label>
          <input id="role-name" name="name" autocomplete="off" value="${role?.name ?? ""}" autofocus required />
        </div>
        <div class="field">
          <label for="role-rank">${t.rolesPage.rankField}</label>
          <input id="role-rank" name="rank" inputmode="numeric" autocomplete="off" value="${String(role?.rank ?? Math.min(30, highest))}" aria-describedby="role-rank-hint" required />
        </div>
      </div>
      <p class="hint" id="role-rank-hint">${fill(t.rolesPage.rankHint, { highest })}</p>
      <fieldset class="permission-grid">
        <legend>${t.rolesPage.grid}</legend>
        ${catalogue.map(({ key, explanation }) =>
          permissionCell({ key, explanation, isTicked: role?.permissions.includes(key), isHeld: organization.permissions.includes(key) }),
        )}
      </fieldset>`,
    action: role ? t.settings.save : t.rolesPage.create,
    checks: {
      name: required(t.rolesPage.nameMissing),
      rank: (text) => (isRank(text) ? "" : fill(t.rolesPage.rankWrong, { highest })),
    },
    perform: ({ name, rank, ...ticked }) => perform({ name, rank: Number(rank), permissions: Object.keys(ticked) }),
  });
}

/**
 * What one doesn't have oneself is not one's to give.
 * @param {{key: string, explanation?: string, isTicked?: boolean, isHeld: boolean}} permission with the server's explanation, for one
 *   that is unknown here
 */
export function permissionCell({ key, explanation = "", isTicked = false, isHeld }) {
  return html`<label class="check" ${!isHeld && html`title="${t.rolesPage.notHeld}"`}>
    <input type="checkbox" name="${key}" ${isTicked && html`checked`} ${!isHeld && html`disabled`} />
    <span><strong>${permissionName(key)}</strong> <span class="hint">${texts[key]?.does ?? explanation}</span></span>
  </label>`;
}

/**
 * @param {Api.Role} role
 * @param {import("../lib/roles.js").Role[]} others that may take its place
 * @param {(replacement: string) => Promise<void>} perform
 */
export function confirmRoleDeletion({ name, members }, others, perform) {
  return formDialog({
    id: "delete-role",
    title: fill(t.rolesPage.deleteTitle, { name }),
    body: html`<p>${members === null
        ? fillHtml(t.rolesPage.deleteBodyHidden, { name: strong(name) })
        : fillHtml(t.rolesPage.deleteBody, { name: strong(name), members: plural(t.members.count, members) })}</p>
      <div class="field">
        <label for="role-replacement">${t.rolesPage.replacement}</label>
        <select id="role-replacement" name="replacement">
          ${others.map((role) => html`<option value="${role.key}" ${role.key === "viewer" && html`selected`}>${role.name}</option>`)}
        </select>
      </div>`,
    action: t.rolesPage.deleteAction,
    isDangerous: true,
    perform: ({ replacement }) => perform(replacement),
  });
}
