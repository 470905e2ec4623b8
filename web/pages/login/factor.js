import { ProofFields } from "../../elements/proof-fields.js";
import { ApiError } from "../../lib/api.js";
import { find } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { html, prepared } from "../../lib/html.js";
import texts from "../../texts/en/entry.js";

/**
 * The second step, in the place of the first.
 * @param {HTMLFormElement} first comes back when the second step is over
 * @param {Api.ProofMeans[]} factors what can complete the sign-in
 * @param {{client: import("../../lib/api.js").Client, enter: (me: Api.Me) => void}} page
 */
export function askForFactor(first, factors, { client, enter }) {
  const lead = find(document, ".lead", HTMLElement);
  const former = lead.textContent;
  lead.textContent = texts.factorLead;
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
        form.replaceWith(first);
        lead.textContent = former;
        find(first, "[role=alert]", HTMLElement).textContent = texts.factorOver;
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
