import { find } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { html } from "../../lib/html.js";
import { notify } from "../../lib/notices.js";
import { organizationPath } from "../../lib/routing.js";
import { fill } from "../../lib/texts.js";
import { required } from "../../lib/validation.js";
import commonTexts from "../../texts/en/common.js";
import fieldsTexts from "../../texts/en/fields.js";
import newOrganizationTexts from "../../texts/en/newOrganization.js";
import settingsTexts from "../../texts/en/settings.js";

/** @param {Api.Organization} organization */
export function nameForm({ name, slug }) {
  return html`<section class="card stack">
    <h2>${settingsTexts.nameTitle}</h2>
    <form id="rename" method="post" class="stack narrow">
      <div class="field">
        <label for="name">${fieldsTexts.name}</label>
        <input id="name" name="name" autocomplete="off" value="${name}" required />
      </div>
      <div class="field">
        <label for="slug">${newOrganizationTexts.slug}</label>
        <input id="slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" value="${slug}" aria-describedby="slug-hint" required />
        <p class="hint" id="slug-hint">${fill(settingsTexts.slugHint, { origin: location.origin })}</p>
      </div>
      <div class="actions"><button class="button primary">${settingsTexts.save}</button></div>
    </form>
  </section>`;
}

/**
 * While nothing can be changed.
 * @param {Api.Organization} organization
 */
export function nameFacts({ name, slug }) {
  return html`<section class="card stack">
    <h2>${settingsTexts.nameTitle}</h2>
    <dl class="facts wide">
      <div><dt>${fieldsTexts.name}</dt><dd>${name}</dd></div>
      <div><dt>${newOrganizationTexts.slug}</dt><dd>${slug}</dd></div>
    </dl>
    <p class="hint">${settingsTexts.readOnly}</p>
  </section>`;
}

/** @param {import("./saving.js").Place} place */
export function bindName({ shell, organization, signal }) {
  bindForm(find(shell.main, "#rename", HTMLFormElement), {
    checks: { name: required(newOrganizationTexts.nameMissing), slug: required(settingsTexts.slugMissing) },
    submit: async ({ name, slug }) => {
      const change = { ...(name !== organization.name && { name }), ...(slug !== organization.slug && { slug }) };
      if (Object.keys(change).length === 0) return notify(commonTexts.nothingToSave);
      const changed = await shell.client.patch(`/organizations/${organization.id}`, change);
      shell.changeOrganization(changed);
      if (signal.aborted) return;
      await shell.go(organizationPath(changed.slug, "settings"), { replace: true });
      notify(commonTexts.saved);
    },
  });
}
