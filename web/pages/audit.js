import "../elements/audit-log.js";
import { AuditLog } from "../elements/audit-log.js";
import { find } from "../lib/dom.js";
import { html, prepared } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { openByArrow, openMenu } from "../lib/menu.js";
import { builtInRoles, loadRoles } from "../lib/roles.js";
import { fill } from "../lib/texts.js";
import texts from "../texts/en/audit.js";

/** @type {import("../lib/shell.js").View} */
export async function audit(shell, signal) {
  const view = prepared(
    html`<div class="section-head">
        <h1>${texts.title}</h1>
        <button type="button" class="button" id="export" aria-haspopup="menu" aria-expanded="false">${texts.export}${icons.down}</button>
      </div>
      <p class="lead">${fill(texts.lead, { organization: shell.organization.name })}</p>
      <section class="card"><audit-log></audit-log></section>`,
  );
  const { search } = location;
  const roles = shell.may("organization.read") ? await loadRoles(shell, signal) : builtInRoles;
  const list = find(view, "audit-log", AuditLog);
  await list.start(shell, roles, search);
  const button = find(view, "#export", HTMLButtonElement);
  button.addEventListener("keydown", openByArrow);
  button.addEventListener("click", () => void chooseExport(button, list));
  shell.place(view, signal);
  return texts.title;
}

/**
 * @param {HTMLButtonElement} button
 * @param {AuditLog} list
 */
async function chooseExport(button, list) {
  const format = await openMenu(button, texts.export, [
    { key: "csv", name: texts.csv, hint: texts.csvHint },
    { key: "jsonl", name: texts.jsonl, hint: texts.jsonlHint },
  ]);
  if (format && list.isConnected) list.exportAs(format);
}
