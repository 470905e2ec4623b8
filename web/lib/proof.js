import { ProofFields } from "../elements/proof-fields.js";
import texts from "../texts/en/proof.js";
import { createClient, Interrupted } from "./api.js";
import { formDialog } from "./dialog.js";
import { leaveFor } from "./dom.js";
import { html } from "./html.js";
import { forgetKept } from "./kept.js";
import { withNext } from "./next-path.js";
import { keepTyped, typed } from "./typed.js";

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
  /** @type {{means: (Api.ProofMeans | "provider")[]}} */
  const answer = await client.get("/session/proof");
  const means = answer.means.filter(isTyped);
  const isProven = means.length > 0 ? await askFor(means, client) : await signInAgain(client);
  if (!isProven) throw new Interrupted("not proven");
}

/**
 * Where somebody shows it here, rather than with a provider.
 * @type {(means: Api.ProofMeans | "provider") => means is Api.ProofMeans}
 */
const isTyped = (means) => means !== "provider";

/**
 * @param {Api.ProofMeans[]} means
 * @param {import("./api.js").Client} client
 */
function askFor(means, client) {
  const proof = new ProofFields(means, () => client.post("/session/proof/options"));
  return formDialog({
    id: "proof",
    title: texts.title,
    body: html`<p>${means.includes("password") ? texts.body : texts.factorBody}</p>
      ${proof.fields} ${proof.others}`,
    action: texts.action,
    bind: (form) => proof.bind(form),
    checks: proof.checks,
    perform: async (values) => client.post("/session/proof", await proof.answer(values)),
  });
}

/**
 * Nothing can be typed where there is no password: signing in anew shows it, and leads back here. What was typed here waits.
 * @param {import("./api.js").Client} client
 */
function signInAgain(client) {
  return formDialog({
    id: "proof",
    title: texts.title,
    body: html`<p>${texts.providerBody}</p>`,
    action: texts.signInAgain,
    perform: async () => {
      const { user } = await client.get("/session");
      const values = typed();
      await client.post("/logout");
      forgetKept();
      if (user) keepTyped(user.id, values);
      await leaveFor(withNext("/login", location.pathname + location.search));
    },
  });
}
