import { ApiError } from "../../lib/api.js";
import { fill } from "../../lib/texts.js";
import texts from "../../texts/en/docs.js";

/**
 * @typedef {object} Answer
 * @property {string} status
 * @property {number} milliseconds
 * @property {string} text JSON in lines, text as it is, and of anything else what it is
 * @property {string} [code] of a refusal
 */

/**
 * One request as it stands, and what came back, whatever that is. Where the account must be proven first, that is asked for in place.
 * @param {{method: string, path: string, body?: string | File}} request
 * @param {import("./trial.js").Credentials} credentials
 * @param {() => Promise<void>} proveIdentity
 * @returns {Promise<Answer>}
 */
export async function answerTo(request, credentials, proveIdentity) {
  const answer = await send(request, credentials);
  if (answer.code !== "proof_required" || credentials.key()) return answer;
  await proveIdentity();
  return send(request, credentials);
}

/**
 * @param {{method: string, path: string, body?: string | File}} request
 * @param {import("./trial.js").Credentials} credentials
 * @returns {Promise<Answer>}
 */
async function send({ method, path, body }, { account, key }) {
  const started = performance.now();
  const headers = {
    ...(body !== undefined && { "Content-Type": body instanceof File ? body.type : "application/json" }),
    ...(key() ? { Authorization: `Bearer ${key()}` } : account && { "Tenantry-Account": account }),
  };
  const { response, content } = await exchange(path, { method, credentials: key() ? "omit" : "same-origin", headers, body });
  return {
    status: `${response.status} ${response.statusText}`.trim(),
    milliseconds: Math.round(performance.now() - started),
    ...(await inWords(response.headers.get("Content-Type") ?? "", content)),
  };
}

/**
 * @param {string} path
 * @param {RequestInit} request
 */
async function exchange(path, request) {
  try {
    const response = await fetch(path, request);
    return { response, content: await response.blob() };
  } catch {
    throw new ApiError(0, { code: "network" });
  }
}

/**
 * @param {string} type
 * @param {Blob} content
 * @returns {Promise<Pick<Answer, "text" | "code">>}
 */
async function inWords(type, content) {
  if (content.size === 0) return { text: "" };
  if (/json\b/.test(type)) {
    const value = JSON.parse(await content.text());
    return { text: JSON.stringify(value, null, 2), code: type.startsWith("application/problem+json") ? value.code : undefined };
  }
  return { text: type.startsWith("text/") ? await content.text() : fill(texts.bytes, { type, count: content.size }) };
}
