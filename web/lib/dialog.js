import texts from "../texts/en/common.js";
import { find } from "./dom.js";
import { bindForm, isBusy } from "./forms.js";
import { Html, html, render } from "./html.js";
import { takeTyped } from "./typed.js";

let opened = 0;

/**
 * A modal dialog named by its title. It leaves the page when it closes; the browser returns the focus.
 * @param {string} title
 * @param {Html} body
 * @returns {HTMLDialogElement}
 */
export function openDialog(title, body) {
  const dialog = document.createElement("dialog");
  const titleId = `dialog-title-${++opened}`;
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", titleId);
  render(dialog, html`<h2 id="${titleId}">${title}</h2>${body}`);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-close]") && !isAtWork(dialog)) dialog.close();
  });
  dialog.addEventListener("cancel", (event) => (isAtWork(dialog) || isUncopied(dialog)) && event.preventDefault());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * What was sent cannot be called back, so its outcome is waited for.
 * @param {HTMLDialogElement} dialog
 */
function isAtWork(dialog) {
  return [...dialog.querySelectorAll("form")].some(isBusy);
}

/**
 * What is shown once only does not go with a stray Escape: it is copied first, or done with.
 * @param {HTMLDialogElement} dialog
 */
function isUncopied(dialog) {
  return dialog.querySelector("copy-field") !== null && dialog.querySelector(".is-copied") === null;
}

/** Whether something is open that is shown once only, and not copied yet. */
export function holdsUncopied() {
  return [...document.querySelectorAll("dialog")].some(isUncopied);
}

/** Whatever is open, for one goes elsewhere. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
}

/** A dialog belongs to its view. The tenant switcher belongs to none. */
export function closeDialogsOfView() {
  for (const dialog of document.querySelectorAll("dialog")) if (dialog.matches(".dialog")) dialog.close();
}

/**
 * @typedef {object} FormDialog
 * @property {string} id of the form
 * @property {string} title
 * @property {Html} body
 * @property {string} action what the button says: the act itself
 * @property {boolean} [isDangerous] then Cancel has the focus
 * @property {(form: HTMLFormElement) => void} [bind] what the body needs, once it is shown
 * @property {Record<string, import("./validation.js").Check>} [checks]
 * @property {(values: Record<string, string>) => Promise<void>} perform
 */

/**
 * Asks, then performs while it stays open: a failure is told in the dialog.
 * @param {FormDialog} options
 * @returns {Promise<boolean>} whether it was performed
 */
export function formDialog({ id, title, body, action, isDangerous = false, bind, checks, perform }) {
  const dialog = openDialog(
    title,
    html`<form id="${id}" method="post" class="stack">
      ${body}
      <div class="actions">
        <button type="button" class="button" data-close ${isDangerous && html`autofocus`}>${texts.cancel}</button>
        <button class="button ${isDangerous ? "danger" : "primary"}">${action}</button>
      </div>
    </form>`,
  );
  const form = find(dialog, "form", HTMLFormElement);
  takeTyped(form);
  bind?.(form);
  let isPerformed = false;
  bindForm(form, {
    checks,
    submit: async (values) => {
      await perform(values);
      isPerformed = true;
      dialog.close();
    },
  });
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(isPerformed)));
}
