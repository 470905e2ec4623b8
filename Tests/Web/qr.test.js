import assert from "node:assert/strict";
import { test } from "node:test";
import { qrMatrix, qrPath } from "../../web/lib/qr.js";
import { codewordsOf } from "../../web/lib/qr/codewords.js";
import { blank, drawFormat, formatInformation, versionInformation } from "../../web/lib/qr/layout.js";
import { applyMask, penalty } from "../../web/lib/qr/mask.js";
import { errorCorrection, product } from "../../web/lib/qr/reed-solomon.js";
import { alignmentCentres, capacity, describe, sizeOf, smallestFor } from "../../web/lib/qr/versions.js";
import { centres, codewords, decode, formats, syndromes, versions } from "./qr-decoder.js";

const all = Array.from({ length: 40 }, (_, index) => index + 1);

/** The same text every time, of characters that links are made of. */
function sample(/** @type {number} */ length) {
  const characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~:/?#@&=%";
  let seed = length;
  return Array.from({ length }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return characters[(seed >> 8) % characters.length];
  }).join("");
}

/** @param {string[]} rows of `#` and `.` */
const drawn = (...rows) => rows.map((row) => [...row].map((module) => module === "#"));
const part = (/** @type {boolean[][]} */ matrix, /** @type {number} */ row, /** @type {number} */ column, size = 7) =>
  matrix.slice(row, row + size).map((modules) => modules.slice(column, column + size));

test("multiplies in the field", () => {
  assert.equal(product(0, 77), 0);
  assert.equal(product(1, 77), 77);
  assert.equal(product(2, 128), 0x1d);
  assert.equal(product(0x53, 0xca), product(0xca, 0x53));
  const powers = new Set();
  for (let power = 1, index = 0; index < 255; index += 1, power = product(power, 2)) powers.add(power);
  assert.equal(powers.size, 255);
});

