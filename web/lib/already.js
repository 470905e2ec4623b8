import texts from "../texts/en/entry.js";
import { find } from "./dom.js";
import { initials } from "./format.js";
import { fragment, html } from "./html.js";
import { fillHtml, strong } from "./texts.js";

/**
 * Who is signed in, or null. Tells it without an error when nobody is.
 * @param {import("./api.js").Client} client
 * @returns {Promise<Api.User | null>}
 */
export async function signedIn(client) {
  const { user } = await client.get("/session");
  return user;
}

/**
 * Tells someone who is signed in already that they are, with the way on. The page keeps room for the line.
 * @param {import("./api.js").Client} client
 * @param {string} next
 */
export async function tellSignedIn(client, next) {
  const user = await signedIn(client).catch(() => null); // the form is there either way
  if (!user) return;
  find(document, "#signed-in", HTMLElement).append(
    fragment(html`<span class="avatar plain round" aria-hidden="true">${initials(user.name)}</span>
      <span class="who" title="${user.name}">${fillHtml(texts.signedInAs, { name: strong(user.name) })}</span>
      <a href="${next}">${texts.continue}</a>`),
  );
}

/**
 * An account, as cards show whose turn it is.
 * @param {Pick<Api.User, "name" | "email">} user
 */
export function accountLine({ name, email }) {
  return html`<div class="person">
    <span class="avatar plain round" aria-hidden="true">${initials(name)}</span>
    <span class="who"><strong>${name}</strong><span class="muted">${email}</span></span>
  </div>`;
}
