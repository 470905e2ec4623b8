import "../elements/organization-switcher.js";
import { OrganizationSwitcher } from "../elements/organization-switcher.js";
import { createClient, Interrupted } from "../lib/api.js";
import { find, leaveFor } from "../lib/dom.js";
import { closeDrawer, drawAccountLink, failed, listenToFrame } from "../lib/frame.js";
import { html, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { followAccount } from "../lib/language.js";
import { later } from "../lib/later.js";
import { explain } from "../lib/problems.js";
import { organizationPath, sectionsFor } from "../lib/routing.js";
import { Shell } from "../lib/shell.js";
import { fill } from "../lib/texts.js";
import apiKeysTexts from "../texts/en/apiKeys.js";
import auditTexts from "../texts/en/audit.js";
import shellTexts from "../texts/en/shell.js";
import { audit } from "./audit.js";
import { members } from "./members.js";
import { missing, notAllowed } from "./missing.js";
import { overview } from "./overview.js";

const sidebar = find(document, "#sidebar", HTMLElement);
const switcher = find(document, "organization-switcher", OrganizationSwitcher);

const sectionNames = /** @type {Record<string, string>} */ ({
  overview: shellTexts.overview,
  members: shellTexts.members,
  roles: shellTexts.roles,
  secrets: shellTexts.secrets,
  apiKeys: apiKeysTexts.title,
  audit: auditTexts.title,
  settings: shellTexts.settings,
});

const pictures = /** @type {Record<string, import("../lib/html.js").Html>} */ (icons);

// What is not for the first view comes when it is wanted.
const account = later(() => import("./account.js"), "account");
const factorDue = later(() => import("./factor-due.js"), "factorDue");
const newOrganization = later(() => import("./new-organization.js"), "newOrganization");
const roles = later(() => import("./roles.js"), "roles");
const secrets = later(() => import("./secrets.js"), "secrets");
const apiKeys = later(() => import("./api-keys.js"), "apiKeys");
const settings = later(() => import("./settings.js"), "settings");

void start();

async function start() {
  const client = createClient({
    onSignedOut: () => void leaveFor(`/login?next=${encodeURIComponent(location.pathname + location.search)}`),
  });
  try {
    /** @type {Api.Me} */
    const me = await client.get("/me");
    if (followAccount(me.user)) return location.reload();
    const views = { sections: { overview, members, roles, secrets, apiKeys, audit, settings }, account, newOrganization, missing, notAllowed, factorDue, failed };
    const shell = new Shell(me, views, drawSidebar);
    listen(shell);
    await shell.show({ focus: false });
  } catch (error) {
    if (error instanceof Interrupted) return;
    document.title = `${failed({ main: find(document, "main", HTMLElement) }, explain(error))} · Tenantry`;
  }
}

/** @param {Shell} shell */
function listen(shell) {
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void shell.refresh());
  listenToFrame(shell, (name) => name !== "unknown" && name !== "console");
  switcher.addEventListener("choose", (event) => {
    closeDrawer();
    void shell.switchTo(/** @type {CustomEvent<string>} */ (event).detail);
  });
  switcher.addEventListener("create", () => {
    closeDrawer();
    void shell.go("/organizations/new");
  });
}

/**
 * Links to what one's role may not use are not there.
 * @param {Shell} shell
 */
function drawSidebar(shell) {
  const { me, organization, route } = shell;
  switcher.update(me.organizations, organization);
  find(document, "#topbar-name", HTMLElement).textContent = organization.name;
  const isInside = route.name === "organization" && route.slug === organization.slug;
  const nav = find(sidebar, "nav", HTMLElement);
  nav.setAttribute("aria-label", fill(shellTexts.sections, { organization: organization.name }));
  render(
    find(nav, "ul", HTMLElement),
    html`${sectionsFor(organization.permissions).map((section) => {
      const path = organizationPath(organization.slug, section);
      const isHere = isInside && route.section === section;
      return html`<li><a href="${path}" ${isHere && html`aria-current="page"`}>${pictures[section]}${sectionNames[section]}</a></li>`;
    })}`,
  );
  find(sidebar, "#console-link", HTMLAnchorElement).hidden = !me.user.operator;
  drawAccountLink(me.user, route.name === "account");
}
