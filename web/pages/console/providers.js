import { providersSection, startProviders } from "../../elements/provider-list.js";
import { html, prepared } from "../../lib/html.js";
import texts from "../../texts/en/console.js";

/**
 * What everybody can sign in with besides a password.
 * @param {import("../../lib/shell.js").Shell} shell
 * @param {AbortSignal} signal
 */
export async function providersView(shell, signal) {
  const view = prepared(html`<h1>${texts.sections.providers}</h1>
    ${providersSection({ isOfInstance: true })}`);
  await startProviders(view, shell);
  shell.place(view, signal);
  return texts.sections.providers;
}
