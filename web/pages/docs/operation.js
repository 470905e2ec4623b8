import { find } from "../../lib/dom.js";
import { Html, html, render } from "../../lib/html.js";
import { nameOf, typeName, withoutNull } from "../../lib/openapi.js";
import { fill, fillHtml, pageLanguage } from "../../lib/texts.js";
import commonTexts from "../../texts/en/common.js";
import texts from "../../texts/en/docs.js";
import { bindTrial, trialForm } from "./trial.js";

/** @typedef {import("../../lib/openapi.js").Operation} Operation */
/** @typedef {Record<string, Api.Schema>} Shapes by name */

const tones = /** @type {Record<string, string>} */ ({ GET: "info", POST: "good", DELETE: "bad" });

/**
 * An operation, closed: what is in it is made once it is opened.
 * @param {Operation} operation
 */
export function head({ id, method, path, summary }) {
  return html`<details class="operation" id="${id}">
    <summary>
      <span class="badge ${tones[method] ?? ""}">${method}</span>
      <code>${path}</code>
      <span class="muted">${summary}</span>
    </summary>
    <div class="stack" lang="${pageLanguage()}"></div>
  </details>`;
}

/** What stands in an operation once it is opened. */
export class OperationDetails {
  #shapes;
  #credentials;

  /**
   * @param {Shapes} shapes
   * @param {import("./trial.js").Credentials} credentials
   */
  constructor(shapes, credentials) {
    this.#shapes = shapes;
    this.#credentials = credentials;
  }

  /**
   * @param {HTMLDetailsElement} element
   * @param {Operation[]} operations
   */
  fill(element, operations) {
    const operation = operations.find(({ id }) => id === element.id);
    if (!operation || !element.open) return;
    const place = find(element, ":scope > .stack", HTMLElement);
    if (place.hasChildNodes()) return;
    render(
      place,
      html`<p>${access(operation.credentials)}</p>
        ${this.#parameters(operation, "path", texts.path)} ${this.#parameters(operation, "query", texts.query)} ${this.#body(operation)}
        ${this.#answers(operation)} ${trialForm(operation, this.#shapes)}`,
    );
    bindTrial(place, operation, this.#credentials);
  }

  /**
   * @param {Operation} operation
   * @param {"path" | "query"} kind
   * @param {string} title
   */
  #parameters({ parameters }, kind, title) {
    const ones = parameters.filter((one) => one.in === kind);
    if (ones.length === 0) return null;
    const fields = ones.map(({ name, schema, description, required }) => this.#field(name, { ...schema, description }, required));
    return html`<div class="part"><h3>${title}</h3><ul class="shape">${fields}</ul></div>`;
  }

  /** @param {Operation} operation */
  #body({ body, fileTypes }) {
    if (fileTypes.length > 0) return html`<p>${fill(texts.file, { types: fileTypes.join(", ") })}</p>`;
    return body && html`<div class="part"><h3>${texts.body}</h3>${this.#shape(body)}</div>`;
  }

  /** @param {Operation} operation */
  #answers({ answers, refusals }) {
    return html`<div class="part">
      <h3>${texts.answers}</h3>
      ${answers.map(
        ({ status, description, schema, types }) => html`<p><strong>${status}</strong> ${description} <code>${[schema ? typeName(schema) : types.join(", ")]}</code></p>
          ${schema && this.#shape(schema)}`,
      )}
      <p class="hint">
        ${fillHtml(texts.refusals, { statuses: refusals.join(", "), problem: html`<code>problem+json</code>` })}
      </p>
    </div>`;
  }

  /**
   * The fields of an object, or of what is in a list.
   * @param {Api.Schema} schema
   * @returns {Html | null}
   */
  #shape(schema) {
    const value = withoutNull(schema);
    const name = nameOf(value);
    if (name) return this.#shape(this.#shapes[name]);
    if (value.items) return this.#shape(value.items);
    if (!value.properties) return null;
    const fields = Object.entries(value.properties).map(([field, one]) => this.#field(field, one, value.required?.includes(field) ?? false));
    return html`<ul class="shape" lang="en">${fields}</ul>`;
  }

  /**
   * @param {string} name
   * @param {Api.Schema} schema
   * @param {boolean} isRequired
   */
  #field(name, schema, isRequired) {
    const inner = this.#shape(schema);
    const line = html`<code>${name}</code> <span class="muted">${typeName(schema)}</span>
      ${!isRequired && html`<span class="optional" lang="${pageLanguage()}">${commonTexts.optional}</span>`}
      ${schema.description && html`<span class="hint">${schema.description}</span>`}`;
    return html`<li>${inner ? html`<details><summary>${line}</summary>${inner}</details>` : line}</li>`;
  }
}

/** @param {string[]} credentials */
function access(credentials) {
  if (credentials.length === 0) return texts.open;
  return credentials.includes("apiKey") ? texts.sessionOrKey : texts.session;
}
