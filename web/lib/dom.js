/**
 * The one element that must be there.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`no ${type.name} at ${selector}`);
  return element;
}

/**
 * Calls `action` once, `milliseconds` after the last call.
 * @param {number} milliseconds
 * @param {() => void} action
 */
export function debounce(milliseconds, action) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}

/**
 * Moves the focus, also to what is not focusable by itself, such as a heading.
 * @param {HTMLElement} element
 */
export function focusOn(element) {
  const isControl = element.matches("a, button, input, select");
  if (!isControl && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus();
}

/**
 * Leaves for another page. Settles only if the browser brings this page back from its cache,
 * so that a form stays busy until the page is gone.
 * @param {string} path
 * @param {{replace?: boolean}} options whether the browser's back shall not lead to this page
 * @returns {Promise<void>}
 */
export function leaveFor(path, { replace = false } = {}) {
  return new Promise((resolve) => {
    addEventListener("pageshow", () => resolve(), { once: true });
    if (replace) location.replace(path);
    else location.assign(path);
  });
}

/**
 * Whether a control holds what is kept from view, however it is shown at the moment: taken as it is, and never kept.
 * @param {Element | RadioNodeList | null} control
 */
export function isSecret(control) {
  if (!(control instanceof HTMLInputElement)) return false;
  return control.type === "password" || control.autocomplete.endsWith("password") || control.closest("password-field") !== null;
}
