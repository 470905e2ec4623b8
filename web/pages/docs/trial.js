import "../../elements/copy-field.js";
import { find } from "../../lib/dom.js";
import { bindForm } from "../../lib/forms.js";
import { html, render } from "../../lib/html.js";
import { address, curl, example, typeName } from "../../lib/openapi.js";
import { proveIdentity } from "../../lib/proof.js";
import { fill } from "../../lib/texts.js";
import { required } from "../../lib/validation.js";
import commonTexts from "../../texts/en/common.js";
import texts from "../../texts/en/docs.js";
import { answerTo } from "./exchange.js";

/** @typedef {import("../../lib/openapi.js").Operation} Operation */

/**
 * @typedef {object} Credentials
 * @property {string} [account] the id of whom the page shows as signed in
 * @property {() => string} key an API key, or ""
 */

/**
 * Everything that a request takes, to be filled in.
 * @param {Operation} operation
 * @param {Record<string, Api.Schema>} shapes by name
 */
export function trialForm({ id, parameters, body, fileTypes }, shapes) {
  return html`<form class="trial stack" method="post" aria-label="${texts.tryOut}">
    <h3>${texts.tryOut}</h3>
    ${parameters.map(
      ({ name, in: place, schema }) => html`<div class="field">
        <label for="${id}-${name}"><code>${name}</code> ${place === "query" && html`<span class="optional">${commonTexts.optional}</span>`}</label>
        <input id="${id}-${name}" name="${name}" placeholder="${typeName(schema)}" autocomplete="off" spellcheck="false" />
      </div>`,
    )}
    ${body &&
    html`<div class="field">
      <label for="${id}-json">${texts.body}</label>
      <textarea id="${id}-json" name="json" rows="6" autocomplete="off" spellcheck="false">${JSON.stringify(example(body, shapes), null, 2)}</textarea>
    </div>`}
    ${fileTypes.length > 0 &&
    html`<div class="field">
      <label for="${id}-file">${fill(texts.file, { types: fileTypes.join(", ") })}</label>
      <input id="${id}-file" name="file" type="file" accept="${fileTypes.join(",")}" />
    </div>`}
    <div class="actions">
      <button class="button primary">${texts.send}</button>
      <copy-button data-text="">${texts.copyCurl}</copy-button>
    </div>
    <div class="answer stack" role="status"></div>
  </form>`;
}

/**
 * @param {HTMLElement} place
 * @param {Operation} operation
 * @param {Credentials} credentials
 */
export function bindTrial(place, operation, credentials) {
  const form = find(place, "form", HTMLFormElement);
  const inPath = operation.parameters.filter((one) => one.in === "path");
  bindForm(form, {
    checks: {
      ...Object.fromEntries(inPath.map(({ name }) => [name, required(texts.needed)])),
      ...(operation.body && { json: jsonOnly }),
      ...(operation.fileTypes.length > 0 && { file: () => (chosenFile(form) ? "" : texts.chooseFile) }),
    },
    submit: async (values) => {
      const request = { method: operation.method, path: address(operation, values), body: chosenFile(form) ?? values.json };
      showAnswer(form, await answerTo(request, credentials, proveIdentity));
    },
  });
  const copy = find(form, "copy-button", HTMLElement);
  const update = () => {
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    copy.dataset.text = curl(operation, location.origin + address(operation, values), values.json ?? "");
  };
  form.addEventListener("input", update);
  update();
}

/** @param {string} text */
function jsonOnly(text) {
  try {
    JSON.parse(text);
    return "";
  } catch {
    return texts.notJson;
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {File | null}
 */
function chosenFile(form) {
  const input = form.elements.namedItem("file");
  return (input instanceof HTMLInputElement && input.files?.[0]) || null;
}

/**
 * @param {HTMLFormElement} form
 * @param {import("./exchange.js").Answer} answer
 */
function showAnswer(form, { status, milliseconds, text }) {
  render(
    find(form, ".answer", HTMLElement),
    html`<p><strong>${fill(texts.took, { status, milliseconds })}</strong></p>
      ${text === "" ? html`<p class="hint">${texts.empty}</p>` : html`<pre tabindex="0" role="region" aria-label="${texts.answer}">${text}</pre>`}`,
  );
}
