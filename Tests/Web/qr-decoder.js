// Reads a matrix back, sharing no code with what made it: patterns are told apart by where they are, and the field's
// arithmetic is by logarithms.

const logarithms = new Map();
const powers = Array.from({ length: 255 }).reduce((/** @type {number[]} */ list) => {
  const last = list.length ? list[list.length - 1] * 2 : 1;
  list.push(last > 255 ? last ^ 0x11d : last);
  logarithms.set(list[list.length - 1], list.length - 1);
  return list;
}, []);

/** The polynomial of these codewords at 2⁰, 2¹, …: all 0 when nothing is wrong. */
export function syndromes(/** @type {number[]} */ block, /** @type {number} */ correction) {
  return Array.from({ length: correction }, (_, power) =>
    block.reduce((sum, byte) => byte ^ (sum === 0 ? 0 : powers[(logarithms.get(sum) + power) % 255]), 0),
  );
}

// ISO/IEC 18004:2015, table E.1: all rows, as printed.
export const centres = `
  | 6 18 | 6 22 | 6 26 | 6 30 | 6 34 | 6 22 38 | 6 24 42 | 6 26 46 | 6 28 50 | 6 30 54 | 6 32 58 | 6 34 62 | 6 26 46
  66 | 6 26 48 70 | 6 26 50 74 | 6 30 54 78 | 6 30 56 82 | 6 30 58 86 | 6 34 62 90 | 6 28 50 72 94 | 6 26 50 74 98 | 6
  30 54 78 102 | 6 28 54 80 106 | 6 32 58 84 110 | 6 30 58 86 114 | 6 34 62 90 118 | 6 26 50 74 98 122 | 6 30 54 78
  102 126 | 6 26 52 78 104 130 | 6 30 56 82 108 134 | 6 34 60 86 112 138 | 6 30 58 86 114 142 | 6 34 62 90 118 146 | 6
  30 54 78 102 126 150 | 6 24 50 76 102 128 154 | 6 28 54 80 106 132 158 | 6 32 58 84 110 136 162 | 6 26 54 82 110 138
  166 | 6 30 58 86 114 142 170`
  .split("|")
  .map((row) => row.trim().split(/\s+/).filter(Boolean).map(Number));

// Table 9, as far as it is used: how many blocks, and how many codewords of each are for correction.
const blocksM = `
  1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49`
  .trim()
  .split(" ")
  .map(Number);
const correctionM = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26];
const blocksL = [20, 21, 22, 24, 25];

