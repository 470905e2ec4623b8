import "../elements/language-switch.js";
import { ApiError, createClient } from "../lib/api.js";
import { find, leaveFor } from "../lib/dom.js";
import { html } from "../lib/html.js";
import { keptLinked } from "../lib/kept.js";
import { currentTrip, endTrip } from "../lib/provider-trip.js";
import { show, showFailure } from "../lib/public-page.js";
import texts from "../texts/en/entry.js";
import { enter } from "./login/enter.js";
import { askForFactor } from "./login/factor.js";
import { showOver, showRefusal } from "./login/return-ends.js";

/** Where a provider sends the browser back to: `/login/return/{provider}?state=…` and `code=…` or `error=…`. */

const client = createClient();
const trip = currentTrip();
const provider = location.pathname.split("/")[3] ?? "";
const answer = new URLSearchParams(location.search);

// What the provider says stays in no history and no screenshot.
history.replaceState(null, "", location.pathname);
// Out of the browser's memory it would show whoever was signed in then.
addEventListener("pageshow", (event) => event.persisted && location.reload());

await complete();

/** To ask again does no harm: what was used already is told apart from what never arrived. */
async function complete() {
  const state = answer.get("state");
  if (!state) return showOver(trip);
  const [code, error, issuer] = ["code", "error", "iss"].map((name) => answer.get(name));
  const fields = { provider, state, ...(code && { code }), ...(error && { error }), ...(issuer && { issuer }) };
  try {
    await goOn(await client.post("/login/provider/complete", fields));
  } catch (error) {
    if (error instanceof ApiError && showRefusal(error, { client, provider, trip })) return;
    showFailure(error, complete);
  }
}

/** @param {Api.Me | {factors: Api.ProofMeans[]} | Api.Identity} answer */
function goOn(answer) {
  if ("factors" in answer) return showFactor(answer.factors);
  if ("user" in answer) return goIn(answer);
  endTrip();
  keptLinked.write(answer.provider.name);
  return leaveFor("/account", { replace: true });
}

/** @param {Api.ProofMeans[]} factors */
function showFactor(factors) {
  const place = show({ title: texts.logIn, body: html`<div id="first"></div>` });
  askForFactor(find(place, "#first", HTMLElement), factors, { client, enter: (me) => void goIn(me), over: () => showOver(trip) });
}

/** @param {Api.Me} me */
function goIn(me) {
  endTrip();
  return enter(me, trip.next, { replace: true });
}
