import { date, dateAndTime, exactTime, relativeTime, shortDate } from "./format.js";
import { html } from "./html.js";

/** Times as elements: readable at a glance, exact on hover. */

/**
 * `5 minutes ago`
 * @param {string} time RFC 3339
 */
export function moment(time) {
  return element(time, relativeTime(time));
}

/**
 * `Mar 7, 2026`, for tables.
 * @param {string} time RFC 3339
 */
export function day(time) {
  return element(time, shortDate(time));
}

/**
 * `March 7, 2026`, for sentences.
 * @param {string} time RFC 3339
 */
export function longDay(time) {
  return element(time, date(time));
}

/**
 * `Mar 7, 2026, 2:05 PM`, for what ends at that minute.
 * @param {string} time RFC 3339
 */
export function minute(time) {
  return element(time, dateAndTime(time));
}

/**
 * `Mar 7, 2026, 2:05:09 PM GMT+1`, for what is held against other records.
 * @param {string} time RFC 3339
 */
export function second(time) {
  return element(time, exactTime(time));
}

/**
 * @param {string} time
 * @param {string} text
 */
function element(time, text) {
  return html`<time datetime="${time}" title="${dateAndTime(time)}">${text}</time>`;
}
