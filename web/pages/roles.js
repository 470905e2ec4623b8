import "../elements/role-list.js";
import { RoleList } from "../elements/role-list.js";
import { find } from "../lib/dom.js";
import { html, prepared } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import texts from "../texts/en/rolesPage.js";

/** @type {import("../lib/shell.js").View} */
export async function roles(shell, signal) {
  const isTeam = shell.organization.kind === "team";
  const view = prepared(
    html`<div class="section-head">
        <h1>${texts.title}</h1>
        ${isTeam && shell.may("roles.manage") && html`<button type="button" class="button primary" id="new-role">${icons.add}${texts.create}</button>`}
      </div>
      <p class="lead">${isTeam ? texts.lead : texts.personalNote}</p>
      <section class="card"><role-list></role-list></section>`,
  );
  const list = find(view, "role-list", RoleList);
  await list.start(shell, signal);
  view.querySelector("#new-role")?.addEventListener("click", () => void list.create());
  shell.place(view, signal);
  return texts.title;
}