test("corrects errors as in the standard's example", () => {
  // ISO/IEC 18004:2015, annex I: "01234567", 1-M.
  const data = [0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11];
  assert.deepEqual(errorCorrection(data, 10), [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]);
  // "HELLO WORLD", 1-M, of many a textbook.
  const hello = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
  assert.deepEqual(errorCorrection(hello, 10), [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
});

test("a changed codeword shows", () => {
  for (const count of [7, 10, 16, 18, 22, 24, 26, 28, 30]) {
    const data = [...new TextEncoder().encode(sample(60))];
    const block = [...data, ...errorCorrection(data, count)];
    assert.ok(syndromes(block, count).every((syndrome) => syndrome === 0));
    for (const index of block.keys()) {
      const wrong = block.map((byte, place) => byte ^ Number(place === index));
      assert.ok(syndromes(wrong, count).some((syndrome) => syndrome !== 0));
    }
  }
});

test("has the published format information", () => {
  // Table C.1 with the mask of §7.9.1.
  const levelM = [0x5412, 0x5125, 0x5e7c, 0x5b4b, 0x45f9, 0x40ce, 0x4f97, 0x4aa0];
  const levelL = [0x77c4, 0x72f3, 0x7daa, 0x789d, 0x662f, 0x6318, 0x6c41, 0x6976];
  for (let mask = 0; mask < 8; mask += 1) {
    assert.equal(formatInformation("M", mask), levelM[mask]);
    assert.equal(formatInformation("L", mask), levelL[mask]);
  }
});

test("has the published version information", () => {
  const published = { 7: 0x07c94, 8: 0x085bc, 9: 0x09a99, 10: 0x0a4d3, 21: 0x15683, 32: 0x209d5, 40: 0x28c69 };
  for (const [version, bits] of Object.entries(published)) assert.equal(versionInformation(Number(version)), bits);
});

test("has the published capacities", () => {
  // Table 7, byte mode.
  const levelM = [
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
    711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
  ];
  assert.deepEqual(all.map((version) => capacity(describe(version, "M"))), levelM);
  assert.deepEqual(all.slice(35).map((version) => capacity(describe(version, "L"))), [2431, 2563, 2699, 2809, 2953]);
});

test("takes the smallest version, and level L only where M has no room", () => {
  const taken = (/** @type {number} */ bytes) => {
    const { version, level } = smallestFor(bytes);
    return `${version}-${level}`;
  };
  assert.deepEqual([0, 14, 15, 180, 181, 1000, 2331].map(taken), ["1-M", "1-M", "2-M", "9-M", "10-M", "26-M", "40-M"]);
  assert.deepEqual([2332, 2431, 2432, 2953].map(taken), ["36-L", "36-L", "37-L", "40-L"]);
  assert.throws(() => smallestFor(2954), RangeError);
  assert.throws(() => qrMatrix("é".repeat(1477)), RangeError);
});

test("has the published alignment patterns", () => {
  for (const version of all) assert.deepEqual(alignmentCentres(version), centres[version - 1], `version ${version}`);
});

test("leaves as many modules free as there are bits, and up to seven", () => {
  for (const version of all) {
    const { blocks, correction, data } = describe(version, "M");
    const free = blank(version).isFixed.flat().filter((isFixed) => !isFixed).length;
    assert.equal(Math.floor(free / 8), data + blocks * correction, `version ${version}`);
  }
});

test("divides data into blocks and interleaves them", () => {
  // 10-M: four blocks of 43 codewords and one of 44, 26 for correction each.
  const version = describe(10, "M");
  assert.deepEqual([version.blocks, version.correction, version.data], [5, 26, 4 * 43 + 44]);
  const made = codewordsOf(new TextEncoder().encode(sample(213)), version);
  const [first, last] = [0, 4].map((block) => Array.from({ length: 43 }, (_, index) => made[index * 5 + block]));
  assert.deepEqual(made.slice(216).filter((_, index) => index % 5 === 0), errorCorrection(first, 26));
  assert.deepEqual(made.slice(216).filter((_, index) => index % 5 === 4), errorCorrection([...last, made[215]], 26));
});

test("has finders, their margin, timing and the dark module", () => {
  const finder = drawn("#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######");
  for (const bytes of [1, 100, 1000, 2900]) {
    const matrix = qrMatrix(sample(bytes));
    const size = matrix.length;
    for (const [row, column] of [[0, 0], [0, size - 7], [size - 7, 0]]) assert.deepEqual(part(matrix, row, column), finder);
    for (let index = 0; index < 8; index += 1) {
      const upper = [[7, index], [index, 7], [7, size - 1 - index], [index, size - 8]];
      for (const [row, column] of [...upper, [size - 8, index], [size - 1 - index, 7]]) assert.equal(matrix[row][column], false);
    }
    for (let index = 8; index < size - 8; index += 1) {
      assert.deepEqual([matrix[6][index], matrix[index][6]], [index % 2 === 0, index % 2 === 0]);
    }
    assert.equal(matrix[size - 8][8], true);
  }
});

test("has alignment patterns where no finder is", () => {
  const pattern = drawn("#####", "#...#", "#.#.#", "#...#", "#####");
  const matrix = qrMatrix(sample(122));
  assert.equal(matrix.length, sizeOf(7));
  for (const [row, column] of [[6, 22], [22, 6], [22, 22], [22, 38], [38, 22], [38, 38]]) {
    assert.deepEqual(part(matrix, row - 2, column - 2, 5), pattern);
  }
});

test("says format and version twice, the same", () => {
  for (const version of all) {
    const matrix = qrMatrix(sample(capacity(describe(version, "M"))));
    const { mask } = decode(matrix);
    assert.deepEqual(formats(matrix), [formatInformation("M", mask), formatInformation("M", mask)]);
    if (version >= 7) assert.deepEqual(versions(matrix), [versionInformation(version), versionInformation(version)]);
  }
});

test("every version is read back, full and with one byte more than the one before holds", () => {
  let before = -1;
  for (const version of all) {
    const most = capacity(describe(version, "M"));
    for (const length of [before + 1, most]) {
      const { text, ...found } = decode(qrMatrix(sample(length)));
      assert.equal(text, sample(length));
      assert.deepEqual([found.version, found.level, found.mode, found.terminator], [version, "M", "0100", "0000"]);
      assert.deepEqual(found.padding, Array.from(found.padding, (_, index) => (index % 2 ? 0x11 : 0xec)));
    }
    before = most;
  }
});

test("what has no room at level M is read back at level L", () => {
  for (const length of [2332, 2431, 2432, 2563, 2564, 2699, 2700, 2809, 2810, 2953]) {
    const { text, level } = decode(qrMatrix(sample(length)));
    assert.equal(text, sample(length));
    assert.equal(level, "L");
  }
});

test("texts of 1 to 1,000 bytes are read back, whatever mask they got", () => {
  const masks = new Set();
  for (let length = 1; length <= 1000; length += length < 60 ? 1 : 17) {
    const { text, mask } = decode(qrMatrix(sample(length)));
    assert.equal(text, sample(length));
    masks.add(mask);
  }
  assert.equal(masks.size, 8);
});

test("any script is read back", () => {
  const texts = [
    "", "\0", "Zürich 🔑 日本語", "Привет, мир", "日本語".repeat(110), "🎉".repeat(200), "\u{feff}x", "a\u0301",
    "otpauth://totp/Tenantry:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Tenantry&algorithm=SHA1&digits=6&period=30",
  ];
  for (const text of texts) assert.equal(decode(qrMatrix(text)).text, text);
});

test("leaves the modules that are over light before the mask", () => {
  // Versions 2 to 6 have seven of them.
  const matrix = qrMatrix(sample(26));
  assert.equal(codewords(matrix).rest, 7);
});

test("masks turn over data only, and back", () => {
  const { dark, isFixed } = blank(7);
  for (let mask = 0; mask < 8; mask += 1) {
    const grid = blank(7);
    applyMask(grid, mask);
    const turned = grid.dark.map((modules, row) => modules.map((isDark, column) => isDark !== dark[row][column]));
    assert.ok(turned.flat().some(Boolean));
    assert.ok(turned.every((modules, row) => modules.every((isTurned, column) => !(isTurned && isFixed[row][column]))));
    applyMask(grid, mask);
    assert.deepEqual(grid.dark, dark);
  }
});

test("counts blocks, runs and the share of dark modules", () => {
  assert.equal(penalty(drawn("#.#.", ".#.#", "#.#.", ".#.#")), 0);
  assert.equal(penalty(drawn("#.#.", "##.#", "#.#.", ".#.#")), 10, "9 of 16");
  assert.equal(penalty(drawn("##..", "##..", "..##", "..##")), 4 * 3);
  assert.equal(penalty(drawn("#####.", ".#.#.#", "#.#.#.", ".#.#.#", "#.#.#.", ".#.#.#")), 3 + 10);
  assert.equal(penalty(drawn("######", ".#.#.#", "#.#.#.", ".#.#.#", "#.#.#.", ".#.#.#")), 4 + 10);
  // Five alike along each of five rows and columns, sixteen blocks, and half too many dark ones.
  assert.equal(penalty(drawn("#####", "#####", "#####", "#####", "#####")), 10 * 3 + 16 * 3 + 100);
});

test("counts what looks like a finder, along rows and columns, with its margin on either side", () => {
  const base = Array.from({ length: 15 }, (_, row) => (row % 2 ? ".#.#.#.#.#.#.#." : "#.#.#.#.#.#.#.#"));
  const like = ["#.###.#....#.#.", "....#.###.#.#.#", "....#.###.#...."].map((finder) => {
    const rows = drawn(...base.map((row, index) => (index === 7 ? finder : row)));
    const columns = rows.map((_, column) => rows.map((row) => row[column]));
    assert.equal(penalty(rows), penalty(columns));
    return penalty(rows);
  });
  assert.ok(like.every((points) => points >= penalty(drawn(...base)) + 40));
  assert.ok(like[2] >= penalty(drawn(...base)) + 80);
});

test("takes the mask with the lowest penalty", () => {
  for (const length of [10, 43, 300, 700]) {
    const matrix = qrMatrix(sample(length));
    const { version, mask } = decode(matrix);
    const grid = { ...blank(version), dark: matrix.map((modules) => [...modules]) };
    applyMask(grid, mask);
    const penalties = Array.from({ length: 8 }, (_, other) => {
      applyMask(grid, other);
      drawFormat(grid, formatInformation("M", other));
      const points = penalty(grid.dark);
      applyMask(grid, other);
      return points;
    });
    assert.equal(mask, penalties.indexOf(Math.min(...penalties)));
  }
});

test("draws a path that covers the dark modules and no other", () => {
  assert.equal(qrPath(drawn("##.#", "....", ".###")), "M0 0h2v1h-2zM3 0h1v1h-1zM1 2h3v1h-3z");
  assert.equal(qrPath([]), "");
  const matrix = qrMatrix(sample(50));
  const covered = matrix.map((modules) => modules.map(() => 0));
  for (const [, column, row, length] of qrPath(matrix).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let index = 0; index < Number(length); index += 1) covered[Number(row)][Number(column) + index] += 1;
  }
  assert.deepEqual(covered, matrix.map((modules) => modules.map(Number)));
});
