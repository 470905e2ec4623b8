import "../elements/organization-switcher.js";
import { OrganizationSwitcher } from "../elements/organization-switcher.js";
import { createClient, Interrupted } from "../lib/api.js";
import { find, leaveFor } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { initials } from "../lib/format.js";
import { icons } from "../lib/icons.js";
import { forgetKept } from "../lib/kept.js";
import { followAccount } from "../lib/language.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { organizationPath, routeAt, sectionsFor } from "../lib/routing.js";
import { Shell } from "../lib/shell.js";
import { fill, t } from "../lib/texts.js";
import { account } from "./account.js";
import { apiKeys } from "./api-keys.js";
import { audit } from "./audit.js";
import { members } from "./members.js";
import { missing, notAllowed } from "./missing.js";
import { newOrganization } from "./new-organization.js";
import { overview } from "./overview.js";
import { roles } from "./roles.js";
import { secrets } from "./secrets.js";
import { settings } from "./settings.js";

const sidebar = find(document, "#sidebar", HTMLElement);
const switcher = find(document, "organization-switcher", OrganizationSwitcher);

const sectionNames = /** @type {Record<string, string>} */ ({
  overview: t.shell.overview,
  members: t.shell.members,
  roles: t.shell.roles,
  secrets: t.shell.secrets,
  apiKeys: t.apiKeys.title,
  audit: t.audit.title,
  settings: t.shell.settings,
});

const pictures = /** @type {Record<string, import("../lib/html.js").Html>} */ (icons);

await start();

async function start() {
  const client = createClient({
    onSignedOut: () => void leaveFor(`/login?next=${encodeURIComponent(location.pathname + location.search)}`),
  });
  try {
    /** @type {Api.Me} */
    const me = await client.get("/me");
    if (followAccount(me.user)) return location.reload();
    const views = { sections: { overview, members, roles, secrets, apiKeys, audit, settings }, account, newOrganization, missing, notAllowed, failed };
    const shell = new Shell(me, views, drawSidebar);
    listen(shell);
    await shell.show({ focus: false });
  } catch (error) {
    if (error instanceof Interrupted) return;
    document.title = `${failed({ main: find(document, "main", HTMLElement) }, explain(error))} · Tenantry`;
  }
}

/**
 * In place of a view that could not be loaded.
 * @param {{main: HTMLElement}} shell
 * @param {string} message
 */
function failed({ main }, message) {
  render(
    main,
    html`<h1>${t.common.didNotLoad}</h1>
      <div role="alert" class="alert">${message}</div>
      <p><button type="button" class="button primary">${t.common.tryAgain}</button></p>`,
  );
  find(main, "button", HTMLButtonElement).addEventListener("click", () => location.reload());
  return t.common.didNotLoad;
}

/** @param {Shell} shell */
function listen(shell) {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("popstate", () => void shell.moved());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void shell.refresh());
  document.addEventListener("click", (event) => followLink(shell, event));
  switcher.addEventListener("choose", (event) => {
    closeDrawer();
    void shell.switchTo(/** @type {CustomEvent<string>} */ (event).detail);
  });
  switcher.addEventListener("create", () => {
    closeDrawer();
    void shell.go("/organizations/new");
  });
  find(document, "#logout", HTMLButtonElement).addEventListener("click", () => void logOut(shell));
  sidebar.addEventListener("toggle", () => {
    const menu = find(document, "[popovertarget=sidebar]", HTMLButtonElement);
    if (!sidebar.matches(":popover-open") && document.activeElement === document.body) menu.focus();
  });
  matchMedia("(min-width: 800px)").addEventListener("change", closeDrawer);
}

/**
 * Links within the shell change the view, not the page.
 * @param {Shell} shell
 * @param {MouseEvent} event
 */
function followLink(shell, event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element && event.target.closest("a");
  if (!link || link.origin !== location.origin || link.hash || link.target) return;
  if (routeAt(link.pathname).name === "unknown") return;
  event.preventDefault();
  closeDrawer();
  void shell.go(link.pathname + link.search);
}

function closeDrawer() {
  if (sidebar.matches(":popover-open")) sidebar.hidePopover();
}

/** @param {Shell} shell */
async function logOut(shell) {
  try {
    await shell.client.post("/logout");
    forgetKept();
    await leaveFor("/login");
  } catch (error) {
    if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
  }
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
  nav.setAttribute("aria-label", fill(t.shell.sections, { organization: organization.name }));
  render(
    find(nav, "ul", HTMLElement),
    html`${sectionsFor(organization.permissions).map((section) => {
      const path = organizationPath(organization.slug, section);
      const isHere = isInside && route.section === section;
      return html`<li><a href="${path}" ${isHere && html`aria-current="page"`}>${pictures[section]}${sectionNames[section]}</a></li>`;
    })}`,
  );
  drawAccountLink(me.user, route.name === "account");
}

/**
 * @param {Api.User} user
 * @param {boolean} isHere
 */
function drawAccountLink({ name, email }, isHere) {
  const link = find(sidebar, "#account-link", HTMLAnchorElement);
  if (isHere) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  link.title = t.shell.account;
  render(
    link,
    html`<span class="avatar round" aria-hidden="true">${initials(name)}</span>
      <span class="person"><strong>${name}</strong> <span class="muted">${email}</span></span>`,
  );
}
