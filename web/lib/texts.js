import { Html, html } from "./html.js";

/** The language of the page, as in `<html lang>`. */
export function pageLanguage() {
  return globalThis.document?.documentElement.lang || "en";
}

/** The reader's own way of writing the page's language: British dates for a British reader. */
export function locale() {
  const language = pageLanguage();
  const isOfPage = (/** @type {string} */ tag) => tag.split("-")[0] === language;
  return (globalThis.document && navigator.languages.find(isOfPage)) || language;
}

/**
 * A text with its `{parameters}` filled in, as text.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/**
 * The same as markup: what is filled in may be `html`, and everything else is escaped.
 * @param {string} text
 * @param {Record<string, unknown>} values
 * @returns {Html}
 */
export function fillHtml(text, values) {
  const parts = text.split(/\{(\w+)\}/);
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : Object.hasOwn(values, part) && values[part]))}`;
}

/** @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} Forms */

/**
 * The form that goes with a number, with `{count}` filled in as the language writes it.
 * @param {Forms} forms
 * @param {number} count
 * @param {Record<string, string | number>} [values]
 */
export function plural(forms, count, values = {}) {
  const form = new Intl.PluralRules(pageLanguage()).select(count);
  return fill(forms[form] ?? forms.other, { ...values, count: count.toLocaleString(locale()) });
}

/**
 * A name between the marks that the page sets names in.
 * @param {string} name
 */
export function strong(name) {
  return html`<strong>${name}</strong>`;
}
