/**
 * ISO/IEC 18004:2015, table 10: where a mask answers 0, it turns a module over.
 * @type {((row: number, column: number) => number)[]}
 */
const masks = [
  (row, column) => (row + column) % 2,
  (row) => row % 2,
  (_, column) => column % 3,
  (row, column) => (row + column) % 3,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2,
  (row, column) => ((row * column) % 2) + ((row * column) % 3),
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2,
];

/**
 * Turns the data's modules over, or back.
 * @param {import("./layout.js").Grid} grid
 * @param {number} mask 0–7
 */
export function applyMask({ dark, isFixed }, mask) {
  for (const [row, modules] of dark.entries()) {
    for (const column of modules.keys()) {
      if (!isFixed[row][column] && masks[mask](row, column) === 0) modules[column] = !modules[column];
    }
  }
}

/**
 * How hard a symbol is to read, §7.8.3: runs, blocks, what looks like a finder, and an uneven share of dark modules.
 * @param {boolean[][]} dark
 */
export function penalty(dark) {
  const rows = dark.map(lineOf);
  const columns = dark.map((_, column) => lineOf(dark.map((row) => row[column])));
  let points = blocks(rows) + imbalance(rows.join(""));
  for (const line of [...rows, ...columns]) points += runs(line) + finders(line);
  return points;
}

/** @param {boolean[]} modules */
function lineOf(modules) {
  return modules.map(Number).join("");
}

/** @param {string} line */
function runs(line) {
  return (line.match(/0{5,}|1{5,}/g) ?? []).reduce((points, run) => points + run.length - 2, 0);
}

/** @param {string} line */
function finders(line) {
  return 40 * (line.match(/(?=00001011101|10111010000)/g) ?? []).length;
}

/**
 * Three points for each two by two modules that are alike.
 * @param {string[]} rows
 */
function blocks(rows) {
  let points = 0;
  for (let row = 1; row < rows.length; row += 1) {
    for (let column = 1; column < rows.length; column += 1) {
      const corner = rows[row][column];
      const isAlike = corner === rows[row][column - 1] && rows[row - 1].startsWith(corner + corner, column - 1);
      if (isAlike) points += 3;
    }
  }
  return points;
}

/**
 * Ten points for each whole five percent that the dark modules are away from half.
 * @param {string} modules
 */
function imbalance(modules) {
  const dark = modules.replaceAll("0", "").length;
  return 10 * Math.floor(Math.abs(dark * 20 - modules.length * 10) / modules.length);
}
