import texts from "../texts/en/time.js";
import { locale, plural } from "./texts.js";

/**
 * `March 7, 2026` in the page's language.
 * @param {string} time RFC 3339
 * @param {string} [language]
 */
export function date(time, language = locale()) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(time));
}

/**
 * `Mar 7, 2026`, for tables.
 * @param {string} time RFC 3339
 * @param {string} [language]
 */
export function shortDate(time, language = locale()) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(time));
}

/**
 * @param {string} time RFC 3339
 * @param {string} [language]
 */
export function dateAndTime(time, language = locale()) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}

/**
 * With seconds and time zone.
 * @param {string} time RFC 3339
 * @param {string} [language]
 */
export function exactTime(time, language = locale()) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" }).format(new Date(time));
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
export function relativeTime(time, now = Date.now(), language = locale()) {
  const seconds = (Date.parse(time) - now) / 1000;
  const found = units.find(([, length]) => Math.abs(seconds) >= length);
  if (!found) return seconds > 0 ? texts.soon : texts.justNow;
  const [unit, length] = found;
  const number = seconds < 0 ? Math.ceil(seconds / length) : Math.round(seconds / length);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(number, unit);
}

/**
 * Rounded up, for waiting times: `40 seconds`, `2 minutes`.
 * @param {number} seconds
 */
export function durationInWords(seconds) {
  if (seconds < 60) return plural(texts.seconds, Math.max(1, Math.ceil(seconds)));
  if (seconds < 3_600) return plural(texts.minutes, Math.ceil(seconds / 60));
  return plural(texts.hours, Math.ceil(seconds / 3_600));
}

/**
 * The letters that stand for a name: of its first word and, if there are more, of its last.
 * @param {string} name
 */
export function initials(name) {
  const words = name.split(/[^\p{Letter}\p{Number}]+/u).filter(Boolean);
  const letters = [words[0], ...words.slice(1).slice(-1)].map((word) => [...(word ?? "?")][0]);
  return letters.join("").toLocaleUpperCase();
}

/**
 * For a word that stands in a sentence elsewhere, and here begins one.
 * @param {string} text
 */
export function capitalized(text) {
  const [first = ""] = text;
  return first.toLocaleUpperCase() + text.slice(first.length);
}
