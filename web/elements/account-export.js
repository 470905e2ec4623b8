import { html } from "../lib/html.js";
import { saveFile } from "../lib/saving.js";
import texts from "../texts/en/account.js";

export const accountExportSection = () => html`<section class="card stack">
  <h2>${texts.exportTitle}</h2>
  <p>${texts.exportWhy}</p>
  <p><button type="button" class="button" id="export-account">${texts.exportAction}</button></p>
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
  await saveFile(button, load, texts.exported);
}
