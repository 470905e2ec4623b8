import assert from "node:assert/strict";
import { test } from "node:test";
import { dateAndTime } from "../../web/lib/format.js";
import { day, longDay, minute } from "../../web/lib/moments.js";

const time = "2026-03-07T14:05:09.123Z";

test("is an element that has the exact time, whatever it shows", () => {
  for (const moment of [day(time), longDay(time), minute(time)]) {
    assert.match(moment.toString(), new RegExp(`^<time datetime="${time}" title="${dateAndTime(time)}">[^<]*2026[^<]*</time>$`));
  }
});

test("shows the minute of what ends then", () => {
  assert.match(minute(time).toString(), /:05[^<>]*<\/time>$/);
  assert.doesNotMatch(longDay(time).toString(), /:05[^<>]*<\/time>$/);
});
