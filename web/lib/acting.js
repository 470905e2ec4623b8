import texts from "../texts/en/shell.js";
import { createClient } from "./api.js";
import { leaveFor } from "./dom.js";
import { fragment, html } from "./html.js";
import { icons } from "./icons.js";
import { minute } from "./moments.js";
import { notify } from "./notices.js";
import { explain } from "./problems.js";
import { fillHtml, strong } from "./texts.js";

/** Where an operator comes back to. */
const home = "/admin";

/**
 * Stands above every view while an operator acts as somebody else.
 * @param {Api.Me} me
 * @returns {DocumentFragment[]}
 */
export function actingBanner({ user, session }) {
  if (!session.impersonation) return [];
  const words = session.impersonation.writes ? texts.acting.writing : texts.acting.looking;
  const banner = fragment(html`<section class="note bad" id="acting" aria-label="${texts.acting.title}">
    ${icons.warning}
    <p>${fillHtml(words, { name: strong(user.name), email: user.email })} ${fillHtml(texts.acting.until, { time: minute(session.expiresAt) })}</p>
    <button type="button" class="button">${texts.acting.stop}</button>
  </section>`);
  banner.querySelector("button")?.addEventListener("click", () => void stopActing());
  return [banner];
}

/** Ends it; the operator goes on as themselves. */
async function stopActing() {
  try {
    await createClient().post("/session/impersonation/end");
    await leaveFor(home);
  } catch (error) {
    notify(explain(error), { stays: true });
  }
}

/**
 * It is over. Answers false where the operator's own session has ended, too.
 * @returns {Promise<boolean>}
 */
export async function comeBack() {
  try {
    await createClient().post("/session/impersonation/end");
  } catch {
    return false;
  }
  await leaveFor(home);
  return true;
}
