import commonTexts from "../texts/en/common.js";
import entryTexts from "../texts/en/entry.js";
import { Interrupted } from "./api.js";
import { find, focusOn } from "./dom.js";
import { Html, html, render } from "./html.js";
import { icons } from "./icons.js";
import { explain } from "./problems.js";

/**
 * What a page says in its card: a picture, a title, a sentence or two, and below them what there is to do.
 * @typedef {object} Content
 * @property {Html | string} [emblem] a picture
 * @property {Html} [mark] of an organization, in place of the picture
 * @property {"" | "plain"} [tone] of the picture
 * @property {string} title
 * @property {unknown} [lead]
 * @property {Html} [body]
 */

/** @param {string} title of the page, in its heading and its tab */
export function setTitle(title) {
  find(document, "h1", HTMLElement).textContent = title;
  document.title = `${title} · ${commonTexts.product}`;
}

/**
 * Shows something else, and moves the focus to its heading. What stands beside the card goes: it belonged to what was there.
 * @param {Content} content
 * @returns {HTMLElement} where the body is
 */
export function show({ emblem = "", mark, tone = "", title, lead = "", body = html`` }) {
  const card = find(document, ".entry", HTMLElement);
  setTitle(title);
  const picture = emblem && html`<span class="avatar large ${tone}" aria-hidden="true">${emblem}</span>`;
  render(find(card, ".emblem", HTMLElement), html`${mark ?? picture}`);
  render(find(card, ".lead", HTMLElement), html`${lead}`);
  const place = find(card, "#content", HTMLElement);
  render(place, body);
  for (const beside of document.querySelectorAll("#signed-in, .aside")) beside.remove();
  focusOn(find(card, "h1", HTMLElement));
  return place;
}

/**
 * Says why, and lets one try again.
 * @param {unknown} error
 * @param {() => Promise<void>} again what was tried in vain
 */
export function showFailure(error, again) {
  if (error instanceof Interrupted) return;
  const place = show({
    emblem: icons.warning,
    tone: "plain",
    title: entryTexts.didNotWork,
    body: html`<div class="stack">
      <div role="alert" class="alert">${explain(error)}</div>
      <button type="button" class="button primary wide" id="again">${commonTexts.tryAgain}</button>
    </div>`,
  });
  find(place, "#again", HTMLButtonElement).addEventListener("click", () => void again());
}
