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
 * Some roles are not given or given up lightly: they are asked about first. Others are set at once.
 * @param {Api.Member} member
 * @param {boolean} isSelf
 * @param {string} role
 * @param {() => Promise<void>} perform
 * @returns {Promise<boolean>} whether it was performed
 */
export async function setRole({ user }, isSelf, role, perform) {
  if (isSelf) return confirmOwnRole(role, perform);
  if (role === "owner") return confirmOwner(user.name, perform);
  await perform();
  return true;
}

/**
 * One may give up a role, but not take it back.
 * @param {string} role
 * @param {() => Promise<void>} perform
 */
function confirmOwnRole(role, perform) {
  return formDialog({
    id: "confirm-own-role",
    title: `Become ${roleName(role)}?`,
    body: html`<p>This lowers your own role. You cannot raise it again yourself: someone above you has to.</p>`,
    action: "Lower my role",
    isDangerous: true,
    perform,
  });
}

/**
 * @param {string} name
 * @param {() => Promise<void>} perform
 */
function confirmOwner(name, perform) {
  return formDialog({
    id: "confirm-owner",
    title: `Make ${name} an owner?`,
    body: html`<p>Owners can do everything in this organization, including removing you. <strong>${name}</strong> will be one of them.</p>`,
    action: "Make owner",
    isDangerous: true,
    perform,
  });
}
