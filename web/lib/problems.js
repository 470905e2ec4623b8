import { ApiError } from "./api.js";
import { durationInWords } from "./format.js";

/** What a person can do about it, by the API's code. Codes that are missing here show the server's own detail. */
const explanations = /** @type {Record<string, string>} */ ({
  network: "The server could not be reached. Check your connection and try again. Nothing you typed is lost.",
  invalid_credentials: "E-mail or password is not correct.",
  email_taken: "This e-mail address already has an account. Log in instead.",
  slug_taken: "This web address is taken. Choose another.",
  last_owner: "An organization needs at least one owner. Make someone else an owner first.",
  seats_full: "All seats of this organization are taken. Ask its owner to make room.",
  organization_read_only: "This organization is read-only at the moment, so nothing in it can be changed.",
  personal_organization: "A personal organization belongs to one person only.",
  already_member: "You are already a member of this organization.",
  invitation_email_mismatch: "This invitation is for another e-mail address. Use the account with that address.",
  invitation_revoked: "This invitation has been withdrawn, or replaced by a newer one. Ask whoever invited you for a new one.",
  invitation_expired: "This invitation has expired. Ask whoever invited you for a new one.",
  invitation_exhausted: "This invitation has been used up. Ask whoever invited you for a new one.",
  email_unverified: "This invitation admits confirmed e-mail addresses only. Confirm yours, then come back.",
  token_invalid: "This link is not valid, or not any more.",
  proof_required: "This needs your password once more.",
  not_found: "This is not there any more.",
});

/**
 * One message for a person.
 * @param {unknown} error
 * @returns {string}
 */
export function explain(error) {
  if (!(error instanceof ApiError)) return "Something went wrong on this page. Reload it and try again.";
  if (error.status === 429) return `Too many attempts. ${tryAgain(error)}`;
  if (error.status === 503) return `The server is busy. ${tryAgain(error)}`;
  if (error.status >= 500) return `The server had a fault. Try again${reference(error)}.`;
  if (error.code === "forbidden") return refusal(error.detail);
  return explanations[error.code] ?? error.message;
}

/**
 * What a role lacks is told in the API's terms; other refusals say in plain words what is not done here.
 * @param {string} detail
 */
function refusal(detail) {
  return detail === "" || detail.startsWith("Your role") ? "Your role does not allow this." : detail;
}

/** @param {ApiError} error */
function tryAgain({ retryAfter }) {
  return retryAfter ? `Try again in ${durationInWords(retryAfter)}.` : "Try again in a moment.";
}

/** @param {ApiError} error */
function reference({ requestId }) {
  return requestId ? `; if it stays, mention request ${requestId}` : " in a moment";
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
    messages[name] = messages[name] ? `${messages[name]} ${sentence(message)}` : sentence(message);
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
