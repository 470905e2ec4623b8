const made = Symbol("made by html");

/** Markup in which every interpolated value is escaped. Only the `html` tag makes it. */
export class Html {
  #markup;

  /**
   * @param {symbol} key
   * @param {string} markup
   */
  constructor(key, markup) {
    if (key !== made) throw new TypeError("Html is made by the html tag only");
    this.#markup = markup;
  }

  toString() {
    return this.#markup;
  }
}

/**
 * Text and numbers are escaped, nested `html` is kept, lists are joined, and null, undefined and
 * booleans leave nothing. Attributes must be quoted.
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 * @returns {Html}
 */
export function html(strings, ...values) {
  if (!Array.isArray(strings.raw)) throw new TypeError("html is a template tag");
  let markup = strings[0];
  let before = "";
  values.forEach((value, index) => {
    before += strings[index];
    if (/=\s*$/.test(before)) throw new TypeError("an attribute's value needs quotes");
    if (isInTag(before) && isText(value)) throw new TypeError("text does not belong into a tag");
    markup += escaped(value) + strings[index + 1];
  });
  return new Html(made, markup);
}

/**
 * Whether markup breaks off between the names of attributes, outside their quotes.
 * @param {string} markup without what was interpolated
 */
function isInTag(markup) {
  return /<[a-zA-Z][^<>"]*(?:"[^"]*"[^<>"]*)*$/.test(markup);
}

/** @param {unknown} value */
function isText(value) {
  return typeof value === "string" || typeof value === "number";
}

const entities = /** @type {Record<string, string>} */ ({
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
});

/**
 * @param {unknown} value
 * @returns {string}
 */
function escaped(value) {
  if (value === null || value === undefined || typeof value === "boolean") return "";
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(escaped).join("");
  return String(value).replace(/[&<>"']/g, (character) => entities[character]);
}

// The only policy, never exported, and given nothing but Html.
const policy = globalThis.trustedTypes?.createPolicy("tenantry", { createHTML: (markup) => markup });

/**
 * @param {Html} markup
 * @returns {DocumentFragment}
 */
export function fragment(markup) {
  if (!(markup instanceof Html)) throw new TypeError("only Html becomes elements");
  const template = document.createElement("template");
  const text = markup.toString();
  template.innerHTML = /** @type {string} */ (policy ? policy.createHTML(text) : text);
  return template.content;
}

/**
 * The same as live elements, before they stand in the page: their lists can be loaded first, so that nothing moves after.
 * @param {Html} markup
 * @returns {DocumentFragment}
 */
export function prepared(markup) {
  return document.importNode(fragment(markup), true);
}

/**
 * Replaces everything in `target`.
 * @param {Element} target
 * @param {Html} markup
 */
export function render(target, markup) {
  target.replaceChildren(fragment(markup));
}
