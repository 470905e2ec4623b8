import assert from "node:assert/strict";
import { test } from "node:test";
import { email, failures, newPassword, optionalCount, passwordMinimum, required } from "../../web/lib/validation.js";
import { english, german } from "./languages.js";

test("wants an address with two sides", () => {
  for (const value of ["ada@example.com", " a@b ", "ü@exämple.com"]) assert.equal(email(value), "");
  for (const value of ["", "ada", "ada@", "@b", "a b@c", "a@b@c"]) assert.notEqual(email(value), "");
});

test("counts a password in code points", () => {
  assert.notEqual(newPassword(""), "");
  assert.notEqual(newPassword("🔑🔑🔑🔑"), "");
  assert.equal(newPassword("🔑🔑🔑🔑🔑🔑🔑🔑"), "");
  assert.equal(newPassword("        "), "");
  assert.equal(newPassword("a".repeat(256)), "");
  assert.notEqual(newPassword("a".repeat(257)), "");
});

test("takes a count or nothing", () => {
  for (const value of ["", "1", " 25 "]) assert.equal(optionalCount(value), "");
  for (const value of ["0", "-1", "1.5", "x", "01", "1e3"]) assert.notEqual(optionalCount(value), "");
});

test("takes the length of passwords from the page, and does without", () => {
  assert.equal(passwordMinimum("15"), 15);
  for (const written of [undefined, "", "0", "-9", "1.5", "{{passwordMinimum}}"]) assert.equal(passwordMinimum(written), 8);
});

test("collects the failing checks by field", () => {
  const checks = { name: required("Enter your name."), email };
  assert.deepEqual(failures({ name: " ", email: "a@b" }, checks), { name: "Enter your name." });
  assert.deepEqual(Object.keys(failures({}, checks)), ["name", "email"]);
});

test("the hint that comes with a page and the one of a module say the same", () => {
  for (const { entry, fields } of [english, german]) {
    assert.equal(entry.passwordHint.replace("{{passwordMinimum}}", "{minimum}"), fields.passwordHint);
  }
});
