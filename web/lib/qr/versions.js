/** @typedef {"L" | "M"} Level how much a reader can correct: about 7% and 15% of the codewords */

/**
 * How a symbol's codewords are divided: `blocks` of them, each with `correction` codewords of error correction.
 * @typedef {{version: number, level: Level, blocks: number, correction: number, data: number}} Version
 */

// ISO/IEC 18004:2015, table 9. L is used only for what M has no room for, which is from version 36 on.
const blocksM = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
  17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];
const correctionM = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26];
const firstL = 36;
const blocksL = [20, 21, 22, 24, 25];

/**
 * @param {number} version 1–40; 36–40 at level L
 * @param {Level} level
 * @returns {Version} `data`: the codewords left for data
 */
export function describe(version, level) {
  const blocks = level === "M" ? blocksM[version - 1] : blocksL[version - firstL];
  const correction = level === "M" ? (correctionM[version - 1] ?? 28) : 30;
  return { version, level, blocks, correction, data: codewords(version) - blocks * correction };
}

/**
 * The smallest that has room for so many bytes.
 * @param {number} bytes
 * @throws {RangeError} above 2,953
 */
export function smallestFor(bytes) {
  for (let version = 1; version <= 40; version += 1) {
    if (capacity(describe(version, "M")) >= bytes) return describe(version, "M");
  }
  for (let version = firstL; version <= 40; version += 1) {
    if (capacity(describe(version, "L")) >= bytes) return describe(version, "L");
  }
  throw new RangeError(`a QR code has no room for ${bytes} bytes`);
}

/**
 * In bytes: what the mode, four bits, and the count leave.
 * @param {{version: number, data: number}} version
 */
export function capacity({ version, data }) {
  return Math.floor((data * 8 - 4 - countBits(version)) / 8);
}

/**
 * The length of the count that precedes the bytes.
 * @param {number} version
 */
export function countBits(version) {
  return version < 10 ? 8 : 16;
}

/**
 * The centres of the alignment patterns, along either axis: spread evenly, on even distances from the last.
 * @param {number} version
 */
export function alignmentCentres(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const centres = Array.from({ length: count - 1 }, (_, index) => sizeOf(version) - 7 - index * step);
  return [6, ...centres.reverse()];
}

/**
 * Modules to a side.
 * @param {number} version
 */
export function sizeOf(version) {
  return 17 + 4 * version;
}

/**
 * Of eight modules each: what finder, timing and alignment patterns, format and version information leave.
 * @param {number} version
 */
function codewords(version) {
  const finders = 3 * 64;
  const timing = 2 * (sizeOf(version) - 16);
  const format = 31;
  const information = version < 7 ? 0 : 36;
  const side = alignmentCentres(version).length;
  const alignment = side && 25 * (side ** 2 - 3) - 10 * (side - 2);
  return Math.floor((sizeOf(version) ** 2 - finders - timing - format - information - alignment) / 8);
}
