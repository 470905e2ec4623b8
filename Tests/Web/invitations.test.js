import assert from "node:assert/strict";
import { test } from "node:test";
import { invitationName, invitationRequest, invitationStatus, invitationUses, mayResend, mayRevoke } from "../../web/lib/invitations.js";

test("sends what belongs to the kind", () => {
  const values = { kind: "email", email: "a@b.c", role: "member", maxUses: "5", expiresInHours: "24" };
  assert.deepEqual(invitationRequest(values, ["b.c"]), { kind: "email", email: "a@b.c", role: "member", expiresInHours: 24 });
  assert.deepEqual(invitationRequest({ ...values, kind: "link" }, ["b.c"]), {
    kind: "link",
    role: "member",
    maxUses: 5,
    expiresInHours: 24,
    domains: ["b.c"],
  });
  assert.deepEqual(invitationRequest({ kind: "link", role: "viewer", maxUses: "", expiresInHours: "168" }, []), {
    kind: "link",
    role: "viewer",
    expiresInHours: 168,
  });
});

test("offers to resend and revoke where that means something", () => {
  assert.equal(mayResend({ kind: "email", status: "expired" }), true);
  assert.equal(mayResend({ kind: "email", status: "accepted" }), false);
  assert.equal(mayResend({ kind: "link", status: "pending" }), false);
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
