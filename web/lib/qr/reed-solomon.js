/**
 * A product in the field of 256 elements that QR codes use: polynomials over GF(2) modulo x⁸ + x⁴ + x³ + x² + 1.
 * @param {number} one 0–255
 * @param {number} other 0–255
 */
export function product(one, other) {
  let sum = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    sum = (sum << 1) ^ (sum & 0x80 ? 0x11d : 0);
    if ((other >> bit) & 1) sum ^= one;
  }
  return sum;
}

/**
 * The codewords that let a reader correct half as many wrong ones: the remainder of the data by the generator.
 * @param {number[]} data bytes
 * @param {number} count how many codewords to add
 * @returns {number[]} bytes
 */
export function errorCorrection(data, count) {
  const generator = generatorOf(count);
  const remainder = Array(count).fill(0);
  for (const byte of data) {
    const factor = byte ^ remainder.shift();
    remainder.push(0);
    generator.forEach((coefficient, index) => (remainder[index] ^= product(coefficient, factor)));
  }
  return remainder;
}

/**
 * (x − 2⁰)(x − 2¹)…, highest power first, without its leading 1.
 * @param {number} degree
 */
function generatorOf(degree) {
  const coefficients = Array(degree).fill(0);
  coefficients[degree - 1] = 1;
  let root = 1;
  for (let factor = 0; factor < degree; factor += 1) {
    for (let index = 0; index < degree; index += 1) {
      coefficients[index] = product(coefficients[index], root) ^ (coefficients[index + 1] ?? 0);
    }
    root = product(root, 2);
  }
  return coefficients;
}
