import invitingTexts from "../texts/en/inviting.js";
import planTexts from "../texts/en/plan.js";
import { locale, fill, plural } from "./texts.js";

/** Permissions that are of no use while an organization is read-only: those that Domain says change it. */
export const changing = [
  "organization.update",
  "organization.transfer",
  "members.update",
  "members.remove",
  "invitations.manage",
  "roles.manage",
  "apiKeys.manage",
  "secrets.manage",
  "records.write",
  "activation.technical",
  "activation.economic",
];

/**
 * Whether nothing in an organization can be changed.
 * @param {{status?: string}} organization
 */
export function isReadOnly({ status }) {
  return status === "suspended" || status === "canceled";
}

/**
 * Whether the reader may as things are: the role has the permission, and the organization's status lets it be used.
 * @param {{permissions: string[], status?: string}} organization
 * @param {string} permission
 */
export function allows(organization, permission) {
  return organization.permissions.includes(permission) && !(isReadOnly(organization) && changing.includes(permission));
}

/**
 * @param {{client: import("./api.js").Client, organization: {id: string}}} of a shell, or what it had
 * @param {AbortSignal} [signal]
 * @returns {Promise<Api.Subscription>}
 */
export function loadSubscription({ client, organization }, signal) {
  return client.get(`/organizations/${organization.id}/subscription`, { signal });
}

/**
 * How many more can be invited by e-mail; null for any number, or where nobody says how many are taken.
 * @param {Api.Subscription} subscription
 */
export function seatsLeft({ seats, used, pending }) {
  return seats === null || used === null || pending === null ? null : Math.max(0, seats - used - pending);
}

/**
 * `7 of 10 seats taken, 2 of them by invitations`, `10 seats` where nobody says how many are taken; null where there is no limit.
 * @param {Api.Subscription} subscription
 */
export function seatsInWords({ seats, used, pending }) {
  if (seats === null) return null;
  if (used === null || pending === null) return plural(planTexts.seatsInAll, seats);
  const taken = plural(planTexts.seatsOf, seats, { taken: (used + pending).toLocaleString(locale()) });
  return pending === 0 ? taken : plural(planTexts.seatsInvited, pending, { taken });
}

/**
 * Whoever may see to the plan turns to whoever runs the service, since it is not changed here. Everyone else turns to an owner.
 * @param {{permissions: string[]}} organization
 */
export function whomToAsk({ permissions }) {
  return permissions.includes("billing.manage") ? planTexts.askService : planTexts.askOwner;
}

/**
 * Why somebody could not be invited for want of a seat, and what helps.
 * @param {{permissions: string[]}} organization
 */
export function noSeat(organization) {
  return fill(invitingTexts.noSeat, { whom: whomToAsk(organization) });
}
