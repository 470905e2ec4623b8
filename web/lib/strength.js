import { bitsOf, runs } from "./guesses.js";

/** @typedef {"tooShort" | "tooLong" | "simple" | "personal"} PasswordProblem */
/** @typedef {0 | 1 | 2 | 3 | 4} Score */

const longest = 256;

/**
 * What the server would refuse about a new password, and how hard the password is to guess.
 *
 * The server refuses common passwords, too, by a list that isn't here: those only get a low score. There are no rules
 * of composition, and length counts most, as NIST SP 800-63B-4 has it in §3.1.1.2 and appendix A.
 * @param {string} password
 * @param {string[]} words the person's own: name, address, organization
 * @param {number} minimum in code points
 * @returns {{score: Score, problems: PasswordProblem[]}} length first; with any problem, a score of 0
 */
export function passwordStrength(password, words, minimum) {
  const composed = password.normalize("NFC");
  const length = [...composed].length;
  if (length > longest) return { score: 0, problems: ["tooLong"] };
  const own = partsOf([...words, "tenantry"]);
  /** @type {PasswordProblem[]} */
  const problems = [];
  if (length < minimum) problems.push("tooShort");
  if (isSimple(fold(composed))) problems.push("simple");
  if (isMadeOf(fold(composed), own)) problems.push("personal");
  return { score: problems.length > 0 ? 0 : scoreOf(bitsOf(composed, own)), problems };
}

/**
 * In bits, the logarithm of how many guesses it takes. From 52 on, four words drawn from the 7,776 of Diceware or better,
 * a password withstands guessing even when hashes are stolen; below 20, a million guesses, it falls to whoever guesses
 * at many accounts.
 */
const thresholds = [20, 30, 40, 52];

/** @param {number} bits */
function scoreOf(bits) {
  return /** @type {Score} */ (thresholds.filter((threshold) => bits >= threshold).length);
}

/** @param {string} text */
function fold(text) {
  return text.normalize("NFC").toLowerCase().normalize("NFC");
}

/**
 * Up to four characters over and over, or a run.
 * @param {string} folded
 */
function isSimple(folded) {
  const characters = [...folded];
  const isRepeated = [1, 2, 3, 4].some(
    (period) => characters.length >= 2 * period && characters.every((character, index) => character === characters[index % period]),
  );
  return isRepeated || (folded !== "" && runs.some((run) => run.includes(folded)));
}

/**
 * Whole texts, the words in them, and those as one; longest first. Anything under three characters is no word.
 * @param {string[]} texts
 */
function partsOf(texts) {
  const folded = texts.map(fold);
  const words = folded.map((text) => text.split(/[^\p{Alphabetic}\p{M}\p{N}]+/u));
  const parts = new Set([...folded, ...words.flat(), ...words.map((list) => list.join(""))]);
  return [...parts].filter((part) => [...part].length >= 3).sort((one, other) => other.length - one.length);
}

/**
 * Whether it is nothing but some of `parts`, digits and punctuation.
 * @param {string} folded
 * @param {string[]} parts longest first
 */
function isMadeOf(folded, parts) {
  let rest = folded;
  let isFound = false;
  while (rest !== "") {
    const part = parts.find((one) => rest.startsWith(one));
    if (!part && /^\p{Alphabetic}/u.test(rest)) return false;
    isFound ||= part !== undefined;
    rest = rest.slice(part ? part.length : /** @type {string} */ ([...rest.slice(0, 2)][0]).length);
  }
  return isFound;
}
