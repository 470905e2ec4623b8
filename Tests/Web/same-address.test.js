import assert from "node:assert/strict";
import { test } from "node:test";
import { isSameAddress } from "../../web/lib/same-address.js";

test("goes by neither case nor composition", () => {
  assert.ok(isSameAddress("Ada@Example.com", "ada@example.com"));
  assert.ok(isSameAddress("ada@ex\u00e4mple.com", "ADA@exa\u0308mple.com"));
  assert.ok(isSameAddress("\uff41da@example.com", "ada@example.com"));
});

test("tells others apart", () => {
  for (const other of ["ada@example.org", "ada+b@example.com", "a.da@example.com", ""]) assert.ok(!isSameAddress("ada@example.com", other));
});
