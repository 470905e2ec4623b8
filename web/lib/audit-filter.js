/**
 * Which events are shown, as the address of the page keeps it: days are the reader's own, the last one included.
 * @typedef {{action: string, actor: string, from: string, to: string}} AuditFilter
 */

/** What events can be about, in an organization. */
export const nouns = /** @type {const} */ (["organization", "member", "role", "invitation", "domain", "subscription", "impersonation", "secret", "api_key"]);

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

/**
 * Whether it is a day that somebody means: while one types a year, the field has years such as 0002.
 * @param {string} text
 */
export function isDay(text) {
  const day = /^[1-8]\d{3}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * When a day begins where the reader is; days with a change of the clock have 23 or 25 hours.
 * @param {string} day
 * @param {number} [later] by so many days
 */
function midnight(day, later = 0) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
