import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { expiry, grantable, lifetimes, withheld } from "../../web/lib/api-keys.js";

const source = (/** @type {string} */ name) => readFileSync(new URL(`../../Sources/Domain/${name}.swift`, import.meta.url), "utf8");

test("what no key can have is what Domain withholds", () => {
  const raw = new Map([...source("Permission").matchAll(/case (\w+) = "([\w.]+)"/g)].map(([, name, value]) => [name, value]));
  const list = /let withheld: PermissionSet = \[([^\]]*)\]/.exec(source("APIKey"))?.[1] ?? "";
  const named = [...list.matchAll(/\.(\w+)/g)].map(([, name]) => raw.get(name));
  assert.ok(named.length >= 7);
  assert.deepEqual([...withheld].sort(), named.sort());
  assert.deepEqual([...grantable(), ...withheld].sort(), [...raw.values()].sort());
});

test("a key ends so many days from now, or never", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  assert.equal(expiry("30", now), "2026-03-31T12:00:00.000Z");
  assert.equal(expiry("365", now), "2027-03-01T12:00:00.000Z");
  assert.equal(expiry("never", now), null);
  for (const one of lifetimes) assert.ok(one === "never" || Number(one) > 0);
});
