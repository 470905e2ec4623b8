import { find } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { notify } from "../../lib/notices.js";
import texts from "../../texts/en/common.js";

/**
 * What a form of the settings is about: the organization, wherever the shell goes meanwhile.
 * @typedef {object} Place
 * @property {import("../../lib/shell.js").Shell} shell
 * @property {Api.Organization} organization
 * @property {AbortSignal} signal
 */

/**
 * A form that changes settings: it sends those that are other than they were.
 * @param {Place} place
 * @param {string} selector
 * @param {object} options
 * @param {Record<string, import("../../lib/validation.js").Check>} [options.checks]
 * @param {(values: Record<string, string>) => Partial<Api.Organization>} options.read
 */
export function bindSettings({ shell, organization, signal }, selector, { checks = {}, read }) {
  let saved = organization;
  bindForm(find(shell.main, selector, HTMLFormElement), {
    checks,
    submit: async (values) => {
      const known = /** @type {Record<string, unknown>} */ ({ ...saved });
      const changes = Object.entries(read(values)).filter(([field, value]) => known[field] !== value);
      if (changes.length === 0) return notify(texts.nothingToSave);
      saved = await shell.client.patch(`/organizations/${organization.id}`, Object.fromEntries(changes));
      shell.changeOrganization(saved);
      if (!signal.aborted) notify(texts.saved);
    },
  });
}
