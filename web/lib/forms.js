import { Interrupted } from "./api.js";
import { isSecret } from "./dom.js";
import { explain, fieldMessages } from "./problems.js";
import { failures } from "./validation.js";

/**
 * @typedef {object} FormOptions
 * @property {Record<string, import("./validation.js").Check>} [checks] by field name
 * @property {(values: Record<string, string>) => Promise<void>} submit
 */

/**
 * Gives a form its behaviour: checks, one submission at a time, messages at their fields, everything
 * else in an alert at the top. Values stay as they were typed.
 * @param {HTMLFormElement} form
 * @param {FormOptions} options
 */
export function bindForm(form, { checks = {}, submit }) {
  form.noValidate = true;
  if (!form.querySelector(":scope > [role=alert]")) form.prepend(emptyAlert());
  form.addEventListener("input", ({ target }) => target instanceof HTMLElement && clearMessage(target));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(form)) return;
    clearMessages(form);
    const values = valuesOf(form);
    const messages = failures(values, checks);
    if (Object.keys(messages).length > 0) return showMessages(form, messages);
    setBusy(form, true);
    const problem = await submit(values).catch(asProblem);
    setBusy(form, false);
    if (problem) showProblem(form, problem);
  });
}

/** @param {unknown} thrown */
const asProblem = (thrown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** @param {HTMLFormElement} form */
export function isBusy(form) {
  return form.getAttribute("aria-busy") === "true";
}

/**
 * Not `disabled`, which would drop the focus.
 * @param {HTMLFormElement} form
 * @param {boolean} busy
 */
export function setBusy(form, busy) {
  form.setAttribute("aria-busy", String(busy));
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.setAttribute("aria-disabled", String(busy));
  }
}

/**
 * Text without surrounding space, passwords as they are, a checkbox only when ticked.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
function valuesOf(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of new FormData(form)) {
    const control = form.elements.namedItem(name);
    values[name] = isSecret(control) ? String(value) : String(value).trim();
  }
  return values;
}

/**
 * @param {HTMLFormElement} form
 * @param {unknown} error
 */
export function showProblem(form, error) {
  if (error instanceof Interrupted) return;
  const messages = fieldMessages(error);
  if (Object.keys(messages).length === 0) return showAlert(form, explain(error));
  showMessages(form, messages);
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} messages by field; those without a field go into the alert
 */
function showMessages(form, messages) {
  const homeless = [];
  for (const [name, message] of Object.entries(messages)) {
    const control = controlNamed(form, name);
    if (!control) homeless.push(message);
    else showAtField(control, message);
  }
  if (homeless.length > 0) showAlert(form, homeless.join(" "));
  /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid=true]"))?.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLElement | null}
 */
function controlNamed(form, name) {
  const control = form.elements.namedItem(name);
  const isShown = control instanceof HTMLElement && control.checkVisibility();
  return isShown && [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement].some((kind) => control instanceof kind) ? control : null;
}

/**
 * @param {HTMLElement} control
 * @param {string} message
 */
function showAtField(control, message) {
  const text = document.createElement("p");
  text.className = "field-error";
  text.id = `${control.id}-error`;
  text.textContent = message;
  control.closest(".field")?.append(text);
  control.setAttribute("aria-invalid", "true");
  control.dataset.describedby ??= control.getAttribute("aria-describedby") ?? "";
  control.setAttribute("aria-describedby", `${text.id} ${control.dataset.describedby}`.trim());
}

/**
 * @param {HTMLFormElement} form
 * @param {string} message
 */
export function showAlert(form, message) {
  const alert = form.querySelector(":scope > [role=alert]");
  if (!alert) return;
  alert.textContent = message;
  alert.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLFormElement} form */
export function clearMessages(form) {
  form.querySelector(":scope > [role=alert]")?.replaceChildren();
  for (const control of form.querySelectorAll("[aria-invalid]")) clearMessage(/** @type {HTMLElement} */ (control));
}

/**
 * What is being changed is judged anew when it is sent.
 * @param {HTMLElement} control
 */
function clearMessage(control) {
  if (!control.hasAttribute("aria-invalid")) return;
  control.closest(".field")?.querySelector(".field-error")?.remove();
  control.removeAttribute("aria-invalid");
  const original = control.dataset.describedby;
  if (original) control.setAttribute("aria-describedby", original);
  else control.removeAttribute("aria-describedby");
}

function emptyAlert() {
  const alert = document.createElement("div");
  alert.setAttribute("role", "alert");
  alert.className = "alert";
  return alert;
}
