/** What an organization's own colour becomes on the pages, so that it can be seen and read on them (WCAG 2.2, 1.4.3 and 1.4.11). */

/** @typedef {{mark: string, ink: string}} Shade a surface in the colour, and what is written on it */

/** Whatever a mark can stand on: the surfaces of `tokens.css`, which a test compares. */
export const surfaces = {
  light: ["#f4f6f5", "#ffffff", "#ebefed"],
  dark: ["#0e1312", "#161c1b", "#1d2423", "#111716", "#262e2d"],
};

const [leastForMarks, steps] = [3, 64];

/**
 * The nearest to a colour that stands out from all surfaces of either scheme.
 * @param {string} color `#rrggbb`
 * @returns {{light: Shade, dark: Shade}}
 */
export function accentShades(color) {
  return { light: shade(color, "#000000", surfaces.light), dark: shade(color, "#ffffff", surfaces.dark) };
}

/**
 * @param {string} color
 * @param {string} away from the surfaces
 * @param {string[]} grounds
 * @returns {Shade}
 */
function shade(color, away, grounds) {
  let mark = color.toLowerCase();
  for (let step = 1; step <= steps && grounds.some((ground) => contrast(mark, ground) < leastForMarks); step += 1) {
    mark = mixed(color, away, step / steps);
  }
  return { mark, ink: contrast(mark, "#ffffff") >= contrast(mark, "#000000") ? "#ffffff" : "#000000" };
}

/**
 * WCAG's ratio, from 1 to 21.
 * @param {string} one
 * @param {string} other
 */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** @param {string} color */
function luminance(color) {
  const [red, green, blue] = parts(color).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * @param {string} color
 * @param {string} other
 * @param {number} share of the other
 */
function mixed(color, other, share) {
  const others = parts(other);
  const values = parts(color).map((part, index) => Math.round((part + (others[index] - part) * share) * 255));
  return `#${values.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** @param {string} color */
function parts(color) {
  return [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16) / 255);
}
