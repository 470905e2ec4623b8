import { formDialog } from "../../lib/dialog.js";
import { leaveFor } from "../../lib/dom.js";
import { html } from "../../lib/html.js";
import { fill } from "../../lib/texts.js";
import { required } from "../../lib/validation.js";
import texts from "../../texts/en/console.js";

/**
 * An operator asks to see this as somebody else does; the pages are theirs from then on.
 * @param {import("../../lib/shell.js").Shell} shell
 * @param {{id: string, name: string}} account
 */
export async function actAs(shell, { id, name }) {
  const isDone = await formDialog({
    id: "act-as",
    title: fill(texts.acting.beginTitle, { name }),
    body: html`<p>${texts.acting.beginBody}</p>
      <div class="field">
        <label for="reason">${texts.acting.reason}</label>
        <input id="reason" name="reason" maxlength="500" required aria-describedby="reason-hint" />
        <p class="hint" id="reason-hint">${texts.acting.reasonHint}</p>
      </div>
      <label class="check"><input type="checkbox" name="writes" /> ${texts.acting.writes}</label>`,
    action: texts.acting.begin,
    checks: { reason: required(texts.acting.reasonMissing) },
    perform: ({ reason, writes }) => shell.client.post(`/admin/accounts/${id}/impersonate`, { reason, writes: writes !== undefined }),
  });
  if (isDone) await leaveFor("/");
}
