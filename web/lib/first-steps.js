/**
 * Of a team, for the person who is signed in. `permissions` are that person's, and `invitationsEver` counts invitations
 * in whatever state.
 * @typedef {object} Beginning
 * @property {"personal" | "team"} kind
 * @property {string} role
 * @property {string[]} permissions
 * @property {number} members
 * @property {number} owners
 * @property {number} invitationsEver
 */

/** @typedef {{key: "create" | "invite" | "join" | "owner", isDone: boolean}} Step */

/**
 * What a new team takes, in order: it is made, somebody is invited, somebody joins, and a second owner can stand in for
 * the first. None for those who may not invite, nor alone; only an owner can make another one.
 * @param {Beginning} beginning
 * @returns {Step[]}
 */
export function firstSteps({ kind, role, permissions, members, owners, invitationsEver }) {
  if (kind !== "team" || !permissions.includes("invitations.manage")) return [];
  const hasJoined = members > 1;
  /** @type {Step[]} */
  const steps = [
    { key: "create", isDone: true },
    { key: "invite", isDone: invitationsEver > 0 || hasJoined },
    { key: "join", isDone: hasJoined },
    { key: "owner", isDone: owners > 1 },
  ];
  return steps.filter(({ key }) => key !== "owner" || role === "owner");
}
