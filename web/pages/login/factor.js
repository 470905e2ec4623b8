import { ProofFields } from "../../elements/proof-fields.js";
import { ApiError } from "../../lib/api.js";
import { find } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { html, prepared } from "../../lib/html.js";
import texts from "../../texts/en/entry.js";

/**
 * The second step, in the place of the first.
 * @param {HTMLElement} first
 * @param {Api.ProofMeans[]} factors what can complete the sign-in
 * @param {{client: import("../../lib/api.js").Client, enter: (me: Api.Me) => void, over: (form: HTMLFormElement) => void}} page `over`
 *   is what follows where the second step has taken too long
 */
export function askForFactor(first, factors, { client, enter, over }) {
  find(document, ".lead", HTMLElement).textContent = texts.factorLead;
  const proof = new ProofFields(factors, () => client.post("/login/factor/options"));
  const form = find(prepared(frame(proof)), "form", HTMLFormElement);
  first.replaceWith(form);
  proof.bind(form);
  bindForm(form, {
    checks: proof.checks,
    submit: async (values) => {
      try {
        enter(await client.post("/login/factor", await proof.answer(values)));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "token_invalid") throw error;
        over(form);
      }
    },
  });
}

/** @param {ProofFields} proof */
const frame = (proof) => html`<form id="factor" method="post" class="stack">
  <div role="alert" class="alert"></div>
  ${proof.fields}
  <button class="button primary wide">${texts.logIn}</button>
  ${proof.others}
</form>`;
