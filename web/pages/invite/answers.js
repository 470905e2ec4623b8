import { ApiError } from "../../lib/api.js";
import { find, leaveFor } from "../../lib/dom.js";
import { Html, fragment, html } from "../../lib/html.js";
import { keptInvitation } from "../../lib/kept.js";
import { followAccount } from "../../lib/language.js";
import { organizationPath } from "../../lib/routing.js";
import { fill } from "../../lib/texts.js";
import texts from "../../texts/en/invite.js";

/** What becomes of joining, whichever way it was tried. */

/**
 * What the page shows is no longer so: the session ended, the invitation is over, or its membership is there already.
 * @param {unknown} error
 */
export function isOver(error) {
  return error instanceof ApiError && (error.status === 401 || error.status === 410 || error.code === "already_member");
}

/** @param {unknown} error */
export function wantsProof(error) {
  return error instanceof ApiError && error.code === "email_unverified";
}

/**
 * Nobody can join at the moment; the invitation stands, and can be tried again.
 * @param {unknown} error
 * @returns {error is ApiError & {code: keyof typeof texts.closed}}
 */
export function isClosed(error) {
  return error instanceof ApiError && Object.hasOwn(texts.closed, error.code);
}

/**
 * @param {{code: keyof typeof texts.closed}} error
 * @param {Api.InvitationPreview} invitation
 */
export function whyClosed({ code }, { organization, invitedBy }) {
  return fill(texts.closed[code], { organization: organization.name, whom: invitedBy?.name ?? texts.whoInvited });
}

/**
 * Once, above the button that was pressed in vain: that can be tried again.
 * @param {HTMLFormElement} form
 * @param {Html} way
 */
export function offerInstead(form, way) {
  if (form.querySelector(".instead")) return;
  find(form, "button.primary", HTMLButtonElement).before(fragment(html`<div class="instead">${way}</div>`));
}

/** @param {Api.Me} me */
export function enter(me) {
  keptInvitation.write(null);
  followAccount(me.user);
  return leaveFor(organizationPath(me.organization.slug));
}
