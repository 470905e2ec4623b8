import auditTexts from "../texts/en/audit.js";
import { partyName } from "./audit-names.js";
import { html } from "./html.js";
import { fillHtml, strong } from "./texts.js";

/** @typedef {import("./audit-names.js").AuditNames} AuditNames */
/** @typedef {import("./html.js").Html} Html */
/** @typedef {typeof auditTexts} AuditTexts */

/**
 * Which of its sentences an event takes, where its action has several.
 * @type {Record<string, (event: Api.AuditEvent) => string>}
 */
const variants = {
  "organization.created": ({ after }) => (after.kind === "personal" ? "personal" : after.name === undefined ? "bare" : "team"),
  "organization.updated": settled,
  "member.joined": (event) => (event.after.domain === undefined ? whose(event) : "domain"),
  "member.role_changed": whose,
  "role.updated": (event) => (isNew(event, "name") ? "name" : "bare"),
  "role.deleted": ({ after }) => (after.replacement === undefined ? "bare" : "replaced"),
  "invitation.created": ({ after }) => invitationKind(after),
  "invitation.resent": ({ after }) => invitationKind(after),
  "invitation.revoked": ({ after }) => String(after.reason),
  "impersonation.started": ({ after }) => (after.writes === true ? "writing" : "bare"),
  "provider.created": named,
  "provider.updated": named,
  "provider.deleted": named,
  "secret.created": named,
  "secret.replaced": named,
  "secret.deleted": named,
  "api_key.created": named,
  "api_key.revoked": (event) => (named(event) === "bare" || event.after.reason === "asked" ? named(event) : String(event.after.reason)),
};

/**
 * What happened, in a sentence; of an action that a later version has made, the action as it is.
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 * @param {{texts?: AuditTexts, actor?: (name: Html) => Html}} options texts of another language than the page's, and what becomes
 *   of the actor's name
 * @returns {Html}
 */
export function sentence(event, names, { texts = auditTexts, actor = (name) => name } = {}) {
  const text = formOf(event, texts) ?? texts.unknown;
  return fillHtml(text, { ...values(event, names, texts), actor: actor(actorName(event, names, texts)) });
}

/**
 * @param {Api.AuditEvent} event
 * @param {AuditTexts} texts
 * @returns {string | undefined}
 */
function formOf(event, texts) {
  const all = /** @type {Record<string, string | Record<string, string>>} */ (texts.sentences);
  const found = Object.hasOwn(all, event.action) ? all[event.action] : undefined;
  if (found === undefined || typeof found === "string") return found;
  const variant = variants[event.action](event);
  return Object.hasOwn(found, variant) ? found[variant] : found.bare;
}

/**
 * Who did it, as a sentence begins.
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 * @param {AuditTexts} [texts]
 * @returns {Html}
 */
export function actorName({ actor, onBehalfOf, via }, names, texts = auditTexts) {
  const ways = /** @type {Record<string, string>} */ (texts.ways);
  const name = actor ? partyName(actor, names, via === "api-key" ? texts.ways[via] : texts.formerActor) : html`${ways[via ?? "none"] ?? via}`;
  return onBehalfOf ? fillHtml(texts.onBehalf, { actor: name, other: partyName(onBehalfOf, names, texts.former) }) : name;
}

/**
 * @param {Api.AuditEvent} event
 * @param {AuditNames} names
 * @param {AuditTexts} texts
 */
function values({ action, target, before, after }, names, texts) {
  const known = { ...before, ...after };
  const isOfRole = action.startsWith("role.");
  const role = strong(isOfRole && known.name !== undefined ? String(known.name) : names.role(known.role));
  return {
    action: html`<code>${action}</code>`,
    target: target ? partyName(target, names, texts.former) : "",
    ofTarget: target ? ofTarget(target, names, texts) : "",
    role,
    before: strong(names.role(before.role)),
    after: strong(names.role(after.role)),
    name: strong(String(known.name)),
    formerName: strong(String(before.name)),
    slug: strong(String(known.slug)),
    formerSlug: strong(String(before.slug)),
    email: strong(String(known.email)),
    domain: strong(String(known.domain)),
    replacement: strong(names.role(after.replacement)),
    invitation: fillHtml(texts.invitations[invitationKind(known)], { email: strong(String(known.email)), role }),
  };
}

/**
 * `Bob’s`, `von Bob`.
 * @param {Api.AuditParty} target
 * @param {AuditNames} names
 * @param {AuditTexts} texts
 */
function ofTarget(target, names, texts) {
  const name = partyName(target, names, texts.formerOf);
  return names.person(target) === null ? name : fillHtml(texts.of, { name });
}

/** @param {Api.AuditEvent} event */
function settled(event) {
  if (isNew(event, "logo")) return "logo";
  if (event.before.logo !== undefined && event.after.logo === undefined) return "logoRemoved";
  if (isNew(event, "name")) return isNew(event, "slug") ? "both" : "name";
  return isNew(event, "slug") ? "slug" : "bare";
}

/** @param {Api.AuditEvent} event */
function whose({ actor, target }) {
  return actor !== null && actor.id === target?.id ? "own" : "other";
}

/** @param {Api.AuditEvent} event */
function named({ before, after }) {
  return (after.name ?? before.name) === undefined ? "bare" : "named";
}

/**
 * An address that has been erased leaves an invitation of nobody in particular.
 * @param {Api.AuditState} state
 * @returns {"email" | "link" | "bare"}
 */
function invitationKind({ kind, email }) {
  if (email !== undefined) return "email";
  return kind === "link" ? "link" : "bare";
}

/**
 * @param {Api.AuditEvent} event
 * @param {string} field
 */
function isNew({ before, after }, field) {
  return after[field] !== undefined && after[field] !== before[field];
}
