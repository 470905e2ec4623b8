import assert from "node:assert/strict";
import { test } from "node:test";
import { capitalized, date, durationInWords, initials, relativeTime, shortDate } from "../../web/lib/format.js";

const now = Date.parse("2026-03-07T12:00:00.000Z");

test("tells how long ago, and how long from now", () => {
  assert.equal(relativeTime("2026-03-07T11:59:30.000Z", now, "en"), "just now");
  assert.equal(relativeTime("2026-03-07T11:55:01.000Z", now, "en"), "4 minutes ago");
  assert.equal(relativeTime("2026-03-07T09:00:00.000Z", now, "en"), "3 hours ago");
  assert.equal(relativeTime("2026-03-06T11:00:00.000Z", now, "en"), "yesterday");
  assert.equal(relativeTime("2025-01-07T11:00:00.000Z", now, "en"), "last year");
  assert.equal(relativeTime("2026-03-07T12:00:20.000Z", now, "en"), "in less than a minute");
  assert.equal(relativeTime("2026-03-14T11:59:58.000Z", now, "en"), "in 7 days");
});

test("rounds waiting times up", () => {
  assert.equal(durationInWords(0), "1 second");
  assert.equal(durationInWords(59), "59 seconds");
  assert.equal(durationInWords(61), "2 minutes");
  assert.equal(durationInWords(3600), "1 hour");
});

test("begins with a capital letter, of any script", () => {
  assert.equal(capitalized("past due"), "Past due");
  assert.equal(capitalized("überfällig"), "Überfällig");
  assert.equal(capitalized("𐐨𐐩"), "𐐀𐐩");
  assert.equal(capitalized(""), "");
});

test("takes the letters of the first word and the last, of any script", () => {
  assert.equal(initials(" ada"), "A");
  assert.equal(initials("Ada King Lovelace"), "AL");
  assert.equal(initials("<img src=x>"), "IX");
  assert.equal(initials("𝒳 𝒴"), "𝒳𝒴");
  assert.equal(initials(""), "?");
  assert.equal(initials("🎉"), "?");
});

test("writes dates", () => {
  assert.match(date("2026-03-07T12:00:00.000Z", "en"), /March 7, 2026/);
  assert.equal(shortDate("2026-03-07T12:00:00.000Z", "en"), "Mar 7, 2026");
});
