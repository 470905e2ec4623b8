import { ProofFields } from "../elements/proof-fields.js";
import texts from "../texts/en/proof.js";
import { createClient, Interrupted } from "./api.js";
import { formDialog } from "./dialog.js";
import { html } from "./html.js";

/** @type {Promise<void> | null} */
let asking = null;

/**
 * Asks in place for what shows who one is. Calls that come meanwhile share the one dialog; cancelling interrupts them all.
 * @returns {Promise<void>}
 */
export function proveIdentity() {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

async function ask() {
  const client = createClient();
  /** @type {{means: Api.ProofMeans[]}} */
  const { means } = await client.get("/session/proof");
  const proof = new ProofFields(means, () => client.post("/session/proof/options"));
  const isProven = await formDialog({
    id: "proof",
    title: texts.title,
    body: html`<p>${means.includes("password") ? texts.body : texts.factorBody}</p>
      ${proof.fields} ${proof.others}`,
    action: texts.action,
    bind: (form) => proof.bind(form),
    checks: proof.checks,
    perform: async (values) => client.post("/session/proof", await proof.answer(values)),
  });
  if (!isProven) throw new Interrupted("not proven");
}
