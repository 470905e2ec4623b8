import { formDialog } from "../../lib/dialog.js";
import { leaveFor } from "../../lib/dom.js";
import { html } from "../../lib/html.js";
import { fill, t } from "../../lib/texts.js";
import { required } from "../../lib/validation.js";

/**
 * An operator asks to see this as somebody else does; the pages are theirs from then on.
 * @param {import("../../lib/shell.js").Shell} shell
 * @param {{id: string, name: string}} account
 */
export async function actAs(shell, { id, name }) {
  const isDone = await formDialog({
    id: "act-as",
    title: fill(t.console.acting.beginTitle, { name }),
    body: html`<p>${t.console.acting.beginBody}</p>
      <div class="field">
        <label for="reason">${t.console.acting.reason}</label>
        <input id="reason" name="reason" maxlength="500" required aria-describedby="reason-hint" />
        <p class="hint" id="reason-hint">${t.console.acting.reasonHint}</p>
      </div>
      <label class="check"><input type="checkbox" name="writes" /> ${t.console.acting.writes}</label>`,
    action: t.console.acting.begin,
    checks: { reason: required(t.console.acting.reasonMissing) },
    perform: ({ reason, writes }) => shell.client.post(`/admin/accounts/${id}/impersonate`, { reason, writes: writes !== undefined }),
  });
  if (isDone) await leaveFor("/");
}
