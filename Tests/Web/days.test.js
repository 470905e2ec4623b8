import assert from "node:assert/strict";
import { test } from "node:test";
import { isDay, lastDayBefore, midnight } from "../../web/lib/days.js";

test("knows a day that somebody means", () => {
  assert.deepEqual([isDay("0202-01-01"), isDay("9999-12-31"), isDay("2026-1-1"), isDay("2028-02-29"), isDay("")], [false, false, false, true, false]);
});

test("the end of a day is the beginning of the next", () => {
  for (const day of ["2026-03-29", "2026-10-25", "2026-12-31", "2028-02-29"]) {
    assert.equal(lastDayBefore(midnight(day, 1)), day);
    assert.notEqual(lastDayBefore(midnight(day)), day);
  }
});
