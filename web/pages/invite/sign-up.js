import { createClient } from "../../lib/api.js";
import { showCheckMail } from "../../lib/check-mail.js";
import { find } from "../../lib/dom.js";
import { bindForm, showAlert } from "../../lib/forms.js";
import { html } from "../../lib/html.js";
import { carryAddress, keptSignUp } from "../../lib/kept.js";
import { withNext } from "../../lib/next-path.js";
import { signUpChecks, signUpForm } from "../../lib/sign-up-form.js";
import { fillHtml, strong } from "../../lib/texts.js";
import { restoreTyped } from "../../lib/typed.js";
import texts from "../../texts/en/invite.js";
import { enter, isClosed, isOver, offerInstead, wantsProof, whyClosed } from "./answers.js";
import { showInvitation } from "./offer.js";

/** @typedef {import("./offer.js").Offer} Offer */

const client = createClient();

/**
 * Both ways are always there: the page does not know, and must not tell, whether an address has an account.
 * @param {Offer} offer
 */
export function showBothWays(offer) {
  const { invitation } = offer;
  const place = showInvitation(
    invitation,
    html`<a class="button wide" id="login-link" href="${withNext("/login", "/invite")}">${texts.logIn}</a>
      <p class="divider">${texts.orSignUp}</p>
      ${signUpForm(texts.signUp, invitation.email)}`,
  );
  restoreTyped(place);
  find(place, "#login-link", HTMLAnchorElement).addEventListener("click", () => carryAddress(invitation.email ?? ""));
  bindSignUp(find(place, "form", HTMLFormElement), offer);
}

/**
 * @param {HTMLFormElement} form
 * @param {Offer} offer
 */
function bindSignUp(form, { token, invitation, lookAgain }) {
  bindForm(form, {
    checks: signUpChecks,
    submit: async ({ name, email, password }) => {
      try {
        /** @type {Api.Me | null} */
        const me = await client.post("/signup", { name, email, password, invitation: token });
        if (me?.user) return enter(me);
        waitForMail(email, token, invitation);
      } catch (error) {
        if (isOver(error)) return lookAgain();
        if (isClosed(error)) return showAlert(form, whyClosed(error, invitation));
        if (!wantsProof(error)) throw error;
        showAlert(form, texts.unverifiedNew);
        offerInstead(form, html`<a class="button wide" href="${withNext("/signup", "/invite")}">${texts.signUpFirst}</a>`);
      }
    },
  });
}

/**
 * The link in the mail takes the invitation up; until then one may come back to it.
 * @param {string} address
 * @param {string} token
 * @param {Api.InvitationPreview} invitation
 */
function waitForMail(address, token, { organization, email }) {
  keptSignUp.write(token);
  const more = fillHtml(texts.joinByMail, { organization: strong(organization.name) });
  showCheckMail(address, { next: "/invite", more, isGiven: email !== null });
}
