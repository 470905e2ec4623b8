import { find } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { html } from "../../lib/html.js";
import { notify } from "../../lib/notices.js";
import { organizationPath } from "../../lib/routing.js";
import { fill, t } from "../../lib/texts.js";
import { required } from "../../lib/validation.js";

/** @param {Api.Organization} organization */
export function nameForm({ name, slug }) {
  return html`<section class="card stack">
    <h2>${t.settings.nameTitle}</h2>
    <form id="rename" method="post" class="stack narrow">
      <div class="field">
        <label for="name">${t.fields.name}</label>
        <input id="name" name="name" autocomplete="off" value="${name}" required />
      </div>
      <div class="field">
        <label for="slug">${t.newOrganization.slug}</label>
        <input id="slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" value="${slug}" aria-describedby="slug-hint" required />
        <p class="hint" id="slug-hint">${fill(t.settings.slugHint, { origin: location.origin })}</p>
      </div>
      <div class="actions"><button class="button primary">${t.settings.save}</button></div>
    </form>
  </section>`;
}

/**
 * While nothing can be changed.
 * @param {Api.Organization} organization
 */
export function nameFacts({ name, slug }) {
  return html`<section class="card stack">
    <h2>${t.settings.nameTitle}</h2>
    <dl class="facts wide">
      <div><dt>${t.fields.name}</dt><dd>${name}</dd></div>
      <div><dt>${t.newOrganization.slug}</dt><dd>${slug}</dd></div>
    </dl>
    <p class="hint">${t.settings.readOnly}</p>
  </section>`;
}

/** @param {import("./saving.js").Place} place */
export function bindName({ shell, organization, signal }) {
  bindForm(find(shell.main, "#rename", HTMLFormElement), {
    checks: { name: required(t.newOrganization.nameMissing), slug: required(t.settings.slugMissing) },
    submit: async ({ name, slug }) => {
      const change = { ...(name !== organization.name && { name }), ...(slug !== organization.slug && { slug }) };
      if (Object.keys(change).length === 0) return notify(t.common.nothingToSave);
      const changed = await shell.client.patch(`/organizations/${organization.id}`, change);
      shell.changeOrganization(changed);
      if (signal.aborted) return;
      await shell.go(organizationPath(changed.slug, "settings"), { replace: true });
      notify(t.common.saved);
    },
  });
}
