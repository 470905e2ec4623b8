import assert from "node:assert/strict";
import { test } from "node:test";
import { count, date, durationInWords, initial, relativeTime, shortDate } from "../../web/lib/format.js";

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

test("counts", () => {
  assert.equal(count(0, "member"), "0 members");
  assert.equal(count(1, "member"), "1 member");
  assert.equal(count(1204, "member"), "1,204 members");
});

test("takes the first letter, of any script", () => {
  assert.equal(initial(" ada"), "A");
  assert.equal(initial("𝒳"), "𝒳");
  assert.equal(initial(""), "?");
});

test("writes dates", () => {
  assert.match(date("2026-03-07T12:00:00.000Z", "en"), /March 7, 2026/);
  assert.equal(shortDate("2026-03-07T12:00:00.000Z", "en"), "Mar 7, 2026");
});
