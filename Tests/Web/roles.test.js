import assert from "node:assert/strict";
import { test } from "node:test";
import { hasRoleMenu, mayRemove, roleChoices, roleName, rolesToInvite } from "../../web/lib/roles.js";

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

/**
 * The roles on offer, and what stands against the others.
 * @param {{role: string, permissions: string[]}} actor
 * @param {{role: string, isSelf: boolean, isLastOwner?: boolean}} target
 */
function offer(actor, target) {
  const choices = roleChoices(actor, target);
  assert.deepEqual(choices.filter(({ isChosen }) => isChosen).map(({ role }) => role.key), choices.some(({ role }) => role.key === target.role) ? [target.role] : []);
  const others = choices.filter(({ isChosen }) => !isChosen);
  return {
    offered: keys(others.filter(({ refusal }) => refusal === null).map(({ role }) => role)),
    refusals: [...new Set(others.map(({ refusal }) => refusal).filter(Boolean))],
  };
}

test("an owner sets every role, of owners too", () => {
  assert.deepEqual(offer(owner, other("owner")), { offered: ["admin", "manager", "member", "viewer"], refusals: [] });
  assert.deepEqual(offer(owner, other("member")), { offered: ["owner", "admin", "manager", "viewer"], refusals: [] });
});

test("an admin sets roles below admin, of people below admin, and is told why no others", () => {
  assert.deepEqual(offer(admin, other("member")), { offered: ["manager", "viewer"], refusals: ["above"] });
  assert.deepEqual(offer(admin, other("admin")), { offered: [], refusals: ["target"] });
  assert.deepEqual(offer(admin, other("owner")), { offered: [], refusals: ["target"] });
});

test("without members.update nobody else's role has a menu", () => {
  assert.equal(hasRoleMenu(admin, other("owner")), true);
  assert.equal(hasRoleMenu(manager, other("viewer")), false);
  assert.equal(hasRoleMenu(member, other("viewer")), false);
});

test("anyone may lower their own role, nobody raise it", () => {
  assert.deepEqual(offer(manager, self("manager")), { offered: ["member", "viewer"], refusals: ["raise"] });
  assert.deepEqual(offer(member, self("member")), { offered: ["viewer"], refusals: ["raise"] });
  assert.equal(hasRoleMenu(member, self("member")), true);
  assert.equal(hasRoleMenu({ role: "viewer", permissions: [] }, self("viewer")), false);
});

test("the only owner is told why they stay one", () => {
  const last = { ...self("owner"), isLastOwner: true };
  assert.deepEqual(offer(owner, last), { offered: [], refusals: ["lastOwner"] });
  assert.equal(hasRoleMenu(owner, last), true);
  assert.deepEqual(offer(owner, self("owner")).offered, ["admin", "manager", "member", "viewer"]);
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
  assert.deepEqual(offer(admin, other("audit_reader")), { offered: [], refusals: ["target"] });
  assert.equal(mayRemove(admin, other("audit_reader")), false);
  assert.equal(mayRemove(owner, other("audit_reader")), true);
  assert.equal(hasRoleMenu({ role: "audit_reader", permissions: ["members.update"] }, self("audit_reader")), false);
});
