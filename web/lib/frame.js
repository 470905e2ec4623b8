import commonTexts from "../texts/en/common.js";
import shellTexts from "../texts/en/shell.js";
import { Interrupted } from "./api.js";
import { find, leaveFor } from "./dom.js";
import { initials } from "./format.js";
import { html, render } from "./html.js";
import { forgetKept } from "./kept.js";
import { notify } from "./notices.js";
import { explain } from "./problems.js";
import { routeAt } from "./routing.js";

/** @typedef {import("./shell.js").Shell} Shell */

/** What surrounds the views of a page with a sidebar. */

const sidebar = () => find(document, "#sidebar", HTMLElement);

/**
 * In place of a view that could not be loaded.
 * @param {{main: HTMLElement}} shell
 * @param {string} message
 */
export function failed({ main }, message) {
  render(
    main,
    html`<h1>${commonTexts.didNotLoad}</h1>
      <div role="alert" class="alert">${message}</div>
      <p><button type="button" class="button primary">${commonTexts.tryAgain}</button></p>`,
  );
  find(main, "button", HTMLButtonElement).addEventListener("click", () => location.reload());
  return commonTexts.didNotLoad;
}

/**
 * @param {Shell} shell
 * @param {(name: string) => boolean} isHere whether a route is of this page
 */
export function listenToFrame(shell, isHere) {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("popstate", () => void shell.moved());
  document.addEventListener("click", (event) => followLink(shell, event, isHere));
  find(document, "#logout", HTMLButtonElement).addEventListener("click", () => void logOut(shell));
  sidebar().addEventListener("toggle", () => {
    const menu = find(document, "[popovertarget=sidebar]", HTMLButtonElement);
    if (!sidebar().matches(":popover-open") && document.activeElement === document.body) menu.focus();
  });
  matchMedia("(min-width: 800px)").addEventListener("change", closeDrawer);
}

/**
 * Links within the page change the view, not the page.
 * @param {Shell} shell
 * @param {MouseEvent} event
 * @param {(name: string) => boolean} isHere
 */
function followLink(shell, event, isHere) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element && event.target.closest("a");
  if (!link || link.origin !== location.origin || link.hash || link.target) return;
  if (!isHere(routeAt(link.pathname).name)) return;
  event.preventDefault();
  closeDrawer();
  void shell.go(link.pathname + link.search);
}

export function closeDrawer() {
  if (sidebar().matches(":popover-open")) sidebar().hidePopover();
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
 * @param {Api.User} user
 * @param {boolean} isHere
 */
export function drawAccountLink({ name, email }, isHere) {
  const link = find(sidebar(), "#account-link", HTMLAnchorElement);
  if (isHere) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  link.title = shellTexts.account;
  render(
    link,
    html`<span class="avatar round" aria-hidden="true">${initials(name)}</span>
      <span class="person"><strong>${name}</strong> <span class="muted">${email}</span></span>`,
  );
}
