import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { hasRoleMenu, mayManageRole, mayRemove, rolesFrom, rolesToInvite } from "../../web/lib/roles.js";
import { standing } from "../../web/lib/standing.js";
import { allows, changing, isReadOnly, noSeat, seatsInWords, seatsLeft } from "../../web/lib/subscription.js";

const source = (/** @type {string} */ name) => readFileSync(new URL(`../../Sources/Domain/${name}.swift`, import.meta.url), "utf8");
const statuses = /** @type {const} */ (["trial", "active", "past_due", "suspended", "canceled"]);

/**
 * The cases that a `switch` answers with true, by their raw values.
 * @param {string} swift
 */
function truths(swift) {
  const property = /var changesTheOrganization: Bool \{([^}]*\{[^}]*)\}/.exec(swift)?.[1] ?? "";
  const raw = new Map([...swift.matchAll(/case (\w+) = "([\w.]+)"/g)].map(([, name, value]) => [name, value]));
  const lines = [...property.matchAll(/case ([^:]+): (true|false)/g)];
  const named = lines.flatMap(([, cases, truth]) => [...cases.matchAll(/\.(\w+)/g)].map(([, name]) => ({ key: raw.get(name), truth })));
  assert.equal(named.length, raw.size, "each permission is in one line");
  return named.filter(({ truth }) => truth === "true").map(({ key }) => key);
}

test("what is out of use while nothing can be changed is what Domain says", () => {
  assert.deepEqual([...changing].sort(), truths(source("Permission")).sort());
  assert.match(source("Organization"), /var isReadOnly: Bool \{ self == \.suspended \|\| self == \.canceled \}/);
  assert.deepEqual(statuses.filter((status) => isReadOnly({ status })), ["suspended", "canceled"]);
});

test("one may what the role has, unless the status is against it", () => {
  const permissions = ["members.read", "members.update", "organization.delete"];
  const may = (/** @type {string} */ status) => [...permissions, "audit.read"].filter((permission) => allows({ permissions, status }, permission));
  for (const status of ["trial", "active", "past_due"]) assert.deepEqual(may(status), permissions);
  for (const status of ["suspended", "canceled"]) assert.deepEqual(may(status), ["members.read", "organization.delete"]);
});

test("no rule of roles offers what would be refused", () => {
  const permissions = ["members.update", "members.remove", "invitations.manage", "roles.manage"];
  const roles = rolesFrom([
    { id: null, key: "owner", name: "", rank: 100, permissions, builtIn: true, members: 1 },
    { id: "rol_1", key: "clerk", name: "Clerk", rank: 30, permissions: [], builtIn: false, members: 0 },
  ]);
  const offers = (/** @type {string} */ status) => {
    const actor = { role: "owner", permissions, status };
    return [
      hasRoleMenu(actor, { role: "clerk", isSelf: false }, roles), hasRoleMenu(actor, { role: "owner", isSelf: true }, roles),
      hasRoleMenu(actor, { role: "owner", isSelf: true, isLastOwner: true }, roles), mayRemove(actor, { role: "clerk", isSelf: false }, roles),
      rolesToInvite(actor, "email", roles).length > 0, mayManageRole(actor, roles[1], roles),
    ];
  };
  assert.deepEqual(offers("past_due"), [true, true, true, true, true, true]);
  assert.deepEqual(offers("canceled"), [false, false, false, false, false, false]);
});

test("seats in words", () => {
  const words = (/** @type {number | null} */ seats, /** @type {number | null} */ used, /** @type {number | null} */ pending) =>
    seatsInWords({ status: "active", trialEndsAt: null, seats, used, pending });
  assert.equal(words(10, 5, 2), "7 of 10 seats taken, 2 of them by invitations");
  assert.equal(words(10, 6, 1), "7 of 10 seats taken, one of them by an invitation");
  assert.equal(words(1, 1, 0), "1 of 1 seat taken");
  assert.equal(words(2000, 1500, 0), "1,500 of 2,000 seats taken");
  assert.equal(words(null, 5, 2), null);
  assert.equal(words(10, null, null), "10 seats");
  assert.equal(words(null, null, null), null);
});

test("what is left is never less than nothing, and unknown where there is no limit", () => {
  const left = (/** @type {number | null} */ seats) => seatsLeft({ status: "active", trialEndsAt: null, seats, used: 3, pending: 2 });
  assert.deepEqual([left(9), left(5), left(4), left(null)], [4, 0, 0, null]);
  assert.equal(seatsLeft({ status: "active", trialEndsAt: null, seats: 9, used: null, pending: null }), null);
});

test("whoever sees to the plan is sent to the service, everyone else to an owner", () => {
  assert.match(noSeat({ permissions: ["billing.manage"] }), /^All seats are taken\. .* whoever runs this service/);
  assert.match(noSeat({ permissions: [] }), /the owners of this organization: ask one of them\.$/);
});

test("a banner says what is so, what still works and whom to turn to, and nothing of what is active", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  const says = (/** @type {Api.OrganizationStatus} */ status, /** @type {string | null} */ end = null, permissions = [""]) =>
    String(standing({ status, permissions }, end, now)).replaceAll(/<[^>]+>/g, "");
  assert.equal(standing({ status: "active", permissions: [] }, null), null);
  assert.match(says("trial", "2026-03-13T13:00:00Z"), /^Trial: 12 days left\. When it ends, .* ask one of them\.$/);
  assert.match(says("trial", "2026-03-02T14:00:00Z"), /^Trial: 1 day left\. /);
  assert.match(says("trial", "2026-03-02T11:00:00Z"), /^Trial: less than a day left\. /);
  assert.match(says("trial"), /^This organization is on trial\. /);
  assert.match(says("past_due", null, ["billing.manage"]), /^A payment .* Everything still works\. .* turn to them\.$/);
  assert.match(says("suspended", "2026-02-27T12:00:00Z"), /^The trial ended on February 27, 2026\. You can still see everything, and leave\. /);
  assert.match(says("suspended"), /^This organization is suspended\. /);
  assert.match(says("canceled", null, ["organization.delete"]), /^The plan .* leave the organization and delete it\. Nothing else can be changed/);
});
