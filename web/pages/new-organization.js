import { find } from "../lib/dom.js";
import { bindForm } from "../lib/forms.js";
import { html, render } from "../lib/html.js";
import { notify } from "../lib/notices.js";
import { organizationPath } from "../lib/routing.js";
import { required } from "../lib/validation.js";

/** @type {import("../lib/shell.js").View} */
export function newOrganization(shell) {
  render(
    shell.main,
    html`<h1>Create organization</h1>
      <p class="lead">You become its owner, and can invite others as soon as it is there.</p>
      <form id="new-organization" method="post" class="card stack narrow">
        <div class="field">
          <label for="name">Name</label>
          <input id="name" name="name" autocomplete="organization" required />
        </div>
        <div class="field">
          <label for="slug">Web address <span class="optional">optional</span></label>
          <input id="slug" name="slug" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="slug-hint" />
          <p class="hint" id="slug-hint">The last part of ${location.origin}/o/… Left empty, it is made from the name.</p>
        </div>
        <div class="actions"><button class="button primary">Create organization</button></div>
      </form>`,
  );
  bindForm(find(shell.main, "form", HTMLFormElement), {
    checks: { name: required("Give the organization a name.") },
    submit: async ({ name, slug }) => {
      /** @type {Api.Organization} */
      const made = await shell.client.post("/organizations", slug ? { name, slug } : { name });
      shell.adopt(await shell.client.put("/session/organization", { organizationId: made.id }));
      notify(`${made.name} is ready.`);
      await shell.go(organizationPath(shell.organization.slug));
    },
  });
  return "Create organization";
}
