import { t } from "./texts.js";

/** @typedef {{key: string, name: string, rank: number, does: string}} Role */

/**
 * The built-in roles, highest first.
 * @type {Role[]}
 */
export const roles = [
  { key: "owner", rank: 100, ...t.roles.owner },
  { key: "admin", rank: 80, ...t.roles.admin },
  { key: "manager", rank: 60, ...t.roles.manager },
  { key: "member", rank: 40, ...t.roles.member },
  { key: "viewer", rank: 20, ...t.roles.viewer },
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
  return roles.find((role) => role.key === key)?.does ?? t.roles.own;
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
 * Why a role is not on offer: the only owner stays, nobody raises themselves, a role at or above one's own is not
 * one's to give, and a member at or above one's own role not one's to change.
 * @typedef {"lastOwner" | "raise" | "above" | "target"} Refusal
 */

/**
 * Every role for a member, the present one among them, with what stands against it. The server has the last word.
 * @param {Actor} actor
 * @param {{role: string, isSelf: boolean, isLastOwner?: boolean}} target
 * @returns {{role: Role, isChosen: boolean, refusal: Refusal | null}[]}
 */
export function roleChoices(actor, target) {
  return roles.map((role) => {
    const isChosen = role.key === target.role;
    return { role, isChosen, refusal: isChosen ? null : refusal(actor, target, role) };
  });
}

/**
 * @param {Actor} actor
 * @param {{role: string, isSelf: boolean, isLastOwner?: boolean}} target
 * @param {Role} role
 * @returns {Refusal | null}
 */
function refusal(actor, target, role) {
  if (target.isLastOwner) return "lastOwner";
  if (target.isSelf) return role.rank < (rank(actor.role) ?? 0) ? null : "raise";
  if (!standsAbove(actor.role, target.role)) return "target";
  return standsAbove(actor.role, role.key) ? null : "above";
}

/**
 * Whether there is a menu at all: for oneself unless there is nothing below, for others with the permission.
 * @param {Actor} actor
 * @param {{role: string, isSelf: boolean, isLastOwner?: boolean}} target
 */
export function hasRoleMenu(actor, target) {
  if (!target.isSelf) return actor.permissions.includes("members.update");
  return target.isLastOwner || roleChoices(actor, target).some(({ isChosen, refusal }) => !isChosen && refusal === null);
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
