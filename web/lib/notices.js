import { fragment, html } from "./html.js";
import { find } from "./dom.js";

const secondsShown = 5;

/**
 * Says something that happened, at the edge and to screen readers. What passes by itself gives way to the next.
 * @param {string} message
 * @param {{stays?: boolean}} options until dismissed
 */
export function notify(message, { stays = false } = {}) {
  const list = find(document, "#notices", HTMLElement);
  list.querySelector(".passing")?.remove();
  list.append(
    fragment(html`<div class="notice ${!stays && html`passing`}">
      <p>${message}</p>
      <button type="button" class="button quiet">Dismiss</button>
    </div>`),
  );
  keepClear(list);
  const notice = list.lastElementChild;
  if (!notice) return;
  find(notice, "button", HTMLButtonElement).addEventListener("click", () => notice.remove());
  if (!stays) setTimeout(() => pass(notice), secondsShown * 1000);
}

/**
 * Not while someone points at it or is about to dismiss it.
 * @param {Element} notice
 */
function pass(notice) {
  if (notice.matches(":hover, :focus-within")) setTimeout(() => pass(notice), 1000);
  else notice.remove();
}

/**
 * Notices stand at the top, or at the bottom where they would cover what was just used.
 * @param {HTMLElement} list
 */
function keepClear(list) {
  list.classList.remove("low");
  const control = document.activeElement?.closest("#main :is(a, button, input, select)");
  const used = control?.closest("tr, li, .actions") ?? control;
  if (!used) return;
  const [one, other] = [list.getBoundingClientRect(), used.getBoundingClientRect()];
  const isApart = one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;
  list.classList.toggle("low", !isApart);
}

/** They are about the organization that was left. */
export function clearNotices() {
  find(document, "#notices", HTMLElement).replaceChildren();
}

/**
 * To screen readers only: for what everyone else sees anyway.
 * @param {string} message
 */
export function announce(message) {
  find(document, "#announcer", HTMLElement).textContent = message;
}
