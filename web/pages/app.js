import "../elements/organization-switcher.js";
import { OrganizationSwitcher } from "../elements/organization-switcher.js";
import { createClient, Interrupted } from "../lib/api.js";
import { find, leaveFor } from "../lib/dom.js";
import { html, render } from "../lib/html.js";
import { initial } from "../lib/format.js";
import { notify } from "../lib/notices.js";
import { explain } from "../lib/problems.js";
import { organizationPath, routeAt } from "../lib/routing.js";
import { Shell } from "../lib/shell.js";
import { account } from "./account.js";
import { members } from "./members.js";
import { missing } from "./missing.js";
import { newOrganization } from "./new-organization.js";
import { overview } from "./overview.js";

const sidebar = find(document, "#sidebar", HTMLElement);
const switcher = find(document, "organization-switcher", OrganizationSwitcher);

await start();

async function start() {
  const client = createClient({
    onSignedOut: () => void leaveFor(`/login?next=${encodeURIComponent(location.pathname)}`),
  });
  try {
    const views = { sections: { overview, members }, account, newOrganization, missing, failed };
    const shell = new Shell(await client.get("/me"), views, drawSidebar);
    listen(shell);
    await shell.show({ focus: false });
  } catch (error) {
    if (!(error instanceof Interrupted)) failed({ main: find(document, "main", HTMLElement) }, explain(error));
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
    html`<h1>This did not load</h1>
      <div role="alert" class="alert">${message}</div>
      <p><button type="button" class="button primary">Try again</button></p>`,
  );
  find(main, "button", HTMLButtonElement).addEventListener("click", () => location.reload());
  return "This did not load";
}

/** @param {Shell} shell */
function listen(shell) {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("popstate", () => void shell.moved());
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
  void shell.go(link.pathname);
}

function closeDrawer() {
  if (sidebar.matches(":popover-open")) sidebar.hidePopover();
}

/** @param {Shell} shell */
async function logOut(shell) {
  try {
    await shell.client.post("/logout");
    await leaveFor("/login");
  } catch (error) {
    if (!(error instanceof Interrupted)) notify(explain(error), { stays: true });
  }
}

/** @param {Shell} shell */
function drawSidebar(shell) {
  const { me, organization, route } = shell;
  switcher.update(me.organizations, organization);
  find(document, "#topbar-name", HTMLElement).textContent = organization.name;
  const isInside = route.name === "organization" && route.slug === organization.slug;
  const links = [
    { section: "overview", name: "Overview", isShown: true },
    { section: "members", name: "Members", isShown: shell.may("members.read") },
  ];
  render(
    find(sidebar, "nav ul", HTMLElement),
    html`${links
      .filter(({ isShown }) => isShown)
      .map(({ section, name }) => {
        const isHere = isInside && route.section === section;
        const path = organizationPath(organization.slug, section);
        return html`<li><a href="${path}" ${isHere && html`aria-current="page"`}>${name}</a></li>`;
      })}`,
  );
  const accountLink = find(sidebar, "#account-link", HTMLAnchorElement);
  if (route.name === "account") accountLink.setAttribute("aria-current", "page");
  else accountLink.removeAttribute("aria-current");
  render(
    accountLink,
    html`<span class="avatar round" aria-hidden="true">${initial(me.user.name)}</span>
      <span class="person"><strong>${me.user.name}</strong> <span class="muted">${me.user.email}</span></span>`,
  );
}
