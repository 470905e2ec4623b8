import { html, fragment } from "./html.js";
import { icons } from "./icons.js";

/**
 * @typedef {object} Choice
 * @property {string} key
 * @property {string} name
 * @property {string} [hint]
 * @property {boolean} [isChosen] whether it is the present one; left out of choices that are things to do
 * @property {string} [reason] why it can't be chosen; it is shown all the same
 */

const gap = 4;

/**
 * Opens a menu below its button and waits: for the key of a choice, or null when it is closed without one.
 * WAI-ARIA "menu button": arrows, Home, End, first letters, Enter; Escape and a click elsewhere close it.
 * @param {HTMLButtonElement} button
 * @param {string} label
 * @param {Choice[]} choices
 * @returns {Promise<string | null>}
 */
export function openMenu(button, label, choices) {
  for (const other of document.querySelectorAll(".menu")) other.remove(); // one that is about to close
  const menu = document.createElement("div");
  menu.className = "menu";
  menu.setAttribute("popover", "auto");
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  menu.append(fragment(html`${choices.map(item)}`));
  (button.closest("main") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  const first = items.find((one) => one.getAttribute("aria-checked") === "true") ?? items[0];
  first.tabIndex = 0;
  first.focus();
  menu.addEventListener("keydown", (event) => onKey(event, items));
  return outcome(menu, button);
}

/**
 * The arrow down opens a menu as its button does.
 * @param {KeyboardEvent} event
 */
export function openByArrow(event) {
  if (event.key !== "ArrowDown" || !(event.target instanceof HTMLButtonElement) || event.target.ariaHasPopup !== "menu") return;
  event.preventDefault();
  event.target.click();
}

/**
 * @param {HTMLElement} menu
 * @param {HTMLButtonElement} button
 * @returns {Promise<string | null>}
 */
function outcome(menu, button) {
  /** @type {string | null} */
  let chosen = null;
  menu.addEventListener("click", (event) => {
    const item = event.target instanceof Element && event.target.closest("[role^=menuitem]");
    if (!(item instanceof HTMLElement) || item.getAttribute("aria-disabled") === "true") return;
    chosen = item.getAttribute("aria-checked") === "true" ? null : item.dataset.key ?? null;
    menu.hidePopover();
  });
  const close = () => void (menu.isConnected && menu.hidePopover()); // its view may be gone
  menu.addEventListener("keydown", (event) => event.key === "Tab" && close());
  const onScroll = (/** @type {Event} */ { target }) => target !== menu && follow(menu, button, close); // a long one scrolls itself
  addEventListener("scroll", onScroll, { capture: true });
  addEventListener("resize", close, { once: true });
  return new Promise((resolve) =>
    menu.addEventListener("toggle", () => {
      if (menu.matches(":popover-open")) return;
      removeEventListener("scroll", onScroll, { capture: true });
      removeEventListener("resize", close);
      if (menu.contains(document.activeElement) || document.activeElement === document.body) button.focus();
      menu.remove();
      button.setAttribute("aria-expanded", "false");
      resolve(chosen);
    }),
  );
}

/** @param {Choice} choice */
function item({ key, name, hint, isChosen, reason }) {
  const isState = isChosen !== undefined;
  return html`<button type="button" role="${isState ? "menuitemradio" : "menuitem"}" tabindex="-1" data-key="${key}"
    ${isState && html`aria-checked="${String(isChosen)}"`} ${reason && html`aria-disabled="true"`}>
    ${isChosen && icons.check}<span class="choice">${name}</span>${(reason ?? hint) && html`<span class="hint">${reason ?? hint}</span>`}
  </button>`;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 */
function onKey(event, items) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const last = items.length - 1;
  const targets = /** @type {Record<string, number>} */ ({
    ArrowDown: at === last ? 0 : at + 1,
    ArrowUp: at <= 0 ? last : at - 1,
    Home: 0,
    End: last,
  });
  const target = targets[event.key] ?? startingWith(event.key, at, items);
  if (target === undefined) return;
  event.preventDefault();
  items[target].focus();
}

/**
 * @param {string} letter
 * @param {number} at
 * @param {HTMLElement[]} items
 * @returns {number | undefined}
 */
function startingWith(letter, at, items) {
  if ([...letter].length !== 1 || letter === " ") return undefined;
  const order = [...items.keys()].map((index) => (at + 1 + index) % items.length);
  return order.find((index) => items[index].innerText.trim().toLocaleLowerCase().startsWith(letter.toLocaleLowerCase()));
}

/**
 * Stays at its button while the page scrolls, and closes when that leaves the window.
 * @param {HTMLElement} menu
 * @param {HTMLElement} button
 * @param {() => void} close
 */
function follow(menu, button, close) {
  const { top, bottom } = button.getBoundingClientRect();
  if (bottom < 0 || top > innerHeight) close();
  else place(menu, button);
}

/**
 * Below the button, or above where there is more room; within the window.
 * @param {HTMLElement} menu
 * @param {HTMLElement} button
 */
function place(menu, button) {
  const [anchor, size] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = innerHeight - anchor.bottom;
  const top = size.height + gap <= below || below >= anchor.top ? anchor.bottom + gap : anchor.top - gap - size.height;
  menu.style.setProperty("top", `${Math.max(gap, Math.min(top, innerHeight - size.height - gap))}px`);
  menu.style.setProperty("left", `${Math.max(gap, Math.min(anchor.left, innerWidth - size.width - gap))}px`);
}
