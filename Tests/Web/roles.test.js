import assert from "node:assert/strict";
import { test } from "node:test";
import { builtInRoles, hasRoleMenu, highestRank, mayManageRole, mayRemove, proposedRole, roleChoices, roleOf, rolesFrom, rolesToInvite } from "../../web/lib/roles.js";

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

const auditor = { key: "auditor", name: "Auditor", rank: 70, permissions: ["audit.read"] };
const guide = { key: "guide", name: "Guide", rank: 30, permissions: ["invitations.read"] };
const ofViewers = ["members.read"];
const builtIn = builtInRoles.map((role) => ({ ...role, permissions: role.key === "viewer" ? ofViewers : ["members.read", "records.write"], builtIn: true }));
const listed = [...builtIn, { ...auditor, builtIn: false }, { ...guide, builtIn: false }]
  .sort((one, other) => other.rank - one.rank)
  .map((role) => ({ id: null, members: 0, ...role }));
const all = rolesFrom(listed);

test("a role is called by its word in this language, or by the name that it was given", () => {
  assert.equal(roleOf({ role: "owner", roleName: "x" }), "Owner");
  assert.equal(roleOf({ role: "audit_reader", roleName: "Audit reader" }), "Audit reader");
  assert.deepEqual(keys(all), ["owner", "admin", "auditor", "manager", "member", "guide", "viewer"]);
});

test("a role of the organization's own is given by those above it who hold all that is in it", () => {
  const holder = { role: "admin", permissions: [...admin.permissions, "audit.read"] };
  const reasons = (/** @type {{role: string, permissions: string[]}} */ actor, /** @type {any} */ target) =>
    Object.fromEntries(roleChoices(actor, target, all).map(({ role, refusal }) => [role.key, refusal]));
  assert.equal(reasons(holder, other("member")).auditor, null);
  assert.equal(reasons(admin, other("member")).auditor, "more");
  assert.equal(reasons(admin, other("member")).guide, null);
  assert.equal(reasons({ ...holder, role: "manager" }, other("member")).auditor, "above");
  assert.equal(reasons(holder, other("auditor")).member, null);
  assert.equal(reasons({ ...manager, permissions: ["members.update"] }, other("auditor")).member, "target");
  assert.deepEqual(keys(rolesToInvite(manager, "link", all)), ["member", "guide", "viewer"]);
  assert.equal(mayRemove(manager, other("auditor"), all), false);
  assert.equal(mayRemove(owner, other("auditor"), all), true);
});

test("out of such a role one steps down only to what is known to be less", () => {
  const own = { role: "auditor", permissions: ["audit.read", "invitations.read"] };
  const choices = roleChoices(own, self("auditor"), all);
  const offered = (/** @type {typeof choices} */ all) => keys(all.filter(({ isChosen, refusal }) => !isChosen && refusal === null).map(({ role }) => role));
  assert.deepEqual(offered(choices), ["guide"]);
  const reader = { role: "auditor", permissions: [...own.permissions, ...ofViewers] };
  assert.deepEqual(offered(roleChoices(reader, self("auditor"), all)), ["guide", "viewer"]);
  assert.equal(hasRoleMenu(own, self("auditor"), all), true);
  assert.equal(roleChoices(manager, self("manager"), all).find(({ role }) => role.key === "guide")?.refusal, null);
  assert.equal(roleChoices({ ...manager, permissions: [] }, self("manager"), all).find(({ role }) => role.key === "guide")?.refusal, "more");
});

test("one manages roles below one's own, of what one holds, and never the own", () => {
  const holder = { role: "admin", permissions: ["roles.manage", "audit.read"] };
  const may = (/** @type {{role: string, permissions: string[]}} */ actor) => keys(all.filter((role) => mayManageRole(actor, role, all)));
  assert.deepEqual(may(holder), ["auditor"]);
  assert.deepEqual(may({ ...holder, permissions: ["roles.manage", "audit.read", "invitations.read"] }), ["auditor", "guide"]);
  assert.deepEqual(may({ role: "auditor", permissions: ["roles.manage", "audit.read", "invitations.read"] }), ["guide"]);
  assert.deepEqual(may({ ...holder, permissions: ["audit.read"] }), []);
  assert.deepEqual([highestRank(owner, all), highestRank(admin, all), highestRank({ role: "auditor", permissions: [] }, all)], [99, 79, 69]);
});

test("the role that is proposed is the one that was settled, as far as it is one's own to give", () => {
  const offered = rolesToInvite(manager, "email");
  assert.equal(proposedRole(offered, "viewer"), "viewer");
  assert.equal(proposedRole(offered, "admin"), "member");
  assert.equal(proposedRole(offered, ""), "member");
  assert.equal(proposedRole(offered.filter(({ key }) => key !== "member"), "admin"), "viewer");
  assert.equal(proposedRole([], "member"), "");
});
