import texts from "../texts/en/invitations.js";
import { isSameAddress } from "./same-address.js";
import { fill, pageLanguage } from "./texts.js";

/** @type {Record<Api.InvitationStatus, string>} */
const tones = { pending: "info", accepted: "good", revoked: "", expired: "", exhausted: "" };

/** @param {Api.InvitationStatus} status */
export function invitationStatus(status) {
  return { name: texts.statuses[status] ?? status, tone: tones[status] ?? "" };
}

/**
 * `1 of 1`, `3 of 10`, `3, no limit`.
 * @param {Pick<Api.Invitation, "uses" | "maxUses">} invitation
 */
export function invitationUses({ uses, maxUses }) {
  if (maxUses === null) return fill(texts.usesUnlimited, { uses });
  return fill(texts.usesOf, { uses, most: maxUses });
}

/**
 * What it is called in lists and messages.
 * @param {Pick<Api.Invitation, "kind" | "email">} invitation
 */
export function invitationName({ kind, email }) {
  return kind === "email" ? email ?? texts.email : texts.link;
}

/**
 * `only example.com or example.org`; nothing where every address will do.
 * @param {Pick<Api.Invitation, "domains">} invitation
 */
export function invitationDomains({ domains = [] }) {
  if (domains.length === 0) return "";
  const list = new Intl.ListFormat(pageLanguage(), { type: "disjunction" }).format(domains);
  return fill(texts.only, { domains: list });
}

/** @param {Pick<Api.Invitation, "status">} invitation */
export function mayResend({ status }) {
  return status === "pending" || status === "expired";
}

/** @param {Pick<Api.Invitation, "status">} invitation */
export function mayRevoke({ status }) {
  return status === "pending";
}

/**
 * `example.com, @example.org`: the domains in what was typed.
 * @param {string} text
 */
export function domainsIn(text) {
  return text.split(/[\s,;]+/).map((domain) => domain.replace(/^@/, "")).filter(Boolean);
}

/**
 * The body of the request, from the fields of the form. What belongs to the other kind is left out.
 * @param {Record<string, string>} values
 */
export function invitationRequest({ kind, email, role, maxUses, expiresInHours, domains = "" }) {
  const common = { kind, role, ...(expiresInHours && { expiresInHours: Number(expiresInHours) }) };
  if (kind === "email") return { ...common, email };
  const only = domainsIn(domains);
  return { ...common, ...(maxUses && { maxUses: Number(maxUses) }), ...(only.length > 0 && { domains: only }) };
}

/**
 * Whether an account with this address may take it up; the server has the last word.
 * @param {Pick<Api.InvitationPreview, "kind" | "email">} invitation
 * @param {Pick<Api.User, "email">} user
 */
export function invitationFits({ kind, email }, user) {
  return kind === "link" || email === null || isSameAddress(email, user.email);
}
