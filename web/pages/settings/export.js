import { html } from "../../lib/html.js";
import { saveFile } from "../../lib/saving.js";
import { fill } from "../../lib/texts.js";
import texts from "../../texts/en/settings.js";

/** @param {Api.Organization} organization */
export const exportSection = ({ name }) => html`<section class="card stack">
  <h2>${fill(texts.exportTitle, { name })}</h2>
  <p>${texts.exportWhy}</p>
  <p><button type="button" class="button" id="export">${texts.exportAction}</button></p>
</section>`;

/**
 * @param {import("../../lib/shell.js").Shell} shell
 * @param {Api.Organization} organization
 * @param {HTMLButtonElement} button
 */
export async function exportOrganization(shell, { id, name }, button) {
  const load = async () => {
    const content = await shell.client.file(`/organizations/${id}/export`);
    return { content, name: `organization-${new Date().toISOString().slice(0, 10)}.zip` };
  };
  await saveFile(button, load, fill(texts.exported, { name }));
}
