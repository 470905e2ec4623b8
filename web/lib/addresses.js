import { email } from "./validation.js";

/** @typedef {{address: string, isPlausible: boolean}} Found */

/**
 * The addresses in a text that somebody pasted, in their order, each once whatever its case: separated by commas,
 * semicolons, spaces and lines, bare or as mail programs write them: `"Doe, John" <john@example.com>`. Names in front
 * of angle brackets go; whatever else is no plausible address stays as typed.
 * @param {string} text
 * @returns {Found[]}
 */
export function addressesIn(text) {
  const visible = text.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  const found = (visible.match(entry) ?? []).flatMap(candidatesIn).filter(isMeant).map(read);
  const seen = new Map();
  for (const one of found) {
    const key = one.address.normalize("NFKC").toLowerCase();
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}

// What semicolons and line ends separate that are outside quotation marks and brackets.
const entry = /(?:"[^"\r\n]*"|<[^<>\r\n]*>|[^;；\r\n"<]+|["<])+/gu;

// No address is longer (RFC 5321 §4.5.3.1), whatever surrounds it; and what is read takes time by its square.
const longest = 512;

const token = /("[^"]*")|<([^<>]+)>|([,，、])|([^\s,，、"<]+)/gu;

/**
 * @param {string} text what stands between two semicolons
 * @returns {string[]}
 */
function candidatesIn(text) {
  const only = /^[^@<>]*<([^<>]+)>[\s,]*$/u.exec(text.replace(/"[^"]*"/gu, ""));
  if (only) return words(only[1]);
  /** @type {string[]} */
  const candidates = [];
  /** @type {string[]} */
  let pending = [];
  for (const [, quoted, bracketed, comma, word] of text.matchAll(token)) {
    if (!bracketed && !comma) {
      pending.push(quoted ?? word);
      continue;
    }
    for (const one of comma ? pending.flatMap(unquoted) : pending.filter(isNoName)) candidates.push(one);
    for (const one of words(bracketed ?? "")) candidates.push(one);
    pending = [];
  }
  return [...candidates, ...pending.flatMap(unquoted)];
}

/** @param {string} text */
function words(text) {
  return text.split(/[\s,，、;；]+/u).filter(Boolean);
}

/**
 * Quotation marks that no brackets follow hold a name, or addresses out of a table.
 * @param {string} candidate
 */
function unquoted(candidate) {
  return candidate.includes("@") ? words(candidate) : [candidate];
}

/**
 * An address in front of brackets is one of its own: in a name, RFC 5322 wants it in quotation marks.
 * @param {string} word
 */
function isNoName(word) {
  return !word.startsWith('"') && read(word).isPlausible;
}

/**
 * Bullets, dashes and brackets that stand alone aren't.
 * @param {string} candidate
 */
function isMeant(candidate) {
  return /[\p{L}\p{N}@]/u.test(candidate);
}

/**
 * Without `mailto:` and the marks around it, if that is plausible.
 * @param {string} candidate
 * @returns {Found}
 */
function read(candidate) {
  if (candidate.length > longest) return { address: candidate, isPlausible: false };
  const [, link, rest] = /** @type {string[]} */ (/^[[({'"‘’“”„«‹•·]*(mailto:)?(.*)$/isu.exec(candidate));
  const bare = link ? rest.replace(/\?.*/su, "").replace(/%[2-7][0-9a-f]/giu, decodeURIComponent) : rest;
  const address = bare.replace(/[^\p{L}\p{M}\p{N}]+$/u, "");
  return email(address) === "" ? { address, isPlausible: true } : { address: candidate, isPlausible: false };
}
