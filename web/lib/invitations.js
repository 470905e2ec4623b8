/** @type {Record<Api.InvitationStatus, {name: string, tone: string}>} */
const statuses = {
  pending: { name: "Pending", tone: "info" },
  accepted: { name: "Accepted", tone: "good" },
  revoked: { name: "Revoked", tone: "" },
  expired: { name: "Expired", tone: "" },
  exhausted: { name: "Used up", tone: "" },
};

/** @param {Api.InvitationStatus} status */
export function invitationStatus(status) {
  return statuses[status] ?? { name: status, tone: "" };
}

/**
 * `1 of 1`, `3 of 10`, `3, no limit`.
 * @param {Pick<Api.Invitation, "uses" | "maxUses">} invitation
 */
export function invitationUses({ uses, maxUses }) {
  return maxUses === null ? `${uses}, no limit` : `${uses} of ${maxUses}`;
}

/**
 * What it is called in lists and messages.
 * @param {Pick<Api.Invitation, "kind" | "email">} invitation
 */
export function invitationName({ kind, email }) {
  return kind === "email" ? email ?? "E-mail" : "Link";
}

/**
 * `only example.com or example.org`; nothing where every address will do.
 * @param {Pick<Api.Invitation, "domains">} invitation
 */
export function invitationDomains({ domains = [] }) {
  return domains.length === 0 ? "" : `only ${domains.join(" or ")}`;
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
 * The body of the request, from the fields of the form. What belongs to the other kind is left out.
 * @param {Record<string, string>} values
 */
export function invitationRequest({ kind, email, role, maxUses, expiresInHours }) {
  const common = { kind, role, ...(expiresInHours && { expiresInHours: Number(expiresInHours) }) };
  if (kind === "email") return { ...common, email };
  return { ...common, ...(maxUses && { maxUses: Number(maxUses) }) };
}

/**
 * Whether an account with this address may take it up; the server has the last word.
 * @param {Pick<Api.InvitationPreview, "kind" | "email">} invitation
 * @param {Pick<Api.User, "email">} user
 */
export function invitationFits({ kind, email }, user) {
  return kind === "link" || email === null || folded(email) === folded(user.email);
}

/** @param {string} address */
function folded(address) {
  return address.normalize("NFKC").toLowerCase();
}
