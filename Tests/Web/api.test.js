import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, Interrupted, createClient, queryString, retryAfter } from "../../web/lib/api.js";

/**
 * Answers one after the other, and keeps what was asked.
 * @param {...(Response | Error)} answers
 */
function server(...answers) {
  /** @type {{path: string, options: any}[]} */
  const asked = [];
  /** @type {any} */
  const fetch = async (/** @type {string} */ path, /** @type {object} */ options) => {
    asked.push({ path, options });
    const answer = answers.shift();
    if (!answer || answer instanceof Error) throw answer ?? new Error("nothing left to answer");
    return answer;
  };
  return { fetch, asked };
}

/**
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
const json = (status, body, headers) => new Response(JSON.stringify(body), { status, headers });

test("asks under /api/v1, and decodes the answer", async () => {
  const { fetch, asked } = server(json(200, { id: 1 }), new Response(null, { status: 204 }));
  const client = createClient({ fetch });
  assert.deepEqual(await client.get("/me", { query: { query: "a b", role: "", cursor: null, limit: 5 } }), { id: 1 });
  assert.equal(asked[0].path, "/api/v1/me?query=a+b&limit=5");
  assert.equal(await client.post("/logout"), null);
  assert.equal(asked[1].options.body, undefined);
});

test("names whom the page shows as signed in", async () => {
  const { fetch, asked } = server(json(200, {}), json(200, {}));
  await createClient({ fetch, account: "acc_1" }).post("/logout");
  await createClient({ fetch }).get("/session");
  assert.deepEqual(asked.map(({ options }) => options.headers["Tenantry-Account"]), ["acc_1", undefined]);
});

test("turns a problem into an error with all it says", async () => {
  const problem = { code: "invalid_input", detail: "No.", requestId: "r1", errors: [{ field: "name", message: "Too long." }] };
  const client = createClient(server(json(422, problem)));
  await assert.rejects(client.post("/signup", {}), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.status, error.code, error.message, error.requestId], [422, "invalid_input", "No.", "r1"]);
    assert.deepEqual(error.errors, problem.errors);
    return true;
  });
});

test("tells that an organization turns out to be read-only, and fails all the same", async () => {
  let told = 0;
  const client = createClient({ ...server(json(403, { code: "organization_read_only" }), json(403, { code: "forbidden" })), onReadOnly: () => told++ });
  await assert.rejects(client.post("/organizations/org_1/roles", {}), { status: 403, code: "organization_read_only" });
  await assert.rejects(client.post("/organizations/org_1/roles", {}), { code: "forbidden" });
  assert.equal(told, 1);
});

test("survives answers that are no problem documents", async () => {
  const client = createClient(server(new Response("<html>", { status: 502 }), json(500, /** @type {any} */ (null))));
  await assert.rejects(client.get("/me"), { status: 502, code: "" });
  await assert.rejects(client.get("/me"), { status: 500, code: "" });
});

test("tells an unreachable server from a call that is no longer wanted", async () => {
  const leaving = new AbortController();
  const client = createClient(server(new TypeError("failed to fetch"), new TypeError("aborted")));
  await assert.rejects(client.get("/me"), { status: 0, code: "network" });
  leaving.abort();
  await assert.rejects(client.get("/me", { signal: leaving.signal }), Interrupted);
});

test("asks for proof and repeats the call, once", async () => {
  const refusal = () => json(403, { code: "proof_required" });
  let proofs = 0;
  const { fetch, asked } = server(refusal(), json(200, { done: true }), refusal(), refusal());
  const client = createClient({ fetch, proveIdentity: async () => void (proofs += 1) });
  assert.deepEqual(await client.put("/password", { a: 1 }), { done: true });
  assert.equal(asked[0].options.body, asked[1].options.body);
  await assert.rejects(client.put("/password", {}), { code: "proof_required" });
  assert.equal(proofs, 2);
});

test("does not repeat the call when proof is not given", async () => {
  const { fetch, asked } = server(json(403, { code: "proof_required" }));
  const client = createClient({ fetch, proveIdentity: () => Promise.reject(new Interrupted("cancelled")) });
  await assert.rejects(client.put("/password", {}), Interrupted);
  assert.equal(asked.length, 1);
});

test("says when the session has ended, but not for a wrong password", async () => {
  let ended = 0;
  const client = createClient({
    ...server(json(401, { code: "invalid_credentials" }), json(401, { code: "unauthenticated" })),
    onSignedOut: () => void (ended += 1),
  });
  await assert.rejects(client.post("/session/proof", {}), { code: "invalid_credentials" });
  assert.equal(ended, 0);
  await assert.rejects(client.get("/me"), Interrupted);
  assert.equal(ended, 1);
});

test("a 404 in an organization is the end of a membership, or just a 404", async () => {
  const missing = () => json(404, { code: "not_found" });
  /** @type {string[]} */
  const looked = [];
  const client = createClient({
    ...server(missing(), missing(), missing()),
    onOrganizationMissing: async (id) => looked.push(id) > 0 && id === "org_1",
  });
  await assert.rejects(client.get("/organizations/org_1/members", { query: { limit: 1 } }), Interrupted);
  await assert.rejects(client.get("/organizations/org_2"), { status: 404 });
  await assert.rejects(client.get("/organizations/by-slug/acme"), { status: 404 });
  assert.deepEqual(looked, ["org_1", "org_2"]);
});

test("reads both forms of Retry-After", () => {
  const now = Date.parse("Sat, 07 Mar 2026 12:00:00 GMT");
  assert.equal(retryAfter("120"), 120);
  assert.equal(retryAfter("Sat, 07 Mar 2026 12:01:30 GMT", now), 90);
  assert.equal(retryAfter("Sat, 07 Mar 2026 11:00:00 GMT", now), 0);
  assert.equal(retryAfter("soon"), null);
  assert.equal(retryAfter(null), null);
});

test("leaves out empty parameters", () => {
  assert.equal(queryString({}), "");
  assert.equal(queryString({ a: "", b: null, c: undefined, d: 0 }), "?d=0");
});
