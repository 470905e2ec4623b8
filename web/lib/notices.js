import texts from "../texts/en/common.js";
import { find } from "./dom.js";
import { fragment, html } from "./html.js";
import { icons } from "./icons.js";

const secondsShown = 6;

/**
 * Says something that happened, at the edge and to screen readers. What passes by itself gives way to the next.
 * @param {string} message
 * @param {{stays?: boolean, action?: {name: string, perform: () => void}}} options whether it stays until it is
 *   dismissed, and what can be done about it
 */
export function notify(message, { stays = false, action } = {}) {
  const list = find(document, "#notices", HTMLElement);
  list.querySelector(".passing")?.remove();
  list.append(
    fragment(html`<div class="notice ${!stays && html`passing`}">
      <p>${message}</p>
      ${action && html`<button type="button" class="button quiet" data-act="action">${action.name}</button>`}
      <button type="button" class="button bare" data-act="dismiss">${icons.close}<span class="visually-hidden">${texts.dismiss}</span></button>
    </div>`),
  );
  keepClear(list);
  const notice = list.lastElementChild;
  if (!notice) return;
  notice.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!(button instanceof HTMLButtonElement)) return;
    notice.remove();
    if (button.dataset.act === "action") action?.perform();
  });
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
 * Notices stand at the bottom, or at the top where they would cover what was just used.
 * @param {HTMLElement} list
 */
function keepClear(list) {
  list.classList.remove("high");
  const control = document.activeElement?.closest("#main :is(a, button, input, select)");
  const used = control?.closest("tr, li, .actions") ?? control;
  if (!used) return;
  const [one, other] = [list.getBoundingClientRect(), used.getBoundingClientRect()];
  const isApart = one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;
  list.classList.toggle("high", !isApart);
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
