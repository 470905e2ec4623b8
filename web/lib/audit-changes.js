import auditTexts from "../texts/en/audit.js";
import commonTexts from "../texts/en/common.js";
import permissionsTexts from "../texts/en/permissions.js";
import { html } from "./html.js";
import { minute } from "./moments.js";
import { locale, pageLanguage } from "./texts.js";

/** @typedef {import("./audit-names.js").AuditNames} AuditNames */
/** @typedef {import("./html.js").Html} Html */

/**
 * What an event says of a thing before and after, or, of a list, what went and what came. What stayed as it was is left out.
 * @typedef {{name: string, before: Html | null, after: Html | null, isList?: boolean}} Change
 */

/**
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 * @returns {Change[]}
 */
export function changes({ action, before, after }, names) {
  const order = Object.keys(auditTexts.fields);
  const given = Object.keys({ ...before, ...after }).filter((field) => !isKey(action, field));
  const fields = [...order.filter((field) => given.includes(field)), ...given.filter((field) => !order.includes(field))];
  return fields
    .map((field) => ({ field, old: own(before, field), now: own(after, field) }))
    .filter(({ old, now }) => JSON.stringify(old) !== JSON.stringify(now))
    .map(({ field, old, now }) => change(field, old, now, names));
}

/**
 * @param {string} field
 * @param {Api.AuditValue | undefined} old
 * @param {Api.AuditValue | undefined} now
 * @param {AuditNames} names
 * @returns {Change}
 */
function change(field, old, now, names) {
  const name = known(auditTexts.fields, field);
  if (!Array.isArray(old) || !Array.isArray(now)) return { name, before: shown(field, old, names), after: shown(field, now, names) };
  const [gone, come] = [old.filter((one) => !now.includes(one)), now.filter((one) => !old.includes(one))];
  const listed = (/** @type {string[]} */ list) => (list.length > 0 ? shown(field, list, names) : null);
  return { name, before: listed(gone), after: listed(come), isList: true };
}

/**
 * @param {Api.AuditState} state
 * @param {string} field
 */
function own(state, field) {
  return Object.hasOwn(state, field) ? state[field] : undefined;
}

/**
 * The key of a role says no more than its name.
 * @param {string} action
 * @param {string} field
 */
function isKey(action, field) {
  return action.startsWith("role.") && field === "role";
}

/**
 * @param {string} field
 * @param {Api.AuditValue | undefined} value
 * @param {AuditNames} names
 * @returns {Html | null}
 */
function shown(field, value, names) {
  if (value === undefined) return null;
  if (Array.isArray(value)) return html`${new Intl.ListFormat(pageLanguage()).format(value.map((one) => inList(field, one)))}`;
  if (typeof value === "number") return html`${value.toLocaleString(locale())}`;
  if (typeof value === "boolean") return html`${value ? commonTexts.yes : commonTexts.no}`;
  const text = String(value);
  if (typeof value === "boolean") return html`${value ? auditTexts.yes : auditTexts.no}`;
  if (field === "role" || field === "replacement" || field === "defaultRole") return html`${names.role(text)}`;
  if (field === "expiresAt" || field === "trialEndsAt") return minute(text);
  if (field === "kind") return html`${known(auditTexts.kinds, text)}`;
  if (field === "status") return html`${known(auditTexts.statuses, text)}`;
  if (field === "reason") return html`${known(auditTexts.reasons, text)}`;
  return html`${text}`;
}

/**
 * @param {string} field
 * @param {string} value
 */
function inList(field, value) {
  const permissions = /** @type {Record<string, {name: string}>} */ (permissionsTexts);
  return field === "permissions" && Object.hasOwn(permissions, value) ? permissions[value].name : value;
}

/**
 * The text for it; what a later version has made stands as it is.
 * @param {Record<string, string>} texts
 * @param {string} key
 */
function known(texts, key) {
  return Object.hasOwn(texts, key) ? texts[key] : key;
}
