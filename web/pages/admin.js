import "../elements/console-accounts.js";
import "../elements/console-log.js";
import "../elements/console-organizations.js";
import "../elements/console-outbox.js";
import { ConsoleList } from "../elements/console-list.js";
import { ConsoleLog } from "../elements/console-log.js";
import { createClient, Interrupted } from "../lib/api.js";
import { find, leaveFor } from "../lib/dom.js";
import { drawAccountLink, failed, listenToFrame } from "../lib/frame.js";
import { html, prepared, render } from "../lib/html.js";
import { icons } from "../lib/icons.js";
import { followAccount } from "../lib/language.js";
import { explain } from "../lib/problems.js";
import { builtInRoles } from "../lib/roles.js";
import { consoleSections } from "../lib/routing.js";
import { Shell } from "../lib/shell.js";
import texts from "../texts/en/console.js";
import { accountView } from "./console/account.js";
import { organizationView } from "./console/organization.js";
import { providersView } from "./console/providers.js";
import { systemView } from "./console/system.js";
import { missing } from "./missing.js";

/** @typedef {import("../lib/shell.js").View} View */

const pictures = { organizations: icons.overview, accounts: icons.members, providers: icons.secrets, outbox: icons.mail, audit: icons.audit, system: icons.settings };

await start();

async function start() {
  const client = createClient({
    onSignedOut: () => void leaveFor(`/login?next=${encodeURIComponent(location.pathname + location.search)}`),
  });
  try {
    /** @type {Api.Me} */
    const me = await client.get("/me");
    if (followAccount(me.user)) return location.reload();
    const elsewhere = { sections: {}, account: missing, newOrganization: missing, missing, notAllowed: missing };
    const shell = new Shell(me, { ...elsewhere, operators: me.user.operator ? view : notAllowed, failed }, drawSidebar);
    listenToFrame(shell, (name) => name === "console");
    await shell.show({ focus: false });
  } catch (error) {
    if (error instanceof Interrupted) return;
    document.title = `${failed({ main: find(document, "main", HTMLElement) }, explain(error))} · Tenantry`;
  }
}

/** @type {View} */
function view(shell, signal) {
  const { route } = shell;
  if (route.name !== "console") return missing(shell);
  if (route.id) return (route.section === "accounts" ? accountView : organizationView)(shell, route.id, signal);
  if (route.section === "system") return systemView(shell, signal);
  if (route.section === "providers") return providersView(shell, signal);
  return list(route.section)(shell, signal);
}

/**
 * @param {string} section
 * @returns {View}
 */
function list(section) {
  const title = texts.sections[/** @type {keyof typeof texts.sections} */ (section)];
  return async (shell, signal) => {
    const { search } = location;
    const element = document.createElement(section === "audit" ? "console-log" : `console-${section}`);
    const content = prepared(html`<h1>${title}</h1><section class="card"></section>`);
    find(content, "section", HTMLElement).append(element);
    if (element instanceof ConsoleLog) await element.start(shell, builtInRoles, search);
    else if (element instanceof ConsoleList) await element.start(shell);
    shell.place(content, signal);
    return title;
  };
}

/** @type {View} */
function notAllowed(shell, signal) {
  const content = prepared(
    html`<h1>${texts.notAllowed}</h1>
      <p class="lead">${texts.notAllowedWhy}</p>
      <p><a class="button primary" href="/">${texts.toStart}</a></p>`,
  );
  shell.place(content, signal);
  return texts.notAllowed;
}

/** @param {Shell} shell */
function drawSidebar({ me, route }) {
  render(
    find(document, "#sidebar nav ul", HTMLElement),
    html`${me.user.operator &&
    consoleSections.map((section) => {
      const isHere = route.name === "console" && route.section === section;
      return html`<li><a href="/admin/${section}" ${isHere && html`aria-current="page"`}>${pictures[section]}${texts.sections[section]}</a></li>`;
    })}`,
  );
  drawAccountLink(me.user, false);
}
