/**
 * `March 7, 2026` in the page's language.
 * @param {string} time RFC 3339
 * @param {string} [language]
 */
export function date(time, language = pageLanguage()) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(time));
}

/**
 * `Mar 7, 2026`, for tables.
 * @param {string} time RFC 3339
 * @param {string} [language]
 */
export function shortDate(time, language = pageLanguage()) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(time));
}

/**
 * @param {string} time RFC 3339
 * @param {string} [language]
 */
export function dateAndTime(time, language = pageLanguage()) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/**
 * `5 minutes ago`, `in 3 days`, `just now`. The past is rounded towards now, the future to the nearest.
 * @param {string} time RFC 3339
 * @param {number} [now] milliseconds since 1970
 * @param {string} [language]
 */
export function relativeTime(time, now = Date.now(), language = pageLanguage()) {
  const seconds = (Date.parse(time) - now) / 1000;
  const found = units.find(([, length]) => Math.abs(seconds) >= length);
  if (!found) return seconds > 0 ? "in less than a minute" : "just now";
  const [unit, length] = found;
  const number = seconds < 0 ? Math.ceil(seconds / length) : Math.round(seconds / length);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(number, unit);
}

/**
 * Rounded up, for waiting times: `40 seconds`, `2 minutes`.
 * @param {number} seconds
 */
export function durationInWords(seconds) {
  if (seconds < 60) return count(Math.max(1, Math.ceil(seconds)), "second");
  if (seconds < 3_600) return count(Math.ceil(seconds / 60), "minute");
  return count(Math.ceil(seconds / 3_600), "hour");
}

/**
 * `1 member`, `1,204 members`.
 * @param {number} number
 * @param {string} noun
 */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/**
 * The letter that stands for a name.
 * @param {string} name
 */
export function initial(name) {
  return ([...name.trim()][0] ?? "?").toLocaleUpperCase();
}

function pageLanguage() {
  return globalThis.document?.documentElement.lang || "en";
}
