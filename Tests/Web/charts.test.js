import assert from "node:assert/strict";
import { test } from "node:test";
import { barChart, bars } from "../../web/lib/charts.js";

test("bars stand beside each other, as tall as their numbers, within the picture", () => {
  const drawn = bars([0, 1, 50, 100]);
  assert.deepEqual(drawn.map(({ height }) => height), [0, 2, 38, 76]);
  for (const [index, bar] of drawn.entries()) {
    assert.ok(bar.y >= 0 && bar.y + bar.height <= 80 && bar.x + bar.width <= 300);
    if (index > 0) assert.ok(bar.x >= drawn[index - 1].x + drawn[index - 1].width);
  }
});

test("nothing and many draw without a fault", () => {
  assert.deepEqual(bars([]), []);
  assert.ok(bars([0, 0]).every(({ height }) => height === 0));
  assert.ok(bars(Array(366).fill(7)).every(({ width, height }) => width > 0 && height === 76));
});

test("a chart says what it shows, escaped", () => {
  const markup = String(barChart("<Sign-ups>", "3 in all", [1, 2]));
  assert.match(markup, /role="img" aria-label="&lt;Sign-ups&gt;: 3 in all"/);
  assert.equal(markup.match(/<rect /g)?.length, 2);
});
