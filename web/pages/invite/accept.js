import { accountLine } from "../../lib/already.js";
import { createClient, Interrupted } from "../../lib/api.js";
import { find } from "../../lib/dom.js";
import { bindForm, showAlert } from "../../lib/forms.js";
import { fragment, html } from "../../lib/html.js";
import { icons } from "../../lib/icons.js";
import { explain } from "../../lib/problems.js";
import { fill, fillHtml, strong } from "../../lib/texts.js";
import texts from "../../texts/en/invite.js";
import { enter, isClosed, isOver, offerInstead, wantsProof, whyClosed } from "./answers.js";
import { showInvitation } from "./offer.js";

/** @typedef {import("./offer.js").Offer} Offer */

/**
 * To the one whom it fits.
 * @param {Offer} offer
 * @param {Api.User} user
 * @param {() => Promise<void>} useAnother
 */
export function showAccept({ token, invitation, lookAgain }, user, useAnother) {
  const place = showInvitation(
    invitation,
    html`<form id="accept" method="post" class="stack">
        <div role="alert" class="alert"></div>
        ${accountLine(user)}
        <button class="button primary wide">${texts.accept}</button>
      </form>
      ${otherAccountButton("bare")}`,
  );
  const form = find(place, "form", HTMLFormElement);
  bindForm(form, {
    submit: async () => {
      try {
        await enter(await createClient({ account: user.id }).post("/invitations/accept", { token }));
      } catch (error) {
        if (isOver(error)) return lookAgain();
        if (isClosed(error)) return showAlert(form, whyClosed(error, invitation));
        if (!wantsProof(error)) throw error;
        showAlert(form, fill(texts.unverified, { email: user.email }));
        offerInstead(form, html`<button type="button" class="button wide" id="send-link">${texts.sendLink}</button>`);
        bindSendLink(form, user, lookAgain);
      }
    },
  });
  bindOtherAccount(place, useAnother);
}

/**
 * @param {HTMLFormElement} form
 * @param {Api.User} user
 * @param {() => Promise<void>} lookAgain
 */
function bindSendLink(form, user, lookAgain) {
  const button = find(form, "#send-link", HTMLButtonElement);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await createClient({ account: user.id }).post("/email/resend");
      showAlert(form, "");
      find(form, ".instead", HTMLElement).replaceChildren(
        fragment(html`<p class="note" role="status">${icons.mail}<span>${fill(texts.linkSent, { email: user.email })}</span></p>`),
      );
    } catch (error) {
      button.setAttribute("aria-busy", "false");
      if (isOver(error)) return lookAgain();
      if (!(error instanceof Interrupted)) showAlert(form, explain(error));
    }
  });
}

/**
 * Accepting would be refused, so it is not offered.
 * @param {Offer} offer
 * @param {Api.User} user
 * @param {() => Promise<void>} useAnother
 */
export function showOtherAddress({ invitation }, user, useAnother) {
  const place = showInvitation(
    invitation,
    html`<div class="note">
        ${icons.warning}<p>${fillHtml(texts.forAnother, { email: strong(invitation.email ?? "") })}</p>
      </div>
      ${accountLine(user)} ${otherAccountButton("primary")}`,
  );
  bindOtherAccount(place, useAnother);
}

/** @param {string} kind */
function otherAccountButton(kind) {
  return html`<button type="button" class="button ${kind} wide" id="other-account">${texts.anotherAccount}</button>`;
}

/**
 * @param {HTMLElement} place
 * @param {() => Promise<void>} useAnother
 */
function bindOtherAccount(place, useAnother) {
  find(place, "#other-account", HTMLButtonElement).addEventListener("click", () => void useAnother());
}
