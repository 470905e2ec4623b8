import { formDialog } from "../lib/dialog.js";
import { html } from "../lib/html.js";
import { roleName } from "../lib/roles.js";

/**
 * @param {Api.Member} member
 * @param {string} organization its name
 * @param {() => Promise<void>} perform
 * @returns {Promise<boolean>}
 */
export function confirmRemoval({ user }, organization, perform) {
  return formDialog({
    id: "confirm-remove",
    title: `Remove ${user.name}?`,
    body: html`<p>
      <strong>${user.name}</strong> (${user.email}) loses access to <strong>${organization}</strong> at once, in every
      browser. The account itself stays. To come back, ${user.name} needs a new invitation.
    </p>`,
    action: "Remove member",
    isDangerous: true,
    perform,
  });
}

/**
 * One may give up a role, but not take it back.
 * @param {string} role
 * @param {() => Promise<void>} perform
 */
export function confirmOwnRole(role, perform) {
  return formDialog({
    id: "confirm-own-role",
    title: `Become ${roleName(role)}?`,
    body: html`<p>This lowers your own role. You cannot raise it again yourself: someone above you has to.</p>`,
    action: "Lower my role",
    isDangerous: true,
    perform,
  });
}
