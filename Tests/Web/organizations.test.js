import assert from "node:assert/strict";
import { test } from "node:test";
import { matching, ordered } from "../../web/lib/organizations.js";

/**
 * @param {string} name
 * @param {string} slug
 * @param {"team" | "personal"} [kind]
 */
const organization = (name, slug, kind = "team") => ({ id: slug, name, slug, kind, status: "active", role: "member", createdAt: "" });
const all = [
  organization("Zürich Werke", "zw"),
  organization("acme 10", "acme-10"),
  organization("Acme 2", "acme-2"),
  organization("Ada", "ada", "personal"),
];

test("orders the personal one first, then by name, numbers as numbers", () => {
  const before = [...all];
  assert.deepEqual(ordered(all).map(({ slug }) => slug), ["ada", "acme-2", "acme-10", "zw"]);
  assert.deepEqual(all, before);
});

test("finds by every word, in name or slug, whatever the case and accents", () => {
  /** @param {string} query */
  const found = (query) => matching(all, query).map(({ slug }) => slug);
  assert.deepEqual(found("zurich"), ["zw"]);
  assert.deepEqual(found("  WERKE  zür "), ["zw"]);
  assert.deepEqual(found("acme"), ["acme-10", "acme-2"]);
  assert.deepEqual(found("acme-2"), ["acme-2"]);
  assert.deepEqual(found("acme werke"), []);
  assert.equal(found("").length, 4);
});
