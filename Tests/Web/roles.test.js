import assert from "node:assert/strict";
import { test } from "node:test";
import { mayRemove, roleName, rolesToInvite, rolesToSet } from "../../web/lib/roles.js";

const manages = ["invitations.read", "invitations.manage", "members.remove"];
const owner = { role: "owner", permissions: [...manages, "members.update"] };
const admin = { role: "admin", permissions: [...manages, "members.update"] };
const manager = { role: "manager", permissions: manages };
const member = { role: "member", permissions: [] };

/** @param {{key: string}[]} roles */
const keys = (roles) => roles.map(({ key }) => key);
/** @param {string} role */
const other = (role) => ({ role, isSelf: false });
/** @param {string} role */
const self = (role) => ({ role, isSelf: true });

test("an owner sets every role, of owners too", () => {
  assert.deepEqual(keys(rolesToSet(owner, other("owner"))), ["admin", "manager", "member", "viewer"]);
  assert.deepEqual(keys(rolesToSet(owner, other("member"))), ["owner", "admin", "manager", "viewer"]);
});

test("an admin sets roles below admin, of people below admin", () => {
  assert.deepEqual(keys(rolesToSet(admin, other("member"))), ["manager", "viewer"]);
  assert.deepEqual(rolesToSet(admin, other("admin")), []);
  assert.deepEqual(rolesToSet(admin, other("owner")), []);
});

test("without members.update nobody else's role is set", () => {
  assert.deepEqual(rolesToSet(manager, other("viewer")), []);
  assert.deepEqual(rolesToSet(member, other("viewer")), []);
});

test("anyone may lower their own role, nobody raise it", () => {
  assert.deepEqual(keys(rolesToSet(manager, self("manager"))), ["member", "viewer"]);
  assert.deepEqual(keys(rolesToSet(member, self("member"))), ["viewer"]);
  assert.deepEqual(rolesToSet({ role: "viewer", permissions: [] }, self("viewer")), []);
});

test("removing wants the permission and a higher rank, and is never oneself", () => {
  assert.equal(mayRemove(owner, other("owner")), true);
  assert.equal(mayRemove(admin, other("admin")), false);
  assert.equal(mayRemove(manager, other("member")), true);
  assert.equal(mayRemove(manager, other("manager")), false);
  assert.equal(mayRemove(member, other("viewer")), false);
  assert.equal(mayRemove(owner, self("owner")), false);
});

test("invitations carry lower roles, links never owner", () => {
  assert.deepEqual(keys(rolesToInvite(owner, "email")), ["owner", "admin", "manager", "member", "viewer"]);
  assert.deepEqual(keys(rolesToInvite(owner, "link")), ["admin", "manager", "member", "viewer"]);
  assert.deepEqual(keys(rolesToInvite(manager, "link")), ["member", "viewer"]);
  assert.deepEqual(rolesToInvite(member, "link"), []);
});

test("a role of an organization's own is named by its key, and only owners stand above it for sure", () => {
  assert.equal(roleName("audit_reader"), "Audit reader");
  assert.deepEqual(rolesToSet(admin, other("audit_reader")), []);
  assert.equal(mayRemove(admin, other("audit_reader")), false);
  assert.equal(mayRemove(owner, other("audit_reader")), true);
  assert.deepEqual(rolesToSet({ role: "audit_reader", permissions: ["members.update"] }, self("audit_reader")), []);
});
