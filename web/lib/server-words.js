import texts from "../texts/en/server.js";
import { fill } from "./texts.js";

/** The API speaks English. What it says to people, as opposed to programs, has a text in every language. */
const known = Object.entries(texts).map(([words, text]) => ({ pattern: patternOf(words), text }));

/** @param {string} words with `{parameters}` */
function patternOf(words) {
  const literal = words.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`, "su");
}

/**
 * The server's words as the page says them; words that are not known here stay as they are.
 * @param {string} words
 */
export function inPageLanguage(words) {
  const found = known.find(({ pattern }) => pattern.test(words));
  return found ? fill(found.text, found.pattern.exec(words)?.groups ?? {}) : words;
}
