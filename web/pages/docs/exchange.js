import { ApiError } from "../../lib/api.js";
import { fill } from "../../lib/texts.js";
import texts from "../../texts/en/docs.js";

/**
 * @typedef {object} Answer
 * @property {string} status
 * @property {number} milliseconds
 * @property {string} text JSON in lines, text as it is, and of anything else what it is
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
  if (!answer.text.includes('"proof_required"') || credentials.key()) return answer;
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
  const type = body instanceof File ? body.type : "application/json";
  try {
    const response = await fetch(path, {
      method,
      credentials: key() ? "omit" : "same-origin",
      headers: {
        ...(body !== undefined && { "Content-Type": type }),
        ...(key() ? { Authorization: `Bearer ${key()}` } : account && { "Tenantry-Account": account }),
      },
      body,
    });
    const content = await response.blob();
    return {
      status: `${response.status} ${response.statusText}`.trim(),
      milliseconds: Math.round(performance.now() - started),
      text: await inWords(response.headers.get("Content-Type") ?? "", content),
    };
  } catch {
    throw new ApiError(0, { code: "network" });
  }
}

/**
 * @param {string} type
 * @param {Blob} content
 */
async function inWords(type, content) {
  if (content.size === 0) return "";
  if (/json\b/.test(type)) return JSON.stringify(JSON.parse(await content.text()), null, 2);
  return type.startsWith("text/") ? content.text() : fill(texts.bytes, { type, count: content.size });
}
