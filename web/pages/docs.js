import "../elements/language-switch.js";
import { signedIn } from "../lib/already.js";
import { createClient } from "../lib/api.js";
import { debounce, find } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { withNext } from "../lib/next-path.js";
import { matching, operationsOf } from "../lib/openapi.js";
import { explain } from "../lib/problems.js";
import { fillHtml, plural, strong } from "../lib/texts.js";
import commonTexts from "../texts/en/common.js";
import texts from "../texts/en/docs.js";
import { head, OperationDetails } from "./docs/operation.js";

/** @typedef {import("../lib/openapi.js").Operation} Operation */

const place = find(document, "#api", HTMLElement);

// Out of the browser's memory it would show whoever was signed in then.
addEventListener("pageshow", (event) => event.persisted && location.reload());

await start();

async function start() {
  try {
    const [description, user] = await Promise.all([load(), signedIn(createClient())]);
    show(description, user);
  } catch (error) {
    render(place, html`<div role="alert" class="alert">${explain(error)}</div>
      <button type="button" class="button" id="again">${commonTexts.tryAgain}</button>`);
    find(place, "#again", HTMLButtonElement).addEventListener("click", () => void start());
  }
}

/** @returns {Promise<Api.Description>} */
async function load() {
  return createClient({ fetch: (_, options) => fetch("/api/openapi.json", options) }).get("");
}

/**
 * @param {Api.Description} description
 * @param {Api.User | null} user
 */
function show(description, user) {
  const operations = operationsOf(description);
  render(
    place,
    html`<p class="muted">${fillHtml(texts.lead, { description: html`<a href="/api/openapi.json">/api/openapi.json</a>` })}</p>
      <p class="hint">
        ${user
          ? fillHtml(texts.signedIn, { name: strong(user.name) })
          : fillHtml(texts.signedOut, { logIn: html`<a href="${withNext("/login", "/docs")}">${texts.logIn}</a>` })}
      </p>
      <div class="pair">
        <div class="field"><label for="find">${texts.find}</label><input id="find" type="search" autocomplete="off" spellcheck="false" /></div>
        <div class="field">
          <label for="key">${texts.key} <span class="optional">${commonTexts.optional}</span></label>
          <input id="key" type="password" autocomplete="off" aria-describedby="key-hint" />
          <p class="hint" id="key-hint">${texts.keyHint}</p>
        </div>
      </div>
      <p class="hint" id="count" role="status"></p>
      <div id="operations" class="stack"></div>`,
  );
  const [search, key] = ["#find", "#key"].map((id) => find(place, id, HTMLInputElement));
  const details = new OperationDetails(description.components.schemas, { account: user?.id, key: () => key.value.trim() });
  const list = find(place, "#operations", HTMLElement);
  // `toggle` doesn't bubble.
  list.addEventListener("toggle", ({ target }) => target instanceof HTMLDetailsElement && details.fill(target, operations), true);
  search.addEventListener("input", debounce(150, () => showList(list, matching(operations, search.value))));
  showList(list, operations);
  openNamed(list);
  addEventListener("hashchange", () => openNamed(list));
}

/**
 * @param {HTMLElement} list
 * @param {Operation[]} operations
 */
function showList(list, operations) {
  const groups = [...new Set(operations.map(({ group }) => group))];
  find(place, "#count", HTMLElement).textContent = operations.length === 0 ? texts.none : plural(texts.found, operations.length);
  // The description speaks English.
  render(
    list,
    html`${groups.map(
      (group) => html`<section class="stack" lang="en">
        <h2>${group}</h2>
        <div class="operations card">${operations.filter((one) => one.group === group).map(head)}</div>
      </section>`,
    )}`,
  );
}

/**
 * The one that the address names.
 * @param {HTMLElement} list
 */
function openNamed(list) {
  const named = [...list.querySelectorAll("details.operation")].find(({ id }) => id === location.hash.slice(1));
  if (!(named instanceof HTMLDetailsElement)) return;
  named.open = true;
  named.scrollIntoView();
}
