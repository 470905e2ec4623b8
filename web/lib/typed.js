import { kept } from "./kept.js";

/** What was typed into a page's forms, over a reload or a log in that is not its author's doing. Never a password. */
const store = () => kept(`typed ${location.pathname}`);

/** @typedef {Record<string, string | boolean>} Typed by the form's id and the field's name */

/** Keeps what stands in the forms of this page for its next load. */
export function keepTyped() {
  /** @type {Typed} */
  const values = {};
  for (const control of controls(document)) values[key(control)] = isTicked(control) ? control.checked : control.value;
  store().write(JSON.stringify(values));
}

/** @type {Typed | undefined} */
let before;

/**
 * Puts it back, into forms that are there at once or are drawn later.
 * @param {ParentNode} root
 */
export function restoreTyped(root) {
  before ??= taken();
  for (const control of controls(root)) {
    const value = before[key(control)];
    if (typeof value === "boolean") control.checked = value;
    else if (value !== undefined) control.value = value;
  }
}

/** @returns {Typed} */
function taken() {
  const text = store().read();
  store().write(null);
  return JSON.parse(text ?? "{}");
}

/** @param {ParentNode} root */
function controls(root) {
  const fields = root.querySelectorAll("form[method=post] :is(input, select, textarea)[name]:not([readonly], [type=radio])");
  const all = /** @type {HTMLInputElement[]} */ ([...fields]);
  return all.filter(({ type, autocomplete }) => type !== "password" && !autocomplete.endsWith("password"));
}

/** @param {HTMLInputElement} control */
const key = (control) => `${control.form?.id} ${control.name}`;

/** @param {HTMLInputElement} control */
const isTicked = (control) => control.type === "checkbox";
