import { html, prepared, render } from "../lib/html.js";
import { roleOf } from "../lib/roles.js";
import { organizationPath } from "../lib/routing.js";
import { fill } from "../lib/texts.js";
import missingTexts from "../texts/en/missing.js";
import shellTexts from "../texts/en/shell.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/** @type {import("../lib/shell.js").View} */
export function missing(shell) {
  const isOrganization = shell.route.name === "organization";
  const title = isOrganization ? missingTexts.organization : missingTexts.page;
  render(
    shell.main,
    html`<h1>${title}</h1>
      <p class="lead">${isOrganization ? missingTexts.organizationWhy : missingTexts.pageWhy}</p>
      <p class="actions">${waysOut(shell).map(
        ({ name, slug }, index) => html`<a class="button ${index === 0 && html`primary`}" href="${organizationPath(slug)}">${fill(missingTexts.goTo, { name })}</a>`,
      )}</p>`,
  );
  return title;
}

/** @type {import("../lib/shell.js").View} */
export function notAllowed(shell, signal) {
  const { route, organization } = shell;
  const reasons = /** @type {Record<string, string>} */ (shellTexts.notAllowedTo);
  const reason = route.name === "organization" ? reasons[route.section] : "";
  const view = prepared(
    html`<h1>${shellTexts.notAllowed}</h1>
      <p class="lead">${fill(reason, { organization: organization.name, role: roleOf(organization) })}</p>
      <p><a class="button primary" href="${organizationPath(organization.slug)}">${shellTexts.toOverview}</a></p>`,
  );
  shell.place(view, signal);
  return shellTexts.notAllowed;
}

/**
 * The organization one is in, unless one has just lost it, and the one where one always belongs.
 * @param {Shell} shell
 */
function waysOut({ me, organization, personal }) {
  const isMember = me.organizations.some(({ id }) => id === organization.id);
  return isMember && organization.id !== personal.id ? [organization, personal] : [personal];
}
