/** As the server has them, either way: along the digits, the alphabet, and the keys of three keyboards. */
export const runs = [
  "0123456789012345678901234567890",
  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "1q2w3e4r5t6y7u8i9o0p",
  "q1w2e3r4t5y6u7i8o9p0",
  "qazwsxedcrfvtgbyhnujm",
].flatMap((run) => [run, [...run].reverse().join("")]);

const common = [
  "correct horse battery staple", "princess", "iloveyou", "password", "passwort", "football", "sunshine", "letmein",
  "welcome", "dragon", "monkey", "summer", "winter", "admin", "hello",
];

/** @type {Record<string, string>} */
const letters = { 0: "o", 1: "l", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i" };

/**
 * A rough logarithm, base 2, of the guesses that a password takes: the sum over its pieces, where a word that is known,
 * a run, a year and what was there before count as one piece, however long they are, and any other character as one.
 * @param {string} password in normalization form C
 * @param {string[]} own words that are easily found out, in lower case, longest first
 */
export function bitsOf(password, own) {
  const characters = [...password];
  const folded = characters.map((character) => character.toLowerCase());
  let bits = 0;
  let previous = "";
  for (let index = 0; index < characters.length; ) {
    const piece = pieceAt(folded, index, own);
    const kind = kindOf(characters[index]);
    bits += piece.length > 0 ? piece.bits : bitsOfKind[kind];
    if (piece.length === 0 && kind !== "separator" && previous !== "" && kind !== previous) bits += bitsOfChange;
    if (kind !== "separator") previous = kind;
    index += Math.max(1, piece.length);
  }
  return bits;
}

/**
 * The longest piece, in characters: none has a length of 0.
 * @param {string[]} folded
 * @param {number} index
 * @param {string[]} own
 */
function pieceAt(folded, index, own) {
  const text = folded.join("");
  const start = folded.slice(0, index).join("").length;
  const rest = text.slice(start);
  const spelled = rest.replace(/[013457@$!]/g, (sign) => letters[sign]);
  const pieces = [
    { bits: 4, text: [...own, ...common].find((word) => rest.startsWith(word) || spelled.startsWith(word)) ?? "" },
    { bits: 4, text: longestStart(rest, (piece) => text.indexOf(piece) < start) },
    { bits: 5, text: longestStart(rest, (piece) => runs.some((run) => run.includes(piece))) },
    { bits: 6, text: /^(?:19|20)\d\d/.exec(rest)?.[0] ?? "" },
  ];
  const lengths = pieces.map((piece) => ({ bits: piece.bits, length: [...piece.text].length }));
  return lengths.reduce((best, piece) => (piece.length > best.length ? piece : best));
}

/**
 * From three characters on.
 * @param {string} text
 * @param {(start: string) => boolean} isPiece
 */
function longestStart(text, isPiece) {
  let length = 2;
  while (length < text.length && isPiece(text.slice(0, length + 1))) length += 1;
  return length > 2 ? text.slice(0, length) : "";
}

/**
 * Of one character. A letter: Diceware's words have 4.2 of them and 12.9 bits. A digit at random has 3.3 bits, and people
 * prefer some. An ideograph is about a syllable.
 * @type {Record<string, number>}
 */
const bitsOfKind = { separator: 1, lower: 3, upper: 3, digit: 3, sign: 4, ideograph: 6, picture: 6 };

/** For going from one kind to another: where it happens has to be guessed as well. */
const bitsOfChange = 2;

/** @param {string} character */
function kindOf(character) {
  if (/[\s._-]/u.test(character)) return "separator";
  if (/\p{Ideographic}/u.test(character)) return "ideograph";
  if (/\p{Lu}/u.test(character)) return "upper";
  if (/[\p{L}\p{M}]/u.test(character)) return "lower";
  if (/\p{N}/u.test(character)) return "digit";
  return /[\0-\u02ff]/u.test(character) ? "sign" : "picture";
}
