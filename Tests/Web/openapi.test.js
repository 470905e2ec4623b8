import assert from "node:assert/strict";
import { test } from "node:test";
import { address, curl, example, matching, operationsOf, typeName } from "../../web/lib/openapi.js";

const problem = { description: "A refusal", content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } };

/** @type {Api.Description} */
const description = {
  tags: [{ name: "Later" }, { name: "First" }],
  paths: {
    "/things/{thing}": {
      delete: { operationId: "deleteThing", summary: "Delete", tags: ["First"], responses: { 204: {}, 404: problem }, security: [{ session: [] }] },
      get: {
        operationId: "getThing",
        summary: "Look at one",
        tags: ["First"],
        parameters: [
          { name: "thing", in: "path", required: true, schema: { type: "string" } },
          { name: "limit", in: "query", required: false, schema: { type: "integer" } },
          { name: "cursor", in: "query", required: false, schema: { type: "string" } },
        ],
        responses: { 401: problem, 200: { description: "OK", content: { "application/json": { schema: { type: "object" } } } } },
        security: [{ session: [] }, { apiKey: [] }],
      },
    },
    "/things": {
      post: {
        operationId: "postThings",
        summary: "Make one",
        tags: ["Later"],
        requestBody: { content: { "application/json": { schema: { type: "object" } } } },
        responses: { 201: { description: "Created", content: { "image/png": {} } } },
        security: [],
      },
    },
  },
  components: { schemas: {} },
};
const operations = operationsOf(description);
const [make, look, remove] = operations;

test("operations come by group, path and method", () => {
  assert.deepEqual(operations.map(({ id }) => id), ["postThings", "getThing", "deleteThing"]);
  assert.deepEqual(look.credentials, ["session", "apiKey"]);
  assert.deepEqual([look.answers.map(({ status }) => status), look.refusals], [["200"], ["401"]]);
  assert.deepEqual(make.answers, [{ status: "201", description: "Created", schema: null, types: ["image/png"] }]);
  assert.equal(remove.body, null);
});

test("a search takes every word, wherever it stands", () => {
  assert.deepEqual(matching(operations, " THING  get ").map(({ id }) => id), ["getThing"]);
  assert.deepEqual(matching(operations, "make things"), [make]);
  assert.equal(matching(operations, "").length, 3);
  assert.deepEqual(matching(operations, "nothing at all"), []);
});

test("types in the words of JSON Schema", () => {
  for (const [schema, name] of /** @type {[Api.Schema, string][]} */ ([
    [{ type: "string" }, "string"],
    [{ type: "string", format: "email" }, "string (email)"],
    [{ type: "string", minLength: 1, maxLength: 100 }, "string, 1–100"],
    [{ type: "string", pattern: "^org_[0-7][0-9a-hjkmnp-tv-z]{25}$" }, "string (org_…)"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ type: "integer", minimum: 1, maximum: 200 }, "integer, 1–200"],
    [{ type: "integer", minimum: 0 }, "integer"],
    [{ type: "string", enum: ["email", "link"] }, '"email" | "link"'],
    [{ type: "array", items: { $ref: "#/components/schemas/Member" } }, "array of Member"],
    [{ anyOf: [{ $ref: "#/components/schemas/Offer" }, { type: "null" }] }, "Offer | null"],
  ])) {
    assert.equal(typeName(schema), name);
  }
});

test("an example has what is wanted and nothing else", () => {
  /** @type {Api.Schema} */
  const schema = {
    type: "object",
    required: ["name", "role", "uses", "open", "domains", "until", "inner"],
    properties: {
      name: { type: "string", minLength: 1 },
      role: { type: "string", enum: ["member", "admin"] },
      uses: { type: "integer", minimum: 1 },
      open: { type: "boolean" },
      domains: { type: "array", items: { type: "string" } },
      until: { type: ["string", "null"] },
      inner: { $ref: "#/components/schemas/Inner" },
      optional: { type: "string" },
    },
  };
  const inner = { type: "object", required: ["id"], properties: { id: { type: "string" } } };
  assert.deepEqual(example(schema, { Inner: inner }), {
    name: "", role: "member", uses: 1, open: false, domains: [], until: null, inner: { id: "" },
  });
});

test("an address has everything in its place, and nothing that was left empty", () => {
  assert.equal(address(look, { thing: "a/b?c", limit: "5", cursor: "" }), "/things/a%2Fb%3Fc?limit=5");
  assert.equal(address(look, {}), "/things/");
  assert.equal(address(look, { thing: "$&", cursor: "a b&c" }), "/things/%24%26?cursor=a+b%26c");
});

test("a shell takes the command as it is, whatever is in it", () => {
  assert.equal(curl(remove, "http://localhost/things/1", ""), `curl -X DELETE 'http://localhost/things/1' \\\n  -H "Authorization: Bearer $TOKEN"`);
  assert.equal(
    curl(make, "http://localhost/things", `{"name": "Ada's $(x)"}`),
    `curl -X POST 'http://localhost/things' \\\n  -H 'Content-Type: application/json' \\\n  -d '{"name": "Ada'\\''s $(x)"}'`,
  );
});
