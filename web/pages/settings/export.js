import { html } from "../../lib/html.js";
import { saveFile } from "../../lib/saving.js";
import { fill, t } from "../../lib/texts.js";

/** @param {Api.Organization} organization */
export const exportSection = ({ name }) => html`<section class="card stack">
  <h2>${fill(t.settings.exportTitle, { name })}</h2>
  <p>${t.settings.exportWhy}</p>
  <p><button type="button" class="button" id="export">${t.settings.exportAction}</button></p>
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
  await saveFile(button, load, fill(t.settings.exported, { name }));
}
