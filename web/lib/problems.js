import texts from "../texts/en/problems.js";
import { ApiError } from "./api.js";
import { durationInWords } from "./format.js";
import { inPageLanguage } from "./server-words.js";
import { fill } from "./texts.js";

/**
 * One message for a person. Codes without a text of their own show the server's detail.
 * @param {unknown} error
 * @returns {string}
 */
export function explain(error) {
  if (!(error instanceof ApiError)) return ownFault(error);
  if (error.code === "network" && globalThis.navigator?.onLine === false) return texts.offline;
  if (error.status === 429) return fill(texts.rateLimited, { again: tryAgain(error) });
  if (error.status === 503) return fill(texts.busy, { again: tryAgain(error) });
  if (error.code === "provider_unavailable") return texts.provider_unavailable; // 502, and no fault of the server's
  if (error.status >= 500) return fault(error);
  if (error.code === "forbidden") return refusal(error.detail);
  return /** @type {Record<string, string>} */ (texts)[error.code] ?? error.message;
}

/**
 * Whoever invites can do something about it, so it is told there in other words.
 * @param {unknown} error
 * @returns {boolean}
 */
export function isSeatsFull(error) {
  return error instanceof ApiError && error.code === "seats_full";
}

/**
 * A fault of the page's own: for whoever looks into the console, too.
 * @param {unknown} error
 */
function ownFault(error) {
  console.error(error);
  return texts.page;
}

/**
 * What a role lacks is told in the API's terms; other refusals say in plain words what is not done here.
 * @param {string} detail
 */
function refusal(detail) {
  return detail === "" || detail.startsWith("Your role") ? texts.forbidden : inPageLanguage(detail);
}

/** @param {ApiError} error */
function tryAgain({ retryAfter }) {
  return retryAfter ? fill(texts.againIn, { time: durationInWords(retryAfter) }) : texts.againSoon;
}

/** @param {ApiError} error */
function fault({ requestId }) {
  return requestId ? fill(texts.faultWithReference, { request: requestId }) : texts.fault;
}

const fieldsByCode = /** @type {Record<string, string>} */ ({ email_taken: "email", slug_taken: "slug" });

/**
 * The messages that belong to fields. `domains[0]` and `domains.0` belong to `domains`.
 * @param {unknown} error
 * @returns {Record<string, string>}
 */
export function fieldMessages(error) {
  if (!(error instanceof ApiError)) return {};
  if (fieldsByCode[error.code]) return { [fieldsByCode[error.code]]: explain(error) };
  /** @type {Record<string, string>} */
  const messages = {};
  for (const { field, message } of error.errors) {
    const name = field.split(/[.[]/)[0];
    const text = sentence(inPageLanguage(message));
    messages[name] = messages[name] ? `${messages[name]} ${text}` : text;
  }
  return messages;
}

/**
 * The API's messages go on after the field's name, as in `is missing`; below a field they stand alone.
 * @param {string} message
 */
function sentence(message) {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
