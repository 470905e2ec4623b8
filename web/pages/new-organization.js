import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { organizationPath } from "../lib/routing.js";
import { fill, t } from "../lib/texts.js";
import { required } from "../lib/validation.js";

/** @type {import("../lib/shell.js").View} */
export function newOrganization(shell, signal) {
  render(
    shell.main,
    html`<h1>${t.newOrganization.title}</h1>
      <p class="lead">${t.newOrganization.lead}</p>
      <form id="new-organization" method="post" class="card stack narrow">
        <div class="field">
          <label for="name">${t.fields.name}</label>
          <input id="name" name="name" autocomplete="organization" required />
        </div>
        <div class="field">
          <label for="slug">${t.newOrganization.slug} <span class="optional">${t.common.optional}</span></label>
          <input id="slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="slug-hint" />
          <p class="hint" id="slug-hint">${fill(t.newOrganization.slugHint, { origin: location.origin })}</p>
        </div>
        <div class="actions"><button class="button primary">${t.newOrganization.title}</button></div>
      </form>`,
  );
  bindForm(find(shell.main, "form", HTMLFormElement), {
    checks: { name: required(t.newOrganization.nameMissing) },
    submit: async ({ name, slug }) => {
      /** @type {Api.Organization} */
      const made = await shell.client.post("/organizations", slug ? { name, slug } : { name });
      if (!signal.aborted) await shell.go(organizationPath(made.slug));
      notify(fill(t.newOrganization.ready, { name: made.name }));
    },
  });
  return t.newOrganization.title;
}
