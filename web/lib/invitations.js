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

/** @param {Pick<Api.Invitation, "kind" | "status">} invitation */
export function mayResend({ kind, status }) {
  return kind === "email" && (status === "pending" || status === "expired");
}

/** @param {Pick<Api.Invitation, "status">} invitation */
export function mayRevoke({ status }) {
  return status === "pending";
}

/**
 * The body of the request, from the fields of the form. What belongs to the other kind is left out.
 * @param {Record<string, string>} values
 * @param {string[]} domains
 */
export function invitationRequest({ kind, email, role, maxUses, expiresInHours }, domains) {
  const common = { kind, role, ...(expiresInHours && { expiresInHours: Number(expiresInHours) }) };
  if (kind === "email") return { ...common, email };
  return {
    ...common,
    ...(maxUses && { maxUses: Number(maxUses) }),
    ...(domains.length > 0 && { domains }),
  };
}
