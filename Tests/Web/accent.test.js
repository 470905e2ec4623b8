import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { accentShades, contrast, surfaces } from "../../web/lib/accent.js";

const hex = (/** @type {number[]} */ parts) => `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

/** Every colour of a grid through the cube, and each grey. */
function* colors() {
  const grid = [0, 17, 51, 85, 102, 119, 136, 153, 170, 204, 238, 255];
  for (const red of grid) for (const green of grid) for (const blue of grid) yield hex([red, green, blue]);
  for (let grey = 0; grey < 256; grey += 1) yield hex([grey, grey, grey]);
}

test("every colour becomes one that is seen on all surfaces and can be written on", () => {
  let count = 0;
  for (const color of colors()) {
    const shades = accentShades(color);
    for (const scheme of /** @type {const} */ (["light", "dark"])) {
      const { mark, ink } = shades[scheme];
      assert.match(mark, /^#[0-9a-f]{6}$/);
      for (const ground of surfaces[scheme]) assert.ok(contrast(mark, ground) >= 3, `${color} as ${mark} on ${ground}`);
      assert.ok(contrast(mark, ink) >= 4.5, `${ink} on ${mark} of ${color}`);
    }
    count += 1;
  }
  assert.equal(count, 12 ** 3 + 256);
});

test("a colour that can be seen stays as it is", () => {
  assert.deepEqual(accentShades("#0B6B5C").light, { mark: "#0b6b5c", ink: "#ffffff" });
  assert.deepEqual(accentShades("#5ccab2").dark, { mark: "#5ccab2", ink: "#000000" });
  assert.notEqual(accentShades("#ffff00").light.mark, "#ffff00");
  assert.notEqual(accentShades("#000080").dark.mark, "#000080");
});

test("the ratio is WCAG's", () => {
  assert.equal(contrast("#ffffff", "#000000"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.equal(contrast("#767676", "#ffffff").toFixed(2), "4.54");
  assert.equal(contrast("#ff0000", "#ffffff"), contrast("#ffffff", "#ff0000"));
});

test("the surfaces are those of the stylesheet", () => {
  const css = readFileSync(new URL("../../web/styles/tokens.css", import.meta.url), "utf8");
  const [light, dark] = css.split("@media (prefers-color-scheme: dark)");
  const named = (/** @type {string} */ text) => [...text.matchAll(/--(?:ground|surface[a-z-]*): (#[0-9a-f]{6});/g)].map(([, color]) => color);
  assert.deepEqual([...surfaces.light].sort(), [...new Set(named(light))].sort());
  assert.deepEqual([...surfaces.dark].sort(), [...new Set(named(dark))].sort());
});
