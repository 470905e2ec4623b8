import texts from "../texts/en/fields.js";
import { fill } from "./texts.js";

/**
 * Each check answers a message, or "" when the value will do. The server has the last word: these only
 * spare a round trip where the rule is plain.
 * @typedef {(value: string) => string} Check
 */

/**
 * @param {string} message
 * @returns {Check}
 */
export const required = (message) => (value) => (value.trim() === "" ? message : "");

/** @type {Check} */
export function email(value) {
  if (value.trim() === "") return texts.enterEmail;
  return /^[^\s@]+@[^\s@]+$/.test(value.trim()) ? "" : texts.likeEmail;
}

/**
 * How long passwords are here at least: the server writes it into the page.
 * @param {string | undefined} written
 */
export function passwordMinimum(written = globalThis.document?.documentElement.dataset.passwordMinimum) {
  return /^[1-9]\d*$/.test(written ?? "") ? Number(written) : 8;
}

export function passwordHint() {
  return fill(texts.passwordHint, { minimum: passwordMinimum() });
}

/**
 * Length is counted in code points, as the server does.
 * @type {Check}
 */
export function newPassword(value) {
  const length = [...value].length;
  if (length === 0) return texts.choosePassword;
  const minimum = passwordMinimum();
  if (length < minimum) return fill(texts.passwordTooShort, { minimum });
  return length > 256 ? texts.passwordTooLong : "";
}

/** @type {Check} */
export function optionalCount(value) {
  return value.trim() === "" || /^[1-9]\d{0,8}$/.test(value.trim()) ? "" : texts.wholeNumber;
}

/**
 * The messages of the checks that fail, by field.
 * @param {Record<string, string>} values
 * @param {Record<string, Check>} checks
 * @returns {Record<string, string>}
 */
export function failures(values, checks) {
  const messages = Object.entries(checks).map(([field, check]) => [field, check(values[field] ?? "")]);
  return Object.fromEntries(messages.filter(([, message]) => message !== ""));
}
