import "../elements/password-field.js";
import fieldsTexts from "../texts/en/fields.js";
import proofTexts from "../texts/en/proof.js";
import { createClient, Interrupted } from "./api.js";
import { formDialog } from "./dialog.js";
import { html } from "./html.js";
import { required } from "./validation.js";

/** @type {Promise<void> | null} */
let asking = null;

/**
 * Asks for the password in place. Calls that come meanwhile share the one dialog; cancelling interrupts them all.
 * @returns {Promise<void>}
 */
export function proveIdentity() {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

async function ask() {
  const client = createClient();
  const isProven = await formDialog({
    id: "proof",
    title: proofTexts.title,
    body: html`<p>${proofTexts.body}</p>
      <div class="field">
        <label for="proof-password">${fieldsTexts.password}</label>
        <password-field>
          <input id="proof-password" name="password" type="password" autocomplete="current-password" autofocus />
        </password-field>
      </div>`,
    action: proofTexts.action,
    checks: { password: required(fieldsTexts.enterPassword) },
    perform: ({ password }) => client.post("/session/proof", { password }),
  });
  if (!isProven) throw new Interrupted("not proven");
}
