import assert from "node:assert/strict";
import { test } from "node:test";
import { organizationPath, pathAfterSwitch, routeAt, sectionsFor } from "../../web/lib/routing.js";

test("knows the addresses of the shell", () => {
  assert.deepEqual(routeAt("/"), { name: "home" });
  assert.deepEqual(routeAt("/account"), { name: "account" });
  assert.deepEqual(routeAt("/account/"), { name: "account" });
  assert.deepEqual(routeAt("/organizations/new"), { name: "new-organization" });
  assert.deepEqual(routeAt("/o/acme"), { name: "organization", slug: "acme", section: "overview" });
  assert.deepEqual(routeAt("/o/acme/"), { name: "organization", slug: "acme", section: "overview" });
  assert.deepEqual(routeAt("/o/acme/members"), { name: "organization", slug: "acme", section: "members" });
  assert.deepEqual(routeAt("/o/a%20b"), { name: "organization", slug: "a b", section: "overview" });
});

test("knows the addresses of the console", () => {
  const id = `acc_${"0".repeat(26)}`;
  assert.deepEqual(routeAt("/admin"), { name: "console", section: "organizations", id: "" });
  assert.deepEqual(routeAt("/admin/accounts"), { name: "console", section: "accounts", id: "" });
  assert.deepEqual(routeAt(`/admin/accounts/${id}`), { name: "console", section: "accounts", id });
  assert.deepEqual(routeAt("/admin/providers"), { name: "console", section: "providers", id: "" });
  const organization = `org_${"0".repeat(26)}`;
  assert.deepEqual(routeAt(`/admin/organizations/${organization}`), { name: "console", section: "organizations", id: organization });
  for (const path of ["/admin/x", `/admin/organizations/${id}`, `/admin/accounts/${organization}`, `/admin/audit/${id}`, `/admin/providers/idp_${"0".repeat(26)}`, "/admin/accounts/1", "/admin/accounts/acc_"]) assert.deepEqual(routeAt(path), { name: "unknown" });
});

test("knows no others", () => {
  for (const path of ["/login", "/o", "/o/", "/o/acme/nothing", "/o/acme/members/x", "/organizations", "/accounts", "/o/%E0%A4%A"]) {
    assert.deepEqual(routeAt(path), { name: "unknown" }, path);
  }
});

test("writes a path that it can read", () => {
  for (const slug of ["acme", "a b", "ü/?#"]) {
    assert.deepEqual(routeAt(organizationPath(slug, "members")), { name: "organization", slug, section: "members" });
  }
});

const reads = ["organization.read", "members.read"];
/** @param {string[]} permissions */
const orbit = (permissions) => ({ slug: "orbit", permissions });

test("keeps the section when switching, where the role allows it", () => {
  assert.equal(pathAfterSwitch(routeAt("/o/acme/members"), orbit(reads)), "/o/orbit/members");
  assert.equal(pathAfterSwitch(routeAt("/o/acme/settings"), orbit([...reads, "organization.update"])), "/o/orbit/settings");
  assert.equal(pathAfterSwitch(routeAt("/o/acme/settings"), orbit(reads)), "/o/orbit");
  assert.equal(pathAfterSwitch(routeAt("/o/acme/members"), orbit(["organization.read"])), "/o/orbit");
  assert.equal(pathAfterSwitch(routeAt("/o/acme"), orbit(reads)), "/o/orbit");
  assert.equal(pathAfterSwitch(routeAt("/account"), orbit(reads)), "/o/orbit");
  assert.equal(pathAfterSwitch(routeAt("/o/acme/nothing"), orbit(reads)), "/o/orbit");
});

test("a role has the sections that it may use, in their order", () => {
  assert.deepEqual(sectionsFor(["secrets.manage", "organization.update", ...reads]), ["overview", "members", "secrets", "settings"]);
  assert.deepEqual(sectionsFor(["organization.update", ...reads]), ["overview", "members", "settings"]);
  assert.deepEqual(sectionsFor(["organization.read"]), ["overview"]);
  assert.deepEqual(sectionsFor(["organization.update", "audit.read", "organization.read"]), ["overview", "audit", "settings"]);
});
