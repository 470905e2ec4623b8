import { Interrupted } from "../lib/api.js";
import { html } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { t } from "../lib/texts.js";

export const accountExportSection = () => html`<section class="card stack">
  <h2>${t.account.exportTitle}</h2>
  <p>${t.account.exportWhy}</p>
  <p><button type="button" class="button" id="export-account">${t.account.exportAction}</button></p>
</section>`;

/**
 * Fetched, not followed: the answer may want a proof first, which is asked for in place.
 * @param {import("../lib/shell.js").Shell} shell
 * @param {HTMLButtonElement} button
 */
export async function exportAccount(shell, button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    const document = await shell.client.get("/me/export");
    save(JSON.stringify(document, null, 2), `account-${document.exportedAt.slice(0, 10)}.json`);
    notify(t.account.exported);
  } catch (error) {
    if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
  } finally {
    button.setAttribute("aria-busy", "false");
  }
}

/**
 * @param {string} content
 * @param {string} name
 */
function save(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
