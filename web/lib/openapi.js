/** Reads a description of an API (OpenAPI 3.1), as far as ours goes. */

/**
 * @typedef {object} Answer
 * @property {string} status
 * @property {string} description
 * @property {Api.Schema | null} schema of JSON
 * @property {string[]} types of files
 */

/**
 * @typedef {object} Operation
 * @property {string} id
 * @property {string} method
 * @property {string} path
 * @property {string} summary
 * @property {string} group
 * @property {Api.DescribedParameter[]} parameters
 * @property {Api.Schema | null} body of JSON
 * @property {string[]} fileTypes of a body that is a file
 * @property {string[]} credentials names of schemes, one of which is wanted; none for what is open to everyone
 * @property {Answer[]} answers when all is well
 * @property {string[]} refusals their statuses
 */

const methods = ["get", "post", "put", "patch", "delete"];
const json = "application/json";

/**
 * In the order of the groups, of paths in each, and of methods on each path.
 * @param {Api.Description} description
 * @returns {Operation[]}
 */
export function operationsOf({ paths, tags }) {
  const operations = Object.keys(paths)
    .sort()
    .flatMap((path) => methods.filter((method) => paths[path][method]).map((method) => operation(method, path, paths[path][method])));
  return tags.flatMap(({ name }) => operations.filter(({ group }) => group === name));
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Api.DescribedOperation} described
 * @returns {Operation}
 */
function operation(method, path, described) {
  const body = described.requestBody?.content ?? {};
  const statuses = Object.keys(described.responses).sort();
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    summary: described.summary,
    group: described.tags[0],
    parameters: described.parameters ?? [],
    body: body[json]?.schema ?? null,
    fileTypes: Object.keys(body).filter((type) => type !== json),
    credentials: described.security.flatMap((scheme) => Object.keys(scheme)),
    answers: statuses.filter((status) => status < "400").map((status) => answer(status, described.responses[status])),
    refusals: statuses.filter((status) => status >= "400"),
  };
}

/**
 * @param {string} status
 * @param {Api.DescribedAnswer} described
 * @returns {Answer}
 */
function answer(status, { description = "", content = {} }) {
  return { status, description, schema: content[json]?.schema ?? null, types: Object.keys(content).filter((type) => type !== json) };
}

/**
 * Those in which every word of a search stands somewhere.
 * @param {Operation[]} operations
 * @param {string} search
 */
export function matching(operations, search) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter(({ method, path, summary }) => {
    const text = `${method} ${path} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * The name of a shape that is described elsewhere, or null.
 * @param {Api.Schema} schema
 */
export function nameOf(schema) {
  return schema.$ref?.split("/").at(-1) ?? null;
}

/**
 * Without null, for what may be that, too.
 * @param {Api.Schema} schema
 * @returns {Api.Schema}
 */
export function withoutNull(schema) {
  return schema.anyOf?.find(({ type }) => type !== "null") ?? schema;
}

/**
 * In the words of JSON Schema: `string (email)`, `array of Member`, `integer, 1–200 | null`.
 * @param {Api.Schema} schema
 * @returns {string}
 */
export function typeName(schema) {
  const value = withoutNull(schema);
  const types = [value.type ?? []].flat();
  const isNullable = value !== schema || types.includes("null");
  return plainName(value, types.find((type) => type !== "null") ?? "") + (isNullable ? " | null" : "");
}

/**
 * @param {Api.Schema} schema
 * @param {string} type
 */
function plainName(schema, type) {
  const name = nameOf(schema);
  if (name) return name;
  if (schema.enum) return schema.enum.map((value) => `"${value}"`).join(" | ");
  if (type === "array" && schema.items) return `array of ${typeName(schema.items)}`;
  const prefix = /^\^([a-z]+)_\[/.exec(schema.pattern ?? "")?.[1];
  const kind = prefix ? `${prefix}_…` : schema.format;
  const [least, most] = type === "string" ? [schema.minLength, schema.maxLength] : [schema.minimum, schema.maximum];
  const range = most === undefined ? "" : `, ${least ?? 0}–${most}`;
  return type + (kind ? ` (${kind})` : "") + range;
}

/**
 * The least that fits, for somebody to fill in.
 * @param {Api.Schema} schema
 * @param {Record<string, Api.Schema>} shapes by name
 * @returns {unknown}
 */
export function example(schema, shapes) {
  const name = nameOf(schema);
  if (name) return example(shapes[name], shapes);
  if (schema.anyOf || [schema.type].flat().includes("null")) return null;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).filter(([field]) => schema.required?.includes(field));
      return Object.fromEntries(fields.map(([field, value]) => [field, example(value, shapes)]));
    }
    case "array":
      return [];
    case "boolean":
      return false;
    case "integer":
      return schema.minimum ?? 0;
    default:
      return "";
  }
}

/**
 * Where a request goes. What is not given is left out of the query.
 * @param {Operation} operation
 * @param {Record<string, string>} values by name of the parameter
 */
export function address({ path, parameters }, values) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ""));
  const query = parameters.filter((one) => one.in === "query" && values[one.name]).map(({ name }) => [name, values[name]]);
  return filled + (query.length > 0 ? `?${new URLSearchParams(query)}` : "");
}

/**
 * The same for a shell, with the credentials in a variable.
 * @param {Operation} operation
 * @param {string} url
 * @param {string} body
 */
export function curl({ method, credentials, body: schema, fileTypes }, url, body) {
  const parts = [`curl -X ${method} ${quoted(url)}`];
  if (credentials.length > 0) parts.push(`-H "Authorization: Bearer $TOKEN"`);
  if (schema) parts.push(`-H ${quoted(`Content-Type: ${json}`)}`, `-d ${quoted(body)}`);
  if (fileTypes.length > 0) parts.push(`-H ${quoted(`Content-Type: ${fileTypes[0]}`)}`, "--data-binary @FILE");
  return parts.join(" \\\n  ");
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
