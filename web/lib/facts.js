import { html } from "./html.js";

/**
 * One line of a `<dl class="facts">`.
 * @param {string} name
 * @param {import("./html.js").Html} value
 */
export const fact = (name, value) => html`<div><dt>${name}</dt><dd class="breaks">${value}</dd></div>`;
