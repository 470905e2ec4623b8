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
  if (value.trim() === "") return "Enter your e-mail address.";
  return /^[^\s@]+@[^\s@]+$/.test(value.trim()) ? "" : "Enter an e-mail address, such as ada@example.com.";
}

/**
 * How long passwords are here at least: the server writes it into the page.
 * @param {string | undefined} written
 */
export function passwordMinimum(written = globalThis.document?.documentElement.dataset.passwordMinimum) {
  return /^[1-9]\d*$/.test(written ?? "") ? Number(written) : 8;
}

export function passwordHint() {
  return `At least ${passwordMinimum()} characters, 256 at most. Anything goes: a few words are easy to remember.`;
}

/**
 * Length is counted in code points, as the server does.
 * @type {Check}
 */
export function newPassword(value) {
  const length = [...value].length;
  if (length === 0) return "Choose a password.";
  const minimum = passwordMinimum();
  if (length < minimum) return `Use at least ${minimum} characters.`;
  return length > 256 ? "Use 256 characters at most." : "";
}

/** @type {Check} */
export function optionalCount(value) {
  return value.trim() === "" || /^[1-9]\d{0,8}$/.test(value.trim()) ? "" : "Enter a whole number above 0, or nothing.";
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
