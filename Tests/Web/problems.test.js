import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../web/lib/api.js";
import { explain, fieldMessages } from "../../web/lib/problems.js";

test("says how long to wait", () => {
  assert.equal(explain(new ApiError(429, { code: "rate_limited" }, 90)), "Too many attempts. Try again in 2 minutes.");
  assert.equal(explain(new ApiError(503, { code: "busy" }, null)), "The server is busy. Try again in a moment.");
});

test("names the request of a fault, and none of its inside", () => {
  const text = explain(new ApiError(500, { code: "internal", detail: "SELECT", requestId: "r1" }));
  assert.match(text, /r1/);
  assert.doesNotMatch(text, /SELECT/);
});

test("a provider that does not answer is no fault of the server's", () => {
  assert.match(explain(new ApiError(502, { code: "provider_unavailable", requestId: "r1" })), /^The provider can’t be reached/);
  assert.match(explain(new ApiError(502, { code: "internal", requestId: "r1" })), /r1/);
});

test("has its own words for known codes and the server's for others", () => {
  assert.match(explain(new ApiError(409, { code: "last_owner", detail: "x" })), /owner/);
  assert.equal(explain(new ApiError(400, { code: "new_code", detail: "The server's words." })), "The server's words.");
  assert.match(explain(new ApiError(0, { code: "network" })), /could not be reached/);
  assert.doesNotMatch(explain(new TypeError("x is undefined")), /undefined/);
});

test("a refusal for want of a role is put plainly, any other is the server's own", () => {
  const refused = (/** @type {string} */ detail) => explain(new ApiError(403, { code: "forbidden", detail }));
  assert.equal(refused("Your role, member, lacks the permission members.update."), "Your role does not allow this.");
  assert.equal(refused("New accounts are made by invitation here."), "New accounts are made by invitation here.");
});

test("puts messages to their fields", () => {
  const errors = [
    { field: "name", message: "is too long" },
    { field: "name", message: "Two." },
    { field: "domains[1]", message: "Three." },
  ];
  assert.deepEqual(fieldMessages(new ApiError(422, { code: "invalid_input", errors })), { name: "Is too long. Two.", domains: "Three." });
  assert.deepEqual(Object.keys(fieldMessages(new ApiError(409, { code: "slug_taken" }))), ["slug"]);
  assert.deepEqual(Object.keys(fieldMessages(new ApiError(409, { code: "email_taken" }))), ["email"]);
  assert.deepEqual(fieldMessages(new ApiError(409, { code: "last_owner" })), {});
});
