import { find } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { html } from "../../lib/html.js";
import { icons } from "../../lib/icons.js";
import { withNext } from "../../lib/next-path.js";
import { explain, fieldMessages } from "../../lib/problems.js";
import { signInWith } from "../../lib/provider-trip.js";
import { show } from "../../lib/public-page.js";
import commonTexts from "../../texts/en/common.js";
import entryTexts from "../../texts/en/entry.js";
import texts from "../../texts/en/providerReturn.js";

/** What the page says to whom the way back from a provider has not let in. */

/** @typedef {import("../../lib/provider-trip.js").Trip} Trip */

/**
 * What a way is about, and what begins it anew.
 * @typedef {{client: import("../../lib/api.js").Client, provider: string, trip: Trip}} Way
 */

/**
 * Says why, where it is known; else false.
 * @param {import("../../lib/api.js").ApiError} error
 * @param {Way} way
 */
export function showRefusal(error, way) {
  const { trip } = way;
  if (error.code === "token_invalid") showOver(trip);
  else if (error.code === "provider_refused") showEnd(trip.isLink ? texts.notLinked : texts.refused, texts.refusedLead, back(trip, "primary"));
  else if (error.code === "identity_not_linked") showUnknown(trip);
  else if (error.code === "identity_taken") showEnd(texts.notLinked, explain(error), back(trip, "primary"));
  else if (error.code === "provider_unavailable") showUnavailable(error, way);
  else if (error.code === "invalid_input" && trip.isLink) showEnd(texts.notLinked, sentences(error), back(trip, "primary"));
  else return false;
  return true;
}

/** @param {Trip} trip */
export function showOver(trip) {
  showEnd(trip.isLink ? texts.notLinked : texts.over, texts.overLead, back(trip, "primary"));
}

/**
 * Whether the address has an account the page does not know, and must not tell: both ways are there.
 * @param {Trip} trip
 */
function showUnknown(trip) {
  showEnd(
    texts.unknown,
    texts.unknownLead,
    html`${back(trip, "primary")}
      <a class="button wide" href="${withNext("/signup", trip.next)}">${entryTexts.signUp}</a>`,
  );
}

/**
 * What the provider has said is used up: to try again is to go there again. What is linked begins on the account page.
 * @param {import("../../lib/api.js").ApiError} error
 * @param {Way} way
 */
function showUnavailable(error, { client, provider, trip }) {
  const again = html`<form id="again" method="post" class="stack">
    <div role="alert" class="alert"></div>
    <button class="button primary wide">${commonTexts.tryAgain}</button>
  </form>`;
  const place = showEnd(entryTexts.didNotWork, explain(error), trip.isLink ? back(trip, "primary") : html`${again} ${back(trip, "bare")}`);
  if (trip.isLink) return;
  bindForm(find(place, "form", HTMLFormElement), { submit: () => signInWith(client, { provider, remember: trip.remember }, trip.next) });
}

/** @param {import("../../lib/api.js").ApiError} error */
const sentences = (error) => Object.values(fieldMessages(error)).join(" ") || explain(error);

/**
 * @param {string} title
 * @param {string} lead
 * @param {import("../../lib/html.js").Html} body
 */
const showEnd = (title, lead, body) => show({ emblem: icons.warning, tone: "plain", title, lead, body });

/**
 * To where it began.
 * @param {Trip} trip
 * @param {"primary" | "bare"} kind
 */
function back({ next, isLink }, kind) {
  if (isLink) return html`<a class="button ${kind} wide" href="/account">${entryTexts.verifyEmail.toAccount}</a>`;
  return html`<a class="button ${kind} wide" href="${withNext("/login", next)}">${entryTexts.backToLogIn}</a>`;
}
