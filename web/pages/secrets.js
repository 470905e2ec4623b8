import "../elements/secret-list.js";
import { SecretList } from "../elements/secret-list.js";
import { find } from "../lib/dom.js";
import { html, prepared } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import texts from "../texts/en/secrets.js";

/** @type {import("../lib/shell.js").View} */
export async function secrets(shell, signal) {
  const view = prepared(
    html`<div class="section-head">
        <h1>${texts.title}</h1>
        ${shell.may("secrets.manage") && html`<button type="button" class="button primary" id="add-secret">${icons.add}${texts.add}</button>`}
      </div>
      <p class="lead">${texts.lead}</p>
      <section class="card"><secret-list></secret-list></section>`,
  );
  const list = find(view, "secret-list", SecretList);
  await list.start(shell);
  view.querySelector("#add-secret")?.addEventListener("click", () => void list.create());
  shell.place(view, signal);
  return texts.title;
}
