import { find } from "./dom.js";
import { html } from "./html.js";
import { icons } from "./icons.js";
import { carryAddress } from "./kept.js";
import { withNext } from "./next-path.js";
import { show } from "./public-page.js";
import { fillHtml, strong, t } from "./texts.js";
import { keepTyped, typed } from "./typed.js";

/**
 * Where addresses are confirmed first, the account starts with the link in the mail. Whether the address has an account already, the
 * page does not know and must not tell.
 * @param {string} address
 * @param {{next: string, more?: unknown, isGiven?: boolean}} options where logging in leads to, what else the link does, and whether
 *   the address is not one's own to choose
 */
export function showCheckMail(address, { next, more = "", isGiven = false }) {
  const values = typed(); // now, since the form goes
  const place = show({
    emblem: icons.mail,
    title: t.entry.checkMail,
    lead: html`${fillHtml(t.entry.checkMailLead, { email: strong(address) })} ${more}`,
    body: html`<div class="stack">
      <p class="hint">${t.entry.checkMailHint}</p>
      ${!isGiven && html`<button type="button" class="button wide" id="correct">${t.entry.correctAddress}</button>`}
      <a class="button bare wide" id="login-instead" href="${withNext("/login", next)}">${t.entry.logIn}</a>
    </div>`,
  });
  find(place, "#login-instead", HTMLAnchorElement).addEventListener("click", () => carryAddress(address));
  place.querySelector("#correct")?.addEventListener("click", () => {
    keepTyped("", values);
    location.reload();
  });
}
