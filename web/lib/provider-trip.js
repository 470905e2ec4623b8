import { leaveFor } from "./dom.js";
import { kept } from "./kept.js";
import { nextPath } from "./next-path.js";

/**
 * What is known here of somebody's way to a provider and back: where it leads in the end, whether to be remembered, and whether it
 * links the provider to the account rather than signing in to it.
 * @typedef {{next: string, remember: boolean, isLink: boolean}} Trip
 */

const store = kept("provider-trip");

/**
 * The one that this tab is on. Whatever stands in the storage, `next` is a path of this site.
 * @returns {Trip}
 */
export function currentTrip() {
  const { next, remember, isLink } = JSON.parse(store.read() ?? "{}");
  return { next: nextPath(typeof next === "string" ? next : null), remember: remember === true, isLink: isLink === true };
}

/** One is back, and in. */
export function endTrip() {
  store.write(null);
}

/**
 * To the provider, to sign in with it.
 * @param {import("./api.js").Client} client
 * @param {{provider: string, remember: boolean, email?: string}} fields the id, and the address that the provider may propose
 * @param {string} next
 */
export async function signInWith(client, fields, next) {
  await leave(await client.post("/login/provider", fields), { next, remember: fields.remember, isLink: false });
}

/**
 * To the provider, to link it to the account of whoever is signed in.
 * @param {import("./api.js").Client} client
 * @param {string} provider its id
 */
export async function linkWith(client, provider) {
  await leave(await client.post("/me/identities", { provider }), { next: "/account", remember: false, isLink: true });
}

/**
 * @param {{url: string}} answer
 * @param {Trip} trip
 */
function leave({ url }, trip) {
  store.write(JSON.stringify(trip));
  return leaveFor(url);
}