/** Table 10, by the mask's three bits. */
const conditions = [
  (/** @type {number} */ i, /** @type {number} */ j) => (i + j) % 2 === 0,
  (/** @type {number} */ i) => i % 2 === 0,
  (/** @type {number} */ _, /** @type {number} */ j) => j % 3 === 0,
  (/** @type {number} */ i, /** @type {number} */ j) => (i + j) % 3 === 0,
  (/** @type {number} */ i, /** @type {number} */ j) => ((i >> 1) + Math.trunc(j / 3)) % 2 === 0,
  (/** @type {number} */ i, /** @type {number} */ j) => (i * j) % 6 === 0,
  (/** @type {number} */ i, /** @type {number} */ j) => (i * j) % 6 < 3,
  (/** @type {number} */ i, /** @type {number} */ j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];

/** Whether a module belongs to a pattern or to format or version information. */
function isFunction(/** @type {number} */ size, /** @type {number} */ row, /** @type {number} */ column) {
  const version = (size - 17) / 4;
  const [top, left, bottom, right] = [row < 9, column < 9, row >= size - 8, column >= size - 8];
  if (row === 6 || column === 6 || (top && left) || (top && right) || (bottom && left)) return true;
  if (version >= 7 && ((row < 6 && column >= size - 11) || (column < 6 && row >= size - 11))) return true;
  const near = (/** @type {number} */ place) => centres[version - 1].find((centre) => Math.abs(centre - place) <= 2);
  const [down, across] = [near(row), near(column)];
  if (down === undefined || across === undefined) return false;
  return !((down === 6 && (across === 6 || across === size - 7)) || (down === size - 7 && across === 6));
}

/** Both copies, most significant bit first, as figure 25 numbers them. */
export function formats(/** @type {boolean[][]} */ matrix) {
  const size = matrix.length;
  const first = [0, 1, 2, 3, 4, 5, 7, 8].map((column) => matrix[8][column]);
  first.push(...[7, 5, 4, 3, 2, 1, 0].map((row) => matrix[row][8]));
  const second = [1, 2, 3, 4, 5, 6, 7].map((up) => matrix[size - up][8]);
  second.push(...[8, 7, 6, 5, 4, 3, 2, 1].map((back) => matrix[8][size - back]));
  return [first, second].map((bits) => parseInt(bits.map(Number).join(""), 2));
}

/** Both copies of the version information: above the lower left finder, and beside the upper right one. */
export function versions(/** @type {boolean[][]} */ matrix) {
  const size = matrix.length;
  const places = Array.from({ length: 18 }, (_, bit) => [Math.trunc((17 - bit) / 3), size - 9 - (bit % 3)]);
  const copies = [places.map(([a, b]) => matrix[a][b]), places.map(([a, b]) => matrix[b][a])];
  return copies.map((bits) => parseInt(bits.map(Number).join(""), 2));
}

/** The codewords in the order of the symbol, unmasked, and how many modules were left over. */
export function codewords(/** @type {boolean[][]} */ matrix) {
  const size = matrix.length;
  const mask = ((formats(matrix)[0] ^ 0x5412) >> 10) & 7;
  const columns = Array.from({ length: size }, (_, index) => size - 1 - index).filter((column) => column !== 6);
  let bits = "";
  for (let pair = 0; pair < columns.length; pair += 2) {
    for (let step = 0; step < size; step += 1) {
      const row = pair % 4 === 0 ? size - 1 - step : step;
      for (const column of columns.slice(pair, pair + 2)) {
        if (!isFunction(size, row, column)) bits += Number(matrix[row][column] !== conditions[mask](row, column));
      }
    }
  }
  return { bytes: (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)), rest: bits.length % 8 };
}

/**
 * The text of a matrix, and what it says of itself. Throws when a codeword is wrong.
 * @param {boolean[][]} matrix
 */
export function decode(matrix) {
  const version = (matrix.length - 17) / 4;
  const format = (formats(matrix)[0] ^ 0x5412) >> 10;
  const level = { 0: "M", 1: "L" }[format >> 3] ?? "unknown";
  const blocks = level === "M" ? blocksM[version - 1] : blocksL[version - 36];
  const correction = level === "M" ? (correctionM[version - 1] ?? 28) : 30;
  const data = deinterleaved(codewords(matrix).bytes, blocks, correction).flatMap((block) => {
    if (syndromes(block, correction).some((syndrome) => syndrome !== 0)) throw new Error("a codeword is wrong");
    return block.slice(0, -correction);
  });
  return { version, level, mask: format & 7, ...content(data, version) };
}

/** Deals the codewords out: data to all blocks by turns, what is over to the last ones, and then the corrections. */
function deinterleaved(/** @type {number[]} */ bytes, /** @type {number} */ count, /** @type {number} */ correction) {
  const blocks = Array.from({ length: count }, () => /** @type {number[]} */ ([]));
  const data = bytes.length - count * correction;
  const even = data - (data % count);
  bytes.forEach((byte, index) => {
    if (index < even) blocks[index % count].push(byte);
    else if (index < data) blocks[count - (data % count) + index - even].push(byte);
    else blocks[(index - data) % count].push(byte);
  });
  return blocks;
}

/** Mode, count, bytes, terminator, and the pad codewords behind. */
function content(/** @type {number[]} */ data, /** @type {number} */ version) {
  const bits = data.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const start = version < 10 ? 12 : 20;
  const length = parseInt(bits.slice(4, start), 2);
  const end = start + 8 * length;
  const bytes = (bits.slice(start, end).match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  return { mode: bits.slice(0, 4), terminator: bits.slice(end, end + 4), padding: data.slice((end + 4) / 8), text };
}
