import texts from "../texts/en/permissions.js";

/** Permissions that no key can have: those that Domain withholds. */
export const withheld = [
  "roles.manage",
  "apiKeys.manage",
  "secrets.manage",
  "billing.manage",
  "organization.delete",
  "organization.transfer",
  "organization.export",
];

/** Those that a key can have, in the order of the catalogue. */
export function grantable() {
  return Object.keys(texts).filter((key) => !withheld.includes(key));
}

/** For how long a key can be made: days, or `never`. */
export const lifetimes = /** @type {const} */ (["30", "90", "365", "never"]);

/**
 * When a key ends that is made now; null for never.
 * @param {string} lifetime one of `lifetimes`
 * @param {number} [now] in milliseconds
 */
export function expiry(lifetime, now = Date.now()) {
  return lifetime === "never" ? null : new Date(now + Number(lifetime) * 86_400_000).toISOString();
}
