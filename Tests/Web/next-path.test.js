import assert from "node:assert/strict";
import { test } from "node:test";
import { nextPath, withNext } from "../../web/lib/next-path.js";

test("keeps paths of this site", () => {
  for (const path of ["/", "/o/acme/members", "/invite", "/o/z%C3%BCrich?query=a&b=c", "/account#name"]) {
    assert.equal(nextPath(path), path);
  }
});

test("refuses what could lead elsewhere", () => {
  const refused = [
    null, undefined, "", "o/acme", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/a\\b",
    "https://evil.example/", "HTTPS:/evil.example", "javascript:alert(1)", "data:text/html,x", "?next=/", "#x",
    "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " /account", "/\u0000", "/a b", "/\u0085x", "/\u2028x",
  ];
  for (const next of refused) assert.equal(nextPath(next), "/", JSON.stringify(next));
});

test("falls back to what is asked for", () => {
  assert.equal(nextPath("//evil.example", "/account"), "/account");
});

test("carries the path along, but not the start", () => {
  assert.equal(withNext("/signup", "/"), "/signup");
  assert.equal(withNext("/signup", "/o/a?b=c&d"), "/signup?next=%2Fo%2Fa%3Fb%3Dc%26d");
});
