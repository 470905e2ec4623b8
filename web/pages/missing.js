import { html, prepared, render } from "../lib/html.js";
import { roleOf } from "../lib/roles.js";
import { organizationPath } from "../lib/routing.js";
import { fill, t } from "../lib/texts.js";

/** @typedef {import("../lib/shell.js").Shell} Shell */

/** @type {import("../lib/shell.js").View} */
export function missing(shell) {
  const isOrganization = shell.route.name === "organization";
  const title = isOrganization ? t.missing.organization : t.missing.page;
  render(
    shell.main,
    html`<h1>${title}</h1>
      <p class="lead">${isOrganization ? t.missing.organizationWhy : t.missing.pageWhy}</p>
      <p class="actions">${waysOut(shell).map(
        ({ name, slug }, index) => html`<a class="button ${index === 0 && html`primary`}" href="${organizationPath(slug)}">${fill(t.missing.goTo, { name })}</a>`,
      )}</p>`,
  );
  return title;
}

/** @type {import("../lib/shell.js").View} */
export function notAllowed(shell, signal) {
  const { route, organization } = shell;
  const reasons = /** @type {Record<string, string>} */ (t.shell.notAllowedTo);
  const reason = route.name === "organization" ? reasons[route.section] : "";
  const view = prepared(
    html`<h1>${t.shell.notAllowed}</h1>
      <p class="lead">${fill(reason, { organization: organization.name, role: roleOf(organization) })}</p>
      <p><a class="button primary" href="${organizationPath(organization.slug)}">${t.shell.toOverview}</a></p>`,
  );
  shell.place(view, signal);
  return t.shell.notAllowed;
}

/**
 * The organization one is in, unless one has just lost it, and the one where one always belongs.
 * @param {Shell} shell
 */
function waysOut({ me, organization, personal }) {
  const isMember = me.organizations.some(({ id }) => id === organization.id);
  return isMember && organization.id !== personal.id ? [organization, personal] : [personal];
}
