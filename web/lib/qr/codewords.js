import { errorCorrection } from "./reed-solomon.js";
import { countBits } from "./versions.js";

/**
 * Bytes as a symbol holds them: with mode and count, padded, divided into blocks, each with its error correction,
 * and interleaved.
 * @param {Uint8Array} bytes
 * @param {import("./versions.js").Version} version
 * @returns {number[]} bytes
 */
export function codewordsOf(bytes, version) {
  const blocks = divided(padded(bytes, version), version.blocks);
  const corrections = blocks.map((block) => errorCorrection(block, version.correction));
  return [...interleaved(blocks), ...interleaved(corrections)];
}

const byteMode = 0b0100;

/**
 * Mode and count make 12 or 20 bits, so that every byte lies across two codewords. The four bits that remain are
 * the terminator's.
 * @param {Uint8Array} bytes
 * @param {import("./versions.js").Version} version
 */
function padded(bytes, { version, data }) {
  const count = countBits(version) === 8 ? [bytes.length] : [bytes.length >> 8, bytes.length & 0xff];
  const content = [...count, ...bytes];
  const codewords = content.map((byte, index) => ((index ? content[index - 1] : byteMode) << 4) & 0xf0 | (byte >> 4));
  codewords.push((content[content.length - 1] << 4) & 0xf0);
  for (let pad = 0xec; codewords.length < data; pad ^= 0xec ^ 0x11) codewords.push(pad);
  return codewords;
}

/**
 * Into blocks of the same length, or, the last ones, of one more.
 * @param {number[]} data
 * @param {number} count
 */
function divided(data, count) {
  const length = Math.floor(data.length / count);
  const short = count - (data.length % count);
  return Array.from({ length: count }, (_, index) => {
    const start = index * length + Math.max(0, index - short);
    return data.slice(start, start + length + Number(index >= short));
  });
}

/**
 * The first of every block, then the second of every block, and so on.
 * @param {number[][]} blocks the last are the longest
 */
function interleaved(blocks) {
  const longest = blocks[blocks.length - 1];
  return longest.flatMap((_, index) => blocks.flatMap((block) => (index < block.length ? [block[index]] : [])));
}
