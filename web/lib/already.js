import { find } from "./dom.js";
import { fragment, html } from "./html.js";

/**
 * Tells someone who is signed in already that they are, with the way on. The page keeps room for the line.
 * @param {import("./api.js").Client} client
 * @param {string} next
 */
export async function tellSignedIn(client, next) {
  /** @type {Api.Me | null} */
  const me = await client.get("/me").catch(() => null); // the form is there either way
  if (!me) return;
  find(document, "#signed-in", HTMLElement).append(
    fragment(html`<span title="${me.user.name}">You are signed in as <strong>${me.user.name}</strong></span> <a href="${next}">Continue</a>`),
  );
}
