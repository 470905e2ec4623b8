import assert from "node:assert/strict";
import { test } from "node:test";
import { firstSteps } from "../../web/lib/first-steps.js";

const fresh = /** @type {const} */ ({
  kind: "team",
  role: "owner",
  permissions: ["members.read", "invitations.manage"],
  members: 1,
  owners: 1,
  invitationsEver: 0,
});

/** The keys, those that are done with a `+` behind. */
const steps = (/** @type {object} */ changes = {}) =>
  firstSteps({ ...fresh, ...changes }).map(({ key, isDone }) => key + (isDone ? "+" : ""));

test("a new team has been made, and nothing else", () => {
  assert.deepEqual(steps(), ["create+", "invite", "join", "owner"]);
});

test("an invitation that was ever made counts, and so does whoever joined", () => {
  assert.deepEqual(steps({ invitationsEver: 1 }), ["create+", "invite+", "join", "owner"]);
  assert.deepEqual(steps({ members: 2 }), ["create+", "invite+", "join+", "owner"]);
});

test("a second owner completes it", () => {
  assert.deepEqual(steps({ members: 2, owners: 2, invitationsEver: 1 }), ["create+", "invite+", "join+", "owner+"]);
});

test("somebody who has left again takes the step back, the invitation stays", () => {
  assert.deepEqual(steps({ members: 1, invitationsEver: 3 }), ["create+", "invite+", "join", "owner"]);
});

test("those who make no owners aren't asked for one", () => {
  assert.deepEqual(steps({ role: "admin", members: 2 }), ["create+", "invite+", "join+"]);
});

test("there are none for those who may not invite, and none of one's own", () => {
  assert.deepEqual(steps({ role: "member", permissions: ["members.read"] }), []);
  assert.deepEqual(steps({ kind: "personal" }), []);
});
