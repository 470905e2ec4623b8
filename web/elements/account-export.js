import { html } from "../lib/html.js";
import { saveFile } from "../lib/saving.js";
import { t } from "../lib/texts.js";

export const accountExportSection = () => html`<section class="card stack">
  <h2>${t.account.exportTitle}</h2>
  <p>${t.account.exportWhy}</p>
  <p><button type="button" class="button" id="export-account">${t.account.exportAction}</button></p>
</section>`;

/**
 * @param {import("../lib/shell.js").Shell} shell
 * @param {HTMLButtonElement} button
 */
export async function exportAccount(shell, button) {
  const load = async () => {
    const exported = await shell.client.get("/me/export");
    const content = new Blob([JSON.stringify(exported, null, 2)], { type: "application/json" });
    return { content, name: `account-${exported.exportedAt.slice(0, 10)}.json` };
  };
  await saveFile(button, load, t.account.exported);
}
