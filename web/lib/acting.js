import { createClient } from "./api.js";
import { formDialog } from "./dialog.js";
import { leaveFor } from "./dom.js";
import { fragment, html } from "./html.js";
import { icons } from "./icons.js";
import { minute } from "./moments.js";
import { notify } from "./notices.js";
import { explain } from "./problems.js";
import { fill, fillHtml, strong, t } from "./texts.js";
import { required } from "./validation.js";

/** Where an operator comes back to. */
const home = "/admin";

/**
 * An operator asks to see this as somebody else does; the pages are theirs from then on.
 * @param {import("./shell.js").Shell} shell
 * @param {{id: string, name: string}} account
 */
export async function actAs(shell, { id, name }) {
  const isDone = await formDialog({
    id: "act-as",
    title: fill(t.shell.acting.beginTitle, { name }),
    body: html`<p>${t.shell.acting.beginBody}</p>
      <div class="field">
        <label for="reason">${t.shell.acting.reason}</label>
        <input id="reason" name="reason" maxlength="500" required aria-describedby="reason-hint" />
        <p class="hint" id="reason-hint">${t.shell.acting.reasonHint}</p>
      </div>
      <label class="check"><input type="checkbox" name="writes" /> ${t.shell.acting.writes}</label>`,
    action: t.shell.acting.begin,
    checks: { reason: required(t.shell.acting.reasonMissing) },
    perform: ({ reason, writes }) => shell.client.post(`/admin/accounts/${id}/impersonate`, { reason, writes: writes !== undefined }),
  });
  if (isDone) await leaveFor("/");
}

/**
 * Stands above every view while an operator acts as somebody else.
 * @param {Api.Me} me
 * @returns {DocumentFragment[]}
 */
export function actingBanner({ user, session }) {
  if (!session.impersonation) return [];
  const words = session.impersonation.writes ? t.shell.acting.writing : t.shell.acting.looking;
  const banner = fragment(html`<section class="note bad" id="acting" aria-label="${t.shell.acting.title}">
    ${icons.warning}
    <p>${fillHtml(words, { name: strong(user.name), email: user.email })} ${fillHtml(t.shell.acting.until, { time: minute(session.expiresAt) })}</p>
    <button type="button" class="button">${t.shell.acting.stop}</button>
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
