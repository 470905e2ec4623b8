import { isDay, midnight } from "./days.js";

/**
 * Which events are shown, as the address of the page keeps it: days are the reader's own, the last one included.
 * @typedef {{action: string, actor: string, from: string, to: string}} AuditFilter
 */

/** What events can be about, in an organization. */
export const nouns = /** @type {const} */ (["organization", "member", "role", "invitation", "domain", "provider", "subscription", "impersonation", "secret", "api_key"]);

/**
 * What the address says. What it can't mean is left out.
 * @param {string} search `?action=member&from=2026-03-07`
 * @param {readonly string[]} [known] what events can be about
 * @returns {AuditFilter}
 */
export function filterFrom(search, known = nouns) {
  const given = new URLSearchParams(search);
  const get = (/** @type {string} */ name, /** @type {(text: string) => boolean} */ isMeant) => {
    const text = given.get(name) ?? "";
    return isMeant(text) ? text : "";
  };
  return {
    action: get("action", (text) => known.includes(text)),
    actor: get("actor", (text) => /^(acc|key)_[0-9a-z]{26}$/.test(text)),
    from: get("from", isDay),
    to: get("to", isDay),
  };
}

/**
 * The same for the API, which takes moments: from the beginning of the first day to the end of the last.
 * @param {AuditFilter} filter
 */
export function filterQuery({ action, actor, from, to }) {
  return { action, actor, from: isDay(from) ? midnight(from) : "", to: isDay(to) ? midnight(to, 1) : "" };
}
