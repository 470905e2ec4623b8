import assert from "node:assert/strict";
import { test } from "node:test";
import { addressesIn } from "../../web/lib/addresses.js";

/** The addresses, those that aren't plausible with a `?` in front. */
const found = (/** @type {string} */ text) =>
  addressesIn(text).map(({ address, isPlausible }) => (isPlausible ? address : `?${address}`));

test("takes any separator, and keeps the order", () => {
  const all = ["c@example.com", "a@example.com", "b@example.com"];
  for (const separator of [",", ";", "\n", "\r\n", "\t", " ", ", ", " ; ", ",\n", "\n\n", ",,", "\u00a0", "，", "；", "、"]) {
    assert.deepEqual(found(all.join(separator)), all, JSON.stringify(separator));
    assert.deepEqual(found(separator + all.join(separator) + separator), all, JSON.stringify(separator));
  }
});

test("finds nothing where nothing is", () => {
  for (const text of ["", " ", "\n", ",;,", "<>", '""', "- •", "\u200b"]) assert.deepEqual(found(text), [], JSON.stringify(text));
});

test("takes names as mail programs write them", () => {
  assert.deepEqual(found('Ada Lovelace <ada@example.com>, "Doe, John" <john@example.com>'), ["ada@example.com", "john@example.com"]);
  assert.deepEqual(found("Doe, John <john@example.com>; Roe, Jane <jane@example.com>;"), ["john@example.com", "jane@example.com"]);
  assert.deepEqual(found('"Doe; \\"Joe\\" John" <john@example.com>'), ["john@example.com"]);
  assert.deepEqual(found("Ada <ada@example.com> Eve <eve@example.com>"), ["ada@example.com", "eve@example.com"]);
  assert.deepEqual(found("Ada <ada@example.com>\nEve <eve@example.com>,\n"), ["ada@example.com", "eve@example.com"]);
  assert.deepEqual(found("Ada<ada@example.com>,<eve@example.com>"), ["ada@example.com", "eve@example.com"]);
  assert.deepEqual(found("Zoë Ångström (IT) <zoe@example.com>, bob@example.com"), ["zoe@example.com", "bob@example.com"]);
  assert.deepEqual(found("Ada @ Acme <ada@example.com>, bob@example.com"), ["ada@example.com", "bob@example.com"]);
});

test("a quoted address is a name, one without quotation marks isn't", () => {
  assert.deepEqual(found('"eve@example.com" <ada@example.com>'), ["ada@example.com"]);
  assert.deepEqual(found('bob@example.com, "eve@example.com" <ada@example.com>'), ["bob@example.com", "ada@example.com"]);
  assert.deepEqual(found("bob@example.com Ada <ada@example.com>"), ["bob@example.com", "ada@example.com"]);
  assert.deepEqual(found("ada@example.com <ada@example.com>"), ["ada@example.com"]);
});

test("takes links, and decodes them", () => {
  assert.deepEqual(found("mailto:ada@example.com MAILTO:b@example.com?subject=Hi"), ["ada@example.com", "b@example.com"]);
  assert.deepEqual(found("<mailto:ada@example.com>, [mailto:bob%2Blist@example.com]"), ["ada@example.com", "bob+list@example.com"]);
  assert.deepEqual(found("ada@example.com<mailto:ada@example.com>"), ["ada@example.com"]);
  assert.deepEqual(found("mailto:%E0%A4@example.com"), ["%E0%A4@example.com"]);
});

test("takes off the marks around an address, not those in it", () => {
  const marked = ["ada@example.com.", "(ada@example.com)", "'ada@example.com'", '"ada@example.com"', "“ada@example.com”", "ada@example.com:",
    "[ada@example.com],", "ada@example.com>", "<ada@example.com", "• ada@example.com", "- ada@example.com", "ada@example.com!?"];
  for (const text of marked) assert.deepEqual(found(text), ["ada@example.com"], text);
  const odd = ["o'brien+x_y@mail.example.com", "#1@example.com", "ü@exämple.com", "ada@localhost", "a@xn--exmple-cua.com"];
  assert.deepEqual(found(odd.join(" ")), odd);
  assert.deepEqual(found('["ada@example.com","bob@example.com"]'), ["ada@example.com", "bob@example.com"]);
  assert.deepEqual(found('"ada@example.com, bob@example.com"'), ["ada@example.com", "bob@example.com"]);
});

test("takes out what can't be seen", () => {
  assert.deepEqual(found("\u202aada@example.com\u202c\u200b, \ufeffb\u00adob@example.com"), ["ada@example.com", "bob@example.com"]);
});

test("takes each once, as it was first", () => {
  assert.deepEqual(found("Ada@Example.com, ada@example.com; <ADA@EXAMPLE.COM>"), ["Ada@Example.com"]);
  assert.deepEqual(found("u\u0308@example.com \u00fc@example.com ａda@example.com ada@example.com"), ["u\u0308@example.com", "ａda@example.com"]);
  assert.deepEqual(found("ada, Ada"), ["?ada"]);
});

test("keeps what isn't plausible, as typed and in its place", () => {
  assert.deepEqual(found("ada@, bob@example.com, @example.com; a@b@c, eve."), ["?ada@", "bob@example.com", "?@example.com", "?a@b@c", "?eve."]);
  assert.deepEqual(found("Ada ada@example.com"), ["?Ada", "ada@example.com"]);
  assert.deepEqual(found("Ada <ada at example>, <bob@example.com>"), ["?ada", "?at", "?example", "bob@example.com"]);
  assert.deepEqual(found('"Doe, John"\nbob@example.com'), ['?"Doe, John"', "bob@example.com"]);
  assert.deepEqual(found("Ada <>"), ["?Ada"]);
  assert.deepEqual(found("mailto:ada"), ["?mailto:ada"]);
  assert.deepEqual(found('5" <ada@example.com>, bob@example.com'), ["ada@example.com", "bob@example.com"]);
});

test("an open quotation mark or bracket ends with its line", () => {
  assert.deepEqual(found('"Ada <ada@example.com>\n"Bob" <bob@example.com>'), ["ada@example.com", "bob@example.com"]);
  assert.deepEqual(found("Ada <ada@example.com\nbob@example.com>"), ["?Ada", "ada@example.com", "bob@example.com"]);
});

test("takes a long list at once", () => {
  const list = Array.from({ length: 20_000 }, (_, index) => `"Name, ${index}" <user${index}@example.com>`);
  const start = performance.now();
  assert.equal(addressesIn(list.join(", ")).length, list.length);
  assert.equal(addressesIn('"'.repeat(99_999) + "<".repeat(100_000) + " ".repeat(100_000) + "x").length, 1);
  assert.ok(performance.now() - start < 2_000);
});

/**
 * Processor time in milliseconds, the least of a few.
 * @param {string} text
 */
function effort(text) {
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    addressesIn(text);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

test("is not held up by what only looks like a list", () => {
  assert.equal(addressesIn("!".repeat(60_000) + "a").length, 1);
  assert.equal(addressesIn("x ".repeat(200_000)).length, 1);
  assert.equal(addressesIn("<" + "x ".repeat(200_000) + ">, y").length, 2);
  for (const looks of [/** @param {number} n */ (n) => "!".repeat(n) + "a", /** @param {number} n */ (n) => "x ".repeat(n), /** @param {number} n */ (n) => "<" + "x ".repeat(n) + ">, y"]) {
    const [once, fourTimes] = [effort(looks(50_000)), effort(looks(200_000))];
    assert.ok(fourTimes < 10 * Math.max(once, 1), `${once} ms, and ${fourTimes} ms for four times as much`);
  }
});
