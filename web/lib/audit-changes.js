import { html } from "./html.js";
import { minute } from "./moments.js";
import { locale, pageLanguage, t } from "./texts.js";

/** @typedef {import("./audit-names.js").AuditNames} AuditNames */
/** @typedef {import("./html.js").Html} Html */

/**
 * What an event says of a thing before and after; what stayed as it was is left out.
 * @typedef {{name: string, before: Html | null, after: Html | null}} Change
 */

/**
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 * @returns {Change[]}
 */
export function changes({ action, before, after }, names) {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !isKey(action, field));
  return fields.flatMap((field) => {
    const [old, now] = [before[field], after[field]];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    if (Array.isArray(old) && Array.isArray(now)) return differences(field, old, now, names);
    return [{ name: fieldName(field), before: shown(field, old, names), after: shown(field, now, names) }];
  });
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
 * Of lists, what went and what came.
 * @param {string} field
 * @param {string[]} old
 * @param {string[]} now
 * @param {AuditNames} names
 * @returns {Change[]}
 */
function differences(field, old, now, names) {
  const gone = old.filter((one) => !now.includes(one));
  const come = now.filter((one) => !old.includes(one));
  const change = { name: fieldName(field), before: null, after: null };
  return [
    ...(gone.length > 0 ? [{ ...change, before: shown(field, gone, names) }] : []),
    ...(come.length > 0 ? [{ ...change, after: shown(field, come, names) }] : []),
  ];
}

/** @param {string} field */
function fieldName(field) {
  return known(t.audit.fields, field);
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
  const text = String(value);
  if (field === "role" || field === "replacement") return html`${names.role(text)}`;
  if (field === "expiresAt") return minute(text);
  if (field === "kind") return html`${known(t.audit.kinds, text)}`;
  if (field === "reason") return html`${known(t.audit.reasons, text)}`;
  return html`${text}`;
}

/**
 * @param {string} field
 * @param {string} value
 */
function inList(field, value) {
  const permissions = /** @type {Record<string, {name: string}>} */ (t.permissions);
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
