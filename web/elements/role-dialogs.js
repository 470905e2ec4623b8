import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { highestRank, rolesFrom } from "../lib/roles.js";
import { fill, fillHtml, plural, strong } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import fieldsTexts from "../texts/en/fields.js";
import membersTexts from "../texts/en/members.js";
import permissionsTexts from "../texts/en/permissions.js";
import rolesPageTexts from "../texts/en/rolesPage.js";
import settingsTexts from "../texts/en/settings.js";

const texts = /** @type {Record<string, {name: string, does: string} | undefined>} */ (permissionsTexts);

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
    title: role ? fill(rolesPageTexts.editTitle, { name: role.name }) : rolesPageTexts.createTitle,
    body: html`<div class="pair">
        <div class="field">
          <label for="role-name">${fieldsTexts.name}</label>
          <input id="role-name" name="name" autocomplete="off" value="${role?.name ?? ""}" autofocus required />
        </div>
        <div class="field">
          <label for="role-rank">${rolesPageTexts.rankField}</label>
          <input id="role-rank" name="rank" inputmode="numeric" autocomplete="off" value="${String(role?.rank ?? Math.min(30, highest))}" aria-describedby="role-rank-hint" required />
        </div>
      </div>
      <p class="hint" id="role-rank-hint">${fill(rolesPageTexts.rankHint, { highest })}</p>
      <fieldset class="permission-grid">
        <legend>${rolesPageTexts.grid}</legend>
        ${catalogue.map(({ key, explanation }) =>
          permissionCell({ key, explanation, isTicked: role?.permissions.includes(key), isHeld: organization.permissions.includes(key) }),
        )}
      </fieldset>`,
    action: role ? settingsTexts.save : rolesPageTexts.create,
    checks: {
      name: required(rolesPageTexts.nameMissing),
      rank: (text) => (isRank(text) ? "" : fill(rolesPageTexts.rankWrong, { highest })),
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
  return html`<label class="check" ${!isHeld && html`title="${rolesPageTexts.notHeld}"`}>
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
    title: fill(rolesPageTexts.deleteTitle, { name }),
    body: html`<p>${members === null
        ? fillHtml(rolesPageTexts.deleteBodyHidden, { name: strong(name) })
        : fillHtml(rolesPageTexts.deleteBody, { name: strong(name), members: plural(membersTexts.count, members) })}</p>
      <div class="field">
        <label for="role-replacement">${rolesPageTexts.replacement}</label>
        <select id="role-replacement" name="replacement">
          ${others.map((role) => html`<option value="${role.key}" ${role.key === "viewer" && html`selected`}>${role.name}</option>`)}
        </select>
      </div>`,
    action: rolesPageTexts.deleteAction,
    isDangerous: true,
    perform: ({ replacement }) => perform(replacement),
  });
}
