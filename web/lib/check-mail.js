import texts from "../texts/en/entry.js";
import { find } from "./dom.js";
import { html } from "./html.js";
import { icons } from "./icons.js";
import { carryAddress } from "./kept.js";
import { withNext } from "./next-path.js";
import { show } from "./public-page.js";
import { fillHtml, strong } from "./texts.js";
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
    title: texts.checkMail,
    lead: html`${fillHtml(texts.checkMailLead, { email: strong(address) })} ${more}`,
    body: html`<div class="stack">
      <p class="hint">${texts.checkMailHint}</p>
      ${!isGiven && html`<button type="button" class="button wide" id="correct">${texts.correctAddress}</button>`}
      <a class="button bare wide" id="login-instead" href="${withNext("/login", next)}">${texts.logIn}</a>
    </div>`,
  });
  find(place, "#login-instead", HTMLAnchorElement).addEventListener("click", () => carryAddress(address));
  place.querySelector("#correct")?.addEventListener("click", () => {
    keepTyped("", values);
    location.reload();
  });
}
