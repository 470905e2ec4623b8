import texts from "../texts/en/inviting.js";
import { html } from "./html.js";
import { plural } from "./texts.js";

const usual = [
  { hours: 1, name: texts.hour },
  { hours: 24, name: texts.day },
  { hours: 168, name: texts.week },
  { hours: 720, name: texts.month },
  { hours: 2160, name: texts.quarter },
];

/**
 * How long an invitation can last, as options of a list; what has been settled by other means is among them.
 * @param {number} chosen hours
 */
export function expiryOptions(chosen) {
  const isUsual = usual.some(({ hours }) => hours === chosen);
  const all = isUsual ? usual : [...usual, { hours: chosen, name: plural(texts.hours, chosen) }].sort((one, other) => one.hours - other.hours);
  return all.map(({ hours, name }) => html`<option value="${hours}" ${hours === chosen && html`selected`}>${name}</option>`);
}
