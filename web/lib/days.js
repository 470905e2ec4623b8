/** Days as fields of forms have them, `2026-03-07`: days where the reader is. */

/**
 * Whether it is a day that somebody means: while one types a year, the field has years such as 0002.
 * @param {string} text
 */
export function isDay(text) {
  const day = /^[1-8]\d{3}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * When a day begins; days with a change of the clock have 23 or 25 hours.
 * @param {string} day
 * @param {number} [later] by so many days
 */
export function midnight(day, later = 0) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/**
 * The last day of which something is still before an end.
 * @param {string} end RFC 3339
 */
export function lastDayBefore(end) {
  const last = new Date(Date.parse(end) - 1);
  const digits = (/** @type {number} */ number, /** @type {number} */ width) => String(number).padStart(width, "0");
  return `${digits(last.getFullYear(), 4)}-${digits(last.getMonth() + 1, 2)}-${digits(last.getDate(), 2)}`;
}
