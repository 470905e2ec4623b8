/** @typedef {{key: string, name: string, rank: number, does: string}} Role */

/**
 * The built-in roles, highest first.
 * @type {Role[]}
 */
export const roles = [
  { key: "owner", name: "Owner", rank: 100, does: "Can do everything in this organization." },
  { key: "admin", name: "Admin", rank: 80, does: "Manages settings, roles, members and invitations." },
  { key: "manager", name: "Manager", rank: 60, does: "Invites people and removes members below their own role." },
  { key: "member", name: "Member", rank: 40, does: "Works in the organization and sees its members." },
  { key: "viewer", name: "Viewer", rank: 20, does: "Sees the organization and changes nothing." },
];

/**
 * Roles of an organization's own have no entry here: their key serves as a name.
 * @param {string} key
 */
export function roleName(key) {
  const words = key.replaceAll("_", " ");
  return roles.find((role) => role.key === key)?.name ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {string} key */
export function roleDescription(key) {
  return roles.find((role) => role.key === key)?.does ?? "A role of this organization's own.";
}

/** @param {string} key */
function rank(key) {
  return roles.find((role) => role.key === key)?.rank ?? null;
}

/**
 * An owner stands above every role, `owner` included. Of a role that is unknown here only that is sure.
 * @param {string} actor
 * @param {string} other
 */
function standsAbove(actor, other) {
  if (actor === "owner") return true;
  const [own, theirs] = [rank(actor), rank(other)];
  return own !== null && theirs !== null && own > theirs;
}

/**
 * @typedef {{role: string, permissions: string[]}} Actor
 */

/**
 * The roles that may be offered for a member, without the present one. Empty: nothing to choose.
 * @param {Actor} actor
 * @param {{role: string, isSelf: boolean}} target
 * @returns {Role[]}
 */
export function rolesToSet(actor, target) {
  const others = roles.filter((role) => role.key !== target.role);
  if (target.isSelf) {
    const own = rank(actor.role);
    return own === null ? [] : others.filter((role) => role.rank < own);
  }
  if (!actor.permissions.includes("members.update") || !standsAbove(actor.role, target.role)) return [];
  return others.filter((role) => standsAbove(actor.role, role.key));
}

/**
 * @param {Actor} actor
 * @param {{role: string, isSelf: boolean}} target
 */
export function mayRemove(actor, target) {
  return !target.isSelf && actor.permissions.includes("members.remove") && standsAbove(actor.role, target.role);
}

/**
 * The roles an invitation may carry; links never make owners.
 * @param {Actor} actor
 * @param {"email" | "link"} kind
 */
export function rolesToInvite(actor, kind) {
  if (!actor.permissions.includes("invitations.manage")) return [];
  return roles.filter((role) => standsAbove(actor.role, role.key) && !(kind === "link" && role.key === "owner"));
}
