import { html } from "./html.js";
import { plural, t } from "./texts.js";

const usual = [
  { hours: 1, name: t.inviting.hour },
  { hours: 24, name: t.inviting.day },
  { hours: 168, name: t.inviting.week },
  { hours: 720, name: t.inviting.month },
  { hours: 2160, name: t.inviting.quarter },
];

/**
 * How long an invitation can last, as options of a list; what has been settled by other means is among them.
 * @param {number} chosen hours
 */
export function expiryOptions(chosen) {
  const isUsual = usual.some(({ hours }) => hours === chosen);
  const all = isUsual ? usual : [...usual, { hours: chosen, name: plural(t.inviting.hours, chosen) }].sort((one, other) => one.hours - other.hours);
  return all.map(({ hours, name }) => html`<option value="${hours}" ${hours === chosen && html`selected`}>${name}</option>`);
}
