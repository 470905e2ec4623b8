import { isSecret } from "./dom.js";
import { kept } from "./kept.js";

/** What was typed into a page's forms, over a reload or a log in that is not its author's doing. Never a password or another secret. */
const store = () => kept(`typed ${location.pathname}`);

/** @typedef {Record<string, string | boolean>} Typed by the form's id and the field's name */

/**
 * What was typed into the forms of this page.
 * @returns {Typed}
 */
export function typed() {
  const changed = controls(document).filter(isChanged);
  return Object.fromEntries(changed.map((control) => [key(control), isTicked(control) ? control.checked : control.value]));
}

/**
 * Keeps it for the next load of this page.
 * @param {string} account the id of whoever typed it; none on pages that are open to everyone
 * @param {Typed} values
 */
export function keepTyped(account = "", values = typed()) {
  store().write(JSON.stringify({ account, values }));
}

/** @type {Typed | undefined} */
let before;

/**
 * Puts it back for the same person, into forms that are there at once or are drawn later.
 * @param {ParentNode} root
 * @param {string} account
 */
export function restoreTyped(root, account = "") {
  before ??= taken(account);
  for (const control of controls(root)) {
    const value = before[key(control)];
    if (typeof value === "boolean") control.checked = value;
    else if (value !== undefined) control.value = value;
  }
}

/**
 * Puts it back into a form that is opened and closed again: once, for the next time it is another matter.
 * @param {HTMLFormElement} form
 */
export function takeTyped(form) {
  restoreTyped(form);
  for (const control of controls(form)) delete before?.[key(control)];
}

/** One has gone elsewhere: what is left of it belonged to where one was. */
export function forgetTyped() {
  before = {};
}

/**
 * @param {string} account
 * @returns {Typed}
 */
function taken(account) {
  const text = store().read();
  store().write(null);
  const typed = JSON.parse(text ?? "{}");
  return typed.account === account ? typed.values : {};
}

/** @param {HTMLInputElement} control */
function isChanged(control) {
  if (isTicked(control)) return control.checked !== control.defaultChecked;
  if (control instanceof HTMLSelectElement) return !(/** @type {HTMLSelectElement} */ (control).selectedOptions[0]?.defaultSelected);
  return control.value !== control.defaultValue;
}

/** @param {ParentNode} root */
function controls(root) {
  const fields = root.querySelectorAll("form[method=post] :is(input, select, textarea)[name]:not([readonly], [type=radio])");
  const all = /** @type {HTMLInputElement[]} */ ([...fields]);
  return all.filter((control) => !isSecret(control));
}

/** @param {HTMLInputElement} control */
const key = (control) => `${control.form?.id} ${control.name}`;

/** @param {HTMLInputElement} control */
const isTicked = (control) => control.type === "checkbox";
