import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { organizationPath } from "../lib/routing.js";
import { fill } from "../lib/texts.js";
import { required } from "../lib/validation.js";
import commonTexts from "../texts/en/common.js";
import fieldsTexts from "../texts/en/fields.js";
import newOrganizationTexts from "../texts/en/newOrganization.js";

/** @type {import("../lib/shell.js").View} */
export function newOrganization(shell, signal) {
  render(
    shell.main,
    html`<h1>${newOrganizationTexts.title}</h1>
      <p class="lead">${newOrganizationTexts.lead}</p>
      <form id="new-organization" method="post" class="card stack narrow">
        <div class="field">
          <label for="name">${fieldsTexts.name}</label>
          <input id="name" name="name" autocomplete="organization" required />
        </div>
        <div class="field">
          <label for="slug">${newOrganizationTexts.slug} <span class="optional">${commonTexts.optional}</span></label>
          <input id="slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="slug-hint" />
          <p class="hint" id="slug-hint">${fill(newOrganizationTexts.slugHint, { origin: location.origin })}</p>
        </div>
        <div class="actions"><button class="button primary">${newOrganizationTexts.title}</button></div>
      </form>`,
  );
  bindForm(find(shell.main, "form", HTMLFormElement), {
    checks: { name: required(newOrganizationTexts.nameMissing) },
    submit: async ({ name, slug }) => {
      /** @type {Api.Organization} */
      const made = await shell.client.post("/organizations", slug ? { name, slug } : { name });
      if (!signal.aborted) await shell.go(organizationPath(made.slug));
      notify(fill(newOrganizationTexts.ready, { name: made.name }));
    },
  });
  return newOrganizationTexts.title;
}
