import { fragment, html } from "./html.js";
import { find } from "./dom.js";

const secondsShown = 8;

/**
 * Says something that happened, in a corner and to screen readers. What passes by itself gives way to the next.
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
  const notice = list.lastElementChild;
  const button = notice && find(notice, "button", HTMLButtonElement);
  button?.addEventListener("click", () => notice?.remove());
  if (!stays) setTimeout(() => notice?.remove(), secondsShown * 1000);
}

/**
 * To screen readers only: for what everyone else sees anyway.
 * @param {string} message
 */
export function announce(message) {
  find(document, "#announcer", HTMLElement).textContent = message;
}
