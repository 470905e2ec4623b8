import "../elements/api-key-list.js";
import { ApiKeyList } from "../elements/api-key-list.js";
import { find } from "../lib/dom.js";
import { html, prepared } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { fillHtml } from "../lib/texts.js";
import texts from "../texts/en/apiKeys.js";

/** @type {import("../lib/shell.js").View} */
export async function apiKeys(shell, signal) {
  const view = prepared(
    html`<div class="section-head">
        <h1>${texts.title}</h1>
        ${shell.may("apiKeys.manage") && html`<button type="button" class="button primary" id="make-api-key">${icons.add}${texts.make}</button>`}
      </div>
      <p class="lead">${fillHtml(texts.lead, { docs: html`<a href="/docs">/docs</a>` })}</p>
      <section class="card"><api-key-list></api-key-list></section>`,
  );
  const list = find(view, "api-key-list", ApiKeyList);
  await list.start(shell);
  view.querySelector("#make-api-key")?.addEventListener("click", () => void list.create());
  shell.place(view, signal);
  return texts.title;
}
