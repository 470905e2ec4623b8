import assert from "node:assert/strict";
import { test } from "node:test";
import {
  invitationDomains,
  invitationFits,
  invitationName,
  invitationRequest,
  invitationStatus,
  invitationUses,
  mayResend,
  mayRevoke,
} from "../../web/lib/invitations.js";

test("sends what belongs to the kind", () => {
  const values = { kind: "email", email: "a@b.c", role: "member", maxUses: "5", expiresInHours: "24" };
  assert.deepEqual(invitationRequest(values), { kind: "email", email: "a@b.c", role: "member", expiresInHours: 24 });
  assert.deepEqual(invitationRequest({ ...values, kind: "link" }), {
    kind: "link",
    role: "member",
    maxUses: 5,
    expiresInHours: 24,
  });
  assert.deepEqual(invitationRequest({ kind: "link", role: "viewer", maxUses: "", expiresInHours: "168" }), {
    kind: "link",
    role: "viewer",
    expiresInHours: 168,
  });
});

test("offers to resend and revoke where that means something", () => {
  for (const status of /** @type {const} */ (["pending", "expired"])) assert.equal(mayResend({ status }), true);
  for (const status of /** @type {const} */ (["accepted", "exhausted", "revoked"])) assert.equal(mayResend({ status }), false);
  assert.equal(mayRevoke({ status: "pending" }), true);
  assert.equal(mayRevoke({ status: "expired" }), false);
});

test("puts them in words", () => {
  assert.equal(invitationStatus("exhausted").name, "Used up");
  assert.equal(invitationUses({ uses: 3, maxUses: 10 }), "3 of 10");
  assert.equal(invitationUses({ uses: 3, maxUses: null }), "3, no limit");
  assert.equal(invitationName({ kind: "email", email: "a@b.c" }), "a@b.c");
  assert.equal(invitationName({ kind: "link", email: null }), "Link");
});

test("tells whose addresses a link admits", () => {
  assert.equal(invitationDomains({ domains: [] }), "");
  assert.equal(invitationDomains({ domains: ["example.com", "b.c"] }), "only example.com or b.c");
});

test("knows which account an invitation is for, whatever the case", () => {
  assert.equal(invitationFits({ kind: "email", email: "Ada@Example.com" }, { email: "ada@example.com" }), true);
  assert.equal(invitationFits({ kind: "email", email: "ada@example.com" }, { email: "eve@example.com" }), false);
  assert.equal(invitationFits({ kind: "link", email: null }, { email: "eve@example.com" }), true);
});
