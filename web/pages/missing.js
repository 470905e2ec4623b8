import { html, render } from "../lib/html.js";
import { organizationPath } from "../lib/routing.js";

/** @type {import("../lib/shell.js").View} */
export function missing(shell) {
  const isOrganization = shell.route.name === "organization";
  render(
    shell.main,
    html`<h1>${isOrganization ? "No such organization" : "Page not found"}</h1>
      <p class="lead">
        ${isOrganization
          ? "It does not exist, or you are not a member of it (any more)."
          : "There is no page at this address."}
      </p>
      <p><a class="button primary" href="${organizationPath(shell.personal.slug)}">Go to ${shell.personal.name}</a></p>`,
  );
  return isOrganization ? "No such organization" : "Page not found";
}
