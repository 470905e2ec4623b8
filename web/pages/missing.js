import { html, render } from "../lib/html.js";
import { organizationPath } from "../lib/routing.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

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
      <p class="actions">${waysOut(shell).map(
        ({ name, slug }, index) => html`<a class="button ${index === 0 && html`primary`}" href="${organizationPath(slug)}">Go to ${name}</a>`,
      )}</p>`,
  );
  return isOrganization ? "No such organization" : "Page not found";
}

/**
 * The organization one is in, unless one has just lost it, and the one where one always belongs.
 * @param {Shell} shell
 */
function waysOut({ me, organization, personal }) {
  const isMember = me.organizations.some(({ id }) => id === organization.id);
  return isMember && organization.id !== personal.id ? [organization, personal] : [personal];
}
