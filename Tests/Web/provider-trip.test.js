import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { currentTrip, endTrip, linkWith, signInWith } from "../../web/lib/provider-trip.js";

const elsewhere = "https://id.example.com/authorize?state=s";
const start = { next: "/", remember: false, isLink: false };

/** @type {Map<string, string>} */
const stored = new Map();
/** @type {string[]} */
const left = [];
/** @type {[string, unknown][]} */
const asked = [];

/** Answers where to go. */
const client = /** @type {import("../../web/lib/api.js").Client} */ (/** @type {unknown} */ ({
  post: async (/** @type {string} */ path, /** @type {unknown} */ body) => {
    asked.push([path, body]);
    return { url: elsewhere };
  },
}));

/** The page is left, so nothing settles: a moment is enough to see where to. */
const moment = () => new Promise((resolve) => setTimeout(resolve));

Object.assign(globalThis, {
  sessionStorage: {
    getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void stored.set(key, value),
    removeItem: (/** @type {string} */ key) => void stored.delete(key),
  },
  location: { assign: (/** @type {string} */ path) => void left.push(path) },
  addEventListener: () => {},
});

beforeEach(() => {
  stored.clear();
  left.length = asked.length = 0;
});

test("keeps where signing in leads, until one is back", async () => {
  void signInWith(client, { provider: "idp_1", remember: true, email: "ada@example.com" }, "/o/acme?a=b");
  await moment();
  assert.deepEqual(asked, [["/login/provider", { provider: "idp_1", remember: true, email: "ada@example.com" }]]);
  assert.deepEqual(left, [elsewhere]);
  assert.deepEqual(currentTrip(), { next: "/o/acme?a=b", remember: true, isLink: false });
  assert.doesNotMatch([...stored.values()].join(), /ada@example|state/);
  endTrip();
  assert.deepEqual(currentTrip(), start);
});

test("tells linking from signing in", async () => {
  void linkWith(client, "idp_1");
  await moment();
  assert.deepEqual(asked, [["/me/identities", { provider: "idp_1" }]]);
  assert.deepEqual(currentTrip(), { next: "/account", remember: false, isLink: true });
});

test("leads nowhere else, whatever was kept", async () => {
  for (const next of ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]) {
    void signInWith(client, { provider: "idp_1", remember: false }, next);
    await moment();
    assert.deepEqual(currentTrip(), start, next);
  }
});

test("a refusal leaves what was kept, and the page", async () => {
  const refusing = { ...client, post: () => Promise.reject(new Error("refused")) };
  await assert.rejects(signInWith(refusing, { provider: "idp_1", remember: false }, "/account"), /refused/);
  assert.deepEqual([left, currentTrip()], [[], start]);
});
