import texts from "../texts/en/roles.js";
import { allows, isReadOnly } from "./subscription.js";

/**
 * @typedef {object} Role
 * @property {string} key
 * @property {string} name
 * @property {number} rank
 * @property {string} does in a sentence
 * @property {boolean} [isOwn] of the organization alone
 * @property {string[]} [permissions] where they are known: from an organization's list
 */

/**
 * The built-in roles, highest first.
 * @type {Role[]}
 */
export const builtInRoles = [
  { key: "owner", rank: 100, ...texts.owner },
  { key: "admin", rank: 80, ...texts.admin },
  { key: "manager", rank: 60, ...texts.manager },
  { key: "member", rank: 40, ...texts.member },
  { key: "viewer", rank: 20, ...texts.viewer },
];

/**
 * All roles of an organization, highest first.
 * @param {Api.Role[]} listed
 * @returns {Role[]}
 */
export function rolesFrom(listed) {
  return listed.map(({ key, name, rank, permissions, builtIn }) => {
    const words = find(key) ?? { name, does: texts.own };
    return { key, name: words.name, does: words.does, rank, permissions, isOwn: !builtIn };
  });
}

/**
 * The roles of the organization that the shell is in.
 * @param {import("./shell.js").Shell} shell
 * @param {AbortSignal} signal
 */
export async function loadRoles({ client, organization }, signal) {
  const { items } = await client.get(`/organizations/${organization.id}/roles`, { signal });
  return rolesFrom(items);
}

/**
 * @param {string} key
 * @param {Role[]} roles
 */
function find(key, roles = builtInRoles) {
  return roles.find((role) => role.key === key);
}

/**
 * What people call the role that somebody holds or is offered.
 * @param {{role: string, roleName?: string}} holder
 */
export function roleOf({ role, roleName }) {
  return find(role)?.name ?? roleName ?? role;
}

/** @param {string} key */
export function roleDescription(key) {
  return find(key)?.does ?? texts.own;
}

/**
 * An owner stands above every role, `owner` included. Of a role that is unknown here only that is sure.
 * @param {string} actor
 * @param {string} other
 * @param {Role[]} roles
 */
function standsAbove(actor, other, roles) {
  if (actor === "owner") return true;
  const [own, theirs] = [find(actor, roles), find(other, roles)];
  return own !== undefined && theirs !== undefined && own.rank > theirs.rank;
}

/**
 * @param {Actor} actor
 * @param {Role} role
 */
function holdsAll(actor, { permissions }) {
  return permissions !== undefined && permissions.every((permission) => actor.permissions.includes(permission));
}

/**
 * A role of the organization's own is given only by those who hold all that is in it.
 * @param {Actor} actor
 * @param {Role} role
 */
function holds(actor, role) {
  return !role.isOwn || holdsAll(actor, role);
}

/**
 * @typedef {{role: string, permissions: string[], status?: string}} Actor with the status of the organization
 * @typedef {{role: string, isSelf: boolean, isLastOwner?: boolean}} Target
 */

/**
 * Why a role is not on offer: the only owner stays, nobody raises themselves, a role at or above one's own is not
 * one's to give, nor one with more in it, and a member at or above one's own role not one's to change.
 * @typedef {"lastOwner" | "raise" | "above" | "more" | "target"} Refusal
 */

/**
 * Every role for a member, the present one among them, with what stands against it. The server has the last word.
 * @param {Actor} actor
 * @param {Target} target
 * @param {Role[]} roles
 * @returns {{role: Role, isChosen: boolean, refusal: Refusal | null}[]}
 */
export function roleChoices(actor, target, roles = builtInRoles) {
  return roles.map((role) => {
    const isChosen = role.key === target.role;
    return { role, isChosen, refusal: isChosen ? null : refusal(actor, target, role, roles) };
  });
}

/**
 * @param {Actor} actor
 * @param {Target} target
 * @param {Role} role
 * @param {Role[]} roles
 * @returns {Refusal | null}
 */
function refusal(actor, target, role, roles) {
  if (target.isLastOwner) return "lastOwner";
  if (target.isSelf) {
    const own = find(actor.role, roles);
    if (role.rank >= (own?.rank ?? 0)) return "raise";
    return (!own?.isOwn && !role.isOwn) || holdsAll(actor, role) ? null : "more"; // one steps down to nothing that one couldn't do before
  }
  if (!standsAbove(actor.role, target.role, roles)) return "target";
  if (!standsAbove(actor.role, role.key, roles)) return "above";
  return holds(actor, role) ? null : "more";
}

/**
 * Whether there is a menu at all: none where nothing can be changed; for oneself unless there is nothing below, for others with the permission.
 * @param {Actor} actor
 * @param {Target} target
 * @param {Role[]} roles
 */
export function hasRoleMenu(actor, target, roles = builtInRoles) {
  if (isReadOnly(actor)) return false;
  if (!target.isSelf) return allows(actor, "members.update");
  return target.isLastOwner || roleChoices(actor, target, roles).some(({ isChosen, refusal }) => !isChosen && refusal === null);
}

/**
 * @param {Actor} actor
 * @param {Target} target
 * @param {Role[]} roles
 */
export function mayRemove(actor, target, roles = builtInRoles) {
  return !target.isSelf && allows(actor, "members.remove") && standsAbove(actor.role, target.role, roles);
}

/**
 * The roles that one may give to people; links never make owners.
 * @param {Actor} actor
 * @param {"email" | "link"} kind
 * @param {Role[]} roles
 */
export function rolesToInvite(actor, kind, roles = builtInRoles) {
  if (!allows(actor, "invitations.manage")) return [];
  return rolesToGive(actor, roles).filter(({ key }) => !(kind === "link" && key === "owner"));
}

/**
 * Which of the roles on offer is chosen to begin with: the wanted one, else `member`, else the lowest.
 * @param {Role[]} offered highest first
 * @param {string} wanted
 */
export function proposedRole(offered, wanted) {
  return (find(wanted, offered) ?? find("member", offered) ?? offered.at(-1))?.key ?? "";
}

/**
 * @param {Actor} actor
 * @param {Role[]} roles
 */
export function rolesToGive(actor, roles) {
  return roles.filter((role) => standsAbove(actor.role, role.key, roles) && holds(actor, role));
}

/**
 * Those that people can get who join by a domain: `member` or less, in rank and in what it may.
 * @param {Actor} actor
 * @param {Role[]} roles
 */
export function rolesToJoinBy(actor, roles) {
  const most = find("member", roles);
  const isWithin = (/** @type {string} */ permission) => most?.permissions?.includes(permission) === true;
  return rolesToGive(actor, roles).filter(({ rank, permissions = [] }) => rank <= (most?.rank ?? 0) && permissions.every(isWithin));
}

/**
 * Whether one may change a role of the organization's own, or delete it.
 * @param {Actor} actor
 * @param {Role} role
 * @param {Role[]} roles
 */
export function mayManageRole(actor, role, roles) {
  return role.isOwn === true && role.key !== actor.role && allows(actor, "roles.manage") && rolesToGive(actor, roles).includes(role);
}

/**
 * The ranks that a role may have which one makes.
 * @param {Actor} actor
 * @param {Role[]} roles
 */
export function highestRank(actor, roles) {
  return Math.min(99, (find(actor.role, roles)?.rank ?? 0) - 1);
}
