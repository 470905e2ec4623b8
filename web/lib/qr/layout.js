import { alignmentCentres, sizeOf } from "./versions.js";

/**
 * The modules of a symbol by row and column, and which of them are no data.
 * @typedef {{size: number, dark: boolean[][], isFixed: boolean[][]}} Grid
 */

/**
 * With finder, timing and alignment patterns and the version information; the format's place is kept free.
 * @param {number} version
 * @returns {Grid}
 */
export function blank(version) {
  const size = sizeOf(version);
  const grid = { size, dark: squareOf(size), isFixed: squareOf(size) };
  for (let index = 0; index < size; index += 1) {
    fix(grid, 6, index, index % 2 === 0);
    fix(grid, index, 6, index % 2 === 0);
  }
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) drawRings(grid, row, column, 4, [0, 1, 3]);
  drawAlignment(grid, alignmentCentres(version));
  drawFormat(grid, 0);
  if (version >= 7) drawVersion(grid, versionInformation(version));
  return grid;
}

/** @param {number} size */
function squareOf(size) {
  return Array.from({ length: size }, () => /** @type {boolean[]} */ (Array(size).fill(false)));
}

/**
 * @param {Grid} grid
 * @param {number} row
 * @param {number} column
 * @param {boolean} isDark
 */
function fix({ dark, isFixed }, row, column, isDark) {
  dark[row][column] = isDark;
  isFixed[row][column] = true;
}

/**
 * Squares around a centre, as far as the symbol goes.
 * @param {Grid} grid
 * @param {number} row
 * @param {number} column
 * @param {number} radius
 * @param {number[]} darkRings distances from the centre
 */
function drawRings(grid, row, column, radius, darkRings) {
  for (let down = -radius; down <= radius; down += 1) {
    for (let right = -radius; right <= radius; right += 1) {
      if (grid.dark[row + down]?.[column + right] === undefined) continue;
      fix(grid, row + down, column + right, darkRings.includes(Math.max(Math.abs(down), Math.abs(right))));
    }
  }
}

/**
 * Wherever two centres cross, but for the corners that have a finder.
 * @param {Grid} grid
 * @param {number[]} centres
 */
function drawAlignment(grid, centres) {
  const last = grid.size - 7;
  for (const row of centres) {
    for (const column of centres) {
      const isCorner = (row === 6 && (column === 6 || column === last)) || (row === last && column === 6);
      if (!isCorner) drawRings(grid, row, column, 2, [0, 2]);
    }
  }
}

/**
 * A number with the remainder of its division by `generator` behind it, as polynomials over GF(2).
 * @param {number} value
 * @param {number} generator
 */
function withRemainder(value, generator) {
  const degree = 31 - Math.clz32(generator);
  let remainder = value << degree;
  while (remainder >> degree) remainder ^= generator << (Math.clz32(generator) - Math.clz32(remainder));
  return (value << degree) | remainder;
}

/**
 * 15 bits, ISO/IEC 18004:2015 §7.9.
 * @param {import("./versions.js").Level} level
 * @param {number} mask 0–7
 */
export function formatInformation(level, mask) {
  return withRemainder((level === "L" ? 0b01000 : 0b00000) | mask, 0x537) ^ 0x5412;
}

/**
 * 18 bits, §7.10.
 * @param {number} version from 7 on
 */
export function versionInformation(version) {
  return withRemainder(version, 0x1f25);
}

// Down to the corner that the finder makes, and on from it, over the timing pattern.
const besideTiming = [0, 1, 2, 3, 4, 5, 7, 8, 7, 5, 4, 3, 2, 1, 0];

/**
 * Twice: around the upper left finder, and divided between the other two. The dark module is always the same.
 * @param {Grid} grid
 * @param {number} format
 */
export function drawFormat(grid, format) {
  const { size } = grid;
  for (let bit = 0; bit < 15; bit += 1) {
    const isDark = ((format >> bit) & 1) === 1;
    if (bit < 8) {
      fix(grid, besideTiming[bit], 8, isDark);
      fix(grid, 8, size - 1 - bit, isDark);
    } else {
      fix(grid, 8, besideTiming[bit], isDark);
      fix(grid, size - 15 + bit, 8, isDark);
    }
  }
  fix(grid, size - 8, 8, true);
}

/**
 * @param {Grid} grid
 * @param {number} information
 */
function drawVersion(grid, information) {
  for (let bit = 0; bit < 18; bit += 1) {
    const isDark = ((information >> bit) & 1) === 1;
    const [along, across] = [Math.floor(bit / 3), grid.size - 11 + (bit % 3)];
    fix(grid, along, across, isDark);
    fix(grid, across, along, isDark);
  }
}

/**
 * Upwards and downwards by turns, two columns at a time, from the lower right, leaving the timing's column out.
 * @param {Grid} grid
 * @param {number[]} codewords
 */
export function drawData({ size, dark, isFixed }, codewords) {
  let bit = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const isUpward = ((size - 1 - right - Number(right < 6)) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const row = isUpward ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (isFixed[row][column]) continue;
        dark[row][column] = ((codewords[bit >> 3] >> (7 - (bit & 7))) & 1) === 1;
        bit += 1;
      }
    }
  }
}
