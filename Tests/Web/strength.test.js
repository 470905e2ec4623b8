import assert from "node:assert/strict";
import { test } from "node:test";
import { bitsOf } from "../../web/lib/guesses.js";
import { passwordStrength } from "../../web/lib/strength.js";

const own = ["Ada Lovelace", "ada.king@analytical-engines.example", "Müller & Söhne"];
const problems = (/** @type {string} */ password, minimum = 8) => passwordStrength(password, own, minimum).problems;
const score = (/** @type {string} */ password) => passwordStrength(password, own, 8).score;

test("has no rules of composition", () => {
  const accepted = [
    "plum cloud ferry nine", "allsmallletterswithoutanything", "18273645", "ALLCAPITALSHERE", "correct pony cell clip",
    "пароль мой длинный", "漢字仮名交じり文章", "        pad        ", "😀😁😂🤣😃😄😅😆", "a\u0000bcdefgh7",
  ];
  for (const password of accepted) assert.deepEqual(problems(password), [], password);
});

test("counts code points after composition", () => {
  assert.deepEqual(problems("xk3mq9z"), ["tooShort"]);
  assert.deepEqual(problems(""), ["tooShort"]);
  assert.deepEqual(problems("xk3mq9z7"), []);
  assert.deepEqual(problems("xk3me\u03019z"), ["tooShort"]);
  assert.deepEqual(problems("xk3me\u03019z7"), []);
  assert.deepEqual(problems("🔑🗝🔒🔓"), ["tooShort"]);
  assert.deepEqual(problems("👩‍👩‍👧‍👦x"), []);
  assert.deepEqual(problems("xk3mq9z7", 15), ["tooShort"]);
});

test("takes 256 at most", () => {
  const text = "plum cloud ferry nine ".repeat(20);
  assert.deepEqual(problems(text.slice(0, 256)), []);
  assert.deepEqual(passwordStrength(text.slice(0, 257), own, 8), { score: 0, problems: ["tooLong"] });
  assert.deepEqual(problems("e\u0301🔑".repeat(128)), ["simple"], "256 after composition");
  assert.deepEqual(problems("x".repeat(1_000_000)), ["tooLong"]);
});

test("sees repetitions and runs, either way and on any keyboard", () => {
  const simple = [
    "aaaaaaaa", "aAaAaAaA", "abababab", "abcabcabc", "abcabcab", "12121212", "12341234", "123456789", "0123456789012", "abcdefgh",
    "hgfedcba", "qwertyuiop", "QwertyUIOP", "qwertzuiop", "azertyuiop", "1q2w3e4r5t", "1qaz2wsx", "poiuytrewq", "        ", "😀😀😀😀😀😀😀😀",
  ];
  for (const password of simple) assert.deepEqual(problems(password), ["simple"], password);
  for (const password of ["aaaaaaaab", "abcdeabcde", "abcdefgz", "12345679"]) assert.deepEqual(problems(password), [], password);
});

test("sees what is made of a person's own words", () => {
  const personal = [
    "adalovelace", "Ada Lovelace 1", "lovelace1815", "ada.king@analytical-engines.example", "analytical-engines", "engines2025!",
    "MÜLLERSÖHNE", "mu\u0308ller123", "adaadaada1", "tenantry1", "Tenantry!!!", "lovelace-ada", "😀lovelace😀",
  ];
  for (const password of personal) assert.deepEqual(problems(password), ["personal"], password);
});

test("own words among others pass, and so do those of others and short ones", () => {
  assert.deepEqual(problems("lovelace reads plums"), []);
  assert.deepEqual(passwordStrength("lovelace1815", ["Grace Hopper"], 8).problems, []);
  assert.deepEqual(passwordStrength("bo19283746", ["Bo", "", " "], 8).problems, []);
  assert.deepEqual(passwordStrength("19283746", ["", "--"], 8).problems, []);
});

test("names every problem, length first, and none has a score", () => {
  assert.deepEqual(passwordStrength("aaa", ["aaa"], 8), { score: 0, problems: ["tooShort", "simple", "personal"] });
  assert.deepEqual(passwordStrength("ada ada ada ", own, 8), { score: 0, problems: ["simple", "personal"] });
});

test("what everybody chooses has the lowest score", () => {
  const common = [
    "password", "Password1", "PASSWORD123!", "p@ssw0rd", "P@$$w0rd!", "passw0rd2024", "qwerty123", "iloveyou", "letmein!!", "welcome1",
    "$unshin3!?", "Summer2025!", "monkeydragon", "correct horse battery staple", "12345678ab", "abc123xyz", "hellohellohello",
  ];
  for (const password of common) assert.equal(score(password), 0, password);
});

test("scores what takes more guesses higher", () => {
  const byScore = [
    ["qwerty123"],
    ["otter lamp", "18273645", "2024otter!"],
    ["extravagance", "xk3mq9z7"],
    ["otter lamp violin", "aK9#mQ2vLp"],
    ["plum cloud ferry nine", "xK9#mQ2v$Lp7", "kqzvbnwrtplmyhsdgfxc", "漢字仮名交じり文章"],
  ];
  byScore.forEach((passwords, expected) => {
    for (const password of passwords) assert.equal(score(password), expected, password);
  });
});

test("a longer password is never easier, but where the end makes a piece of it", () => {
  const password = "plum cloud ferry nine xK9#mQ2v$Lp7";
  let before = 0;
  for (let length = 1; length <= password.length; length += 1) {
    const bits = bitsOf(password.slice(0, length), []);
    assert.ok(bits > before, password.slice(0, length));
    before = bits;
  }
});

test("counts a known word, a run, a year and a repetition as one", () => {
  assert.equal(bitsOf("lovelace", ["lovelace"]), 4);
  assert.equal(bitsOf("L0vel4ce", ["lovelace"]), 4);
  assert.equal(bitsOf("rstuvwxyz", []), 5);
  assert.equal(bitsOf("lkjhgfdsa", []), 5);
  assert.equal(bitsOf("1987", []), 6);
  assert.equal(bitsOf("otter", []), 15);
  assert.equal(bitsOf("otterotterotter", []), 15 + 4);
  assert.equal(bitsOf("otterOTTER", []), 15 + 4);
  assert.equal(bitsOf("", []), 0);
});

test("a change of kind counts, a separator doesn't", () => {
  assert.equal(bitsOf("ot", []), 6);
  assert.equal(bitsOf("oT", []), 6 + 2);
  assert.equal(bitsOf("o8", []), 6 + 2);
  assert.equal(bitsOf("o t", []), 6 + 1);
  assert.equal(bitsOf("o#t", []), 6 + 4 + 2 * 2);
});

test("answers at once", () => {
  const long = Array.from({ length: 256 }, (_, index) => String.fromCharCode(33 + ((index * index * 7 + index * 3) % 90))).join("");
  const start = performance.now();
  for (const password of [long, "ab".repeat(127) + "c", "İ".repeat(255) + "x"]) passwordStrength(password, own, 8);
  assert.ok(performance.now() - start < 200);
});
