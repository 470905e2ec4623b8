import { codewordsOf } from "./qr/codewords.js";
import { blank, drawData, drawFormat, formatInformation } from "./qr/layout.js";
import { applyMask, penalty } from "./qr/mask.js";
import { smallestFor } from "./qr/versions.js";

/**
 * A QR code, ISO/IEC 18004, of a text in UTF-8: the smallest with error correction of level M, or L where M has no room.
 * The encoding isn't declared, which older readers stumble over: some take a short text that isn't ASCII for another.
 * @param {string} text 2,953 bytes at most
 * @returns {boolean[][]} by row and column, true where dark; the quiet zone of four modules around it is the caller's
 * @throws {RangeError} when the text is longer
 */
export function qrMatrix(text) {
  const bytes = new TextEncoder().encode(text);
  const version = smallestFor(bytes.length);
  const grid = blank(version.version);
  drawData(grid, codewordsOf(bytes, version));
  const draw = (/** @type {number} */ mask) => {
    drawFormat(grid, formatInformation(version.level, mask));
    applyMask(grid, mask);
  };
  const penalties = Array.from({ length: 8 }, (_, mask) => {
    draw(mask);
    const points = penalty(grid.dark);
    applyMask(grid, mask);
    return points;
  });
  draw(penalties.indexOf(Math.min(...penalties)));
  return grid.dark;
}

/**
 * One path for the `d` of an SVG, a rectangle for each run of dark modules, in modules. For a matrix of n the view box
 * is `-4 -4 n+8 n+8`, and `shape-rendering="crispEdges"` keeps the rows together.
 * @param {boolean[][]} matrix
 */
export function qrPath(matrix) {
  return matrix.map((modules, row) => {
    const line = modules.map(Number).join("");
    return [...line.matchAll(/1+/g)].map(({ 0: { length }, index }) => `M${index} ${row}h${length}v1h-${length}z`).join("");
  }).join("");
}
