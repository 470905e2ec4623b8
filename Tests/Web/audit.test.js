import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { changes } from "../../web/lib/audit-changes.js";
import { filterFrom, filterQuery, nouns } from "../../web/lib/audit-filter.js";
import { AuditNames } from "../../web/lib/audit-names.js";
import { sentence } from "../../web/lib/audit-sentences.js";
import { builtInRoles } from "../../web/lib/roles.js";
import { english, german } from "./languages.js";

const source = readFileSync(fileURLToPath(new URL("../../Sources/Domain/AuditEvent.swift", import.meta.url)), "utf8");

/** What can stand in an organization's log; the instance's own has the rest. */
const actions = [...source.matchAll(/^    case \w+ = "(\w+\.\w+)"$/gm)]
  .map(([, action]) => action)
  .filter((action) => !/^(account|factor|identity|session|operator|master_key|message|database)\./.test(action) && action !== "organization.erased");

const languages = { en: english, de: german };
const germanRoles = Object.entries(german.roles).flatMap(([key, role]) => (typeof role === "string" ? [] : [{ key, name: role.name }]));
const roles = { en: builtInRoles, de: germanRoles };

/**
 * @param {string} name
 * @returns {Api.AuditParty}
 */
const person = (name) => ({ id: `acc_${name.toLowerCase()}`, name, email: `${name.toLowerCase()}@example.com` });
const [ada, bob] = [person("Ada"), person("Bob")];

/**
 * @param {string} action
 * @param {Partial<Api.AuditEvent>} [fields]
 * @returns {Api.AuditEvent}
 */
const event = (action, fields) => ({
  number: 7, at: "2026-03-07T12:00:00.000Z", action, actor: ada, onBehalfOf: null, via: null, target: null, before: {}, after: {},
  ip: "192.0.2.1", userAgent: "", requestId: "r", ...fields,
});

/** As somebody reads it. */
const said = (/** @type {Api.AuditEvent} */ event, language = /** @type {"en" | "de"} */ ("en")) => {
  const names = new AuditNames(roles[language]);
  names.learn([event]);
  return text(sentence(event, names, { texts: /** @type {typeof import("../../web/texts/en/audit.js").default} */ (languages[language].audit) }));
};

const text = (/** @type {{toString(): string}} */ markup) => String(markup).replace(/<[^>]*>/g, "");

const mail = { kind: "email", role: "member", email: "eve@example.com" };
const link = { kind: "link", role: "viewer" };
const clerk = { role: "clerk", name: "Clerk", rank: 30 };

/** @type {[string, Partial<Api.AuditEvent>, string, string][]} */
const sentences = [
  ["organization.created", { after: { kind: "team", name: "Acme" } }, "Ada created the organization Acme", "Ada hat die Organisation Acme gegründet"],
  ["organization.created", { after: { kind: "personal", name: "Ada" } }, "Ada signed up, and this personal organization came to be",
    "Ada hat sich registriert, und diese persönliche Organisation entstand"],
  ["organization.created", { after: { kind: "team" } }, "Ada created the organization", "Ada hat die Organisation gegründet"],
  ["organization.updated", { before: { name: "A", slug: "a" }, after: { name: "B", slug: "a" } }, "Ada renamed the organization from A to B",
    "Ada hat die Organisation von A in B umbenannt"],
  ["organization.updated", { before: { name: "A", slug: "a" }, after: { name: "A", slug: "b" } }, "Ada changed the web address from a to b",
    "Ada hat die Webadresse von a in b geändert"],
  ["organization.updated", { before: { name: "A", slug: "a" }, after: { name: "B", slug: "b" } },
    "Ada renamed the organization from A to B, with the web address b", "Ada hat die Organisation von A in B umbenannt, mit der Webadresse b"],
  ["organization.updated", { after: { logo: "9f" } }, "Ada changed the logo", "Ada hat das Logo geändert"],
  ["organization.updated", { before: { logo: "9f" } }, "Ada removed the logo", "Ada hat das Logo entfernt"],
  ["organization.updated", {}, "Ada changed the settings", "Ada hat die Einstellungen geändert"],
  ["organization.transferred", { target: bob }, "Ada transferred ownership to Bob", "Ada hat die Inhaberschaft an Bob übertragen"],
  ["organization.deleted", {}, "Ada deleted the organization", "Ada hat die Organisation gelöscht"],
  ["organization.restored", {}, "Ada brought the organization back", "Ada hat die Organisation zurückgeholt"],
  ["organization.exported", {}, "Ada exported the organization", "Ada hat die Organisation exportiert"],
  ["organization.imported", {}, "Ada imported the organization", "Ada hat die Organisation importiert"],
  ["member.joined", { target: ada, after: { role: "viewer" } }, "Ada joined as Viewer", "Ada ist als Betrachter beigetreten"],
  ["member.joined", { target: bob, after: { role: "viewer" } }, "Ada added Bob as Viewer", "Ada hat Bob als Betrachter aufgenommen"],
  ["member.role_changed", { target: bob, before: { role: "viewer" }, after: { role: "member" } },
    "Ada changed Bob’s role from Viewer to Member", "Ada hat die Rolle von Bob geändert: Mitglied statt Betrachter"],
  ["member.role_changed", { target: ada, before: { role: "owner" }, after: { role: "admin" } },
    "Ada changed their own role from Owner to Admin", "Ada hat die eigene Rolle von Inhaber in Admin geändert"],
  ["member.removed", { target: bob, before: { role: "viewer" } }, "Ada removed Bob", "Ada hat Bob entfernt"],
  ["member.left", { target: ada, before: { role: "viewer" } }, "Ada left", "Ada ist ausgetreten"],
  ["role.created", { after: clerk }, "Ada made the role Clerk", "Ada hat die Rolle Clerk angelegt"],
  ["role.updated", { before: clerk, after: { ...clerk, rank: 31 } }, "Ada changed the role Clerk", "Ada hat die Rolle Clerk geändert"],
  ["role.updated", { before: clerk, after: { ...clerk, name: "Guide" } }, "Ada renamed the role Clerk to Guide",
    "Ada hat die Rolle Clerk in Guide umbenannt"],
  ["role.deleted", { before: clerk }, "Ada deleted the role Clerk", "Ada hat die Rolle Clerk gelöscht"],
  ["role.deleted", { before: clerk, after: { replacement: "viewer", members: 2 } }, "Ada deleted the role Clerk, with Viewer in its place",
    "Ada hat die Rolle Clerk gelöscht und durch Betrachter ersetzt"],
  ["invitation.created", { after: mail }, "Ada invited eve@example.com as Member", "Ada hat eve@example.com als Mitglied eingeladen"],
  ["invitation.created", { after: link }, "Ada made an invitation link for the role Viewer",
    "Ada hat einen Einladungslink für die Rolle Betrachter erstellt"],
  ["invitation.created", { after: { kind: "email", role: "member" } }, "Ada invited somebody as Member", "Ada hat jemanden als Mitglied eingeladen"],
  ["invitation.resent", { after: { kind: "email", role: "member" } }, "Ada sent an invitation to the role Member again",
    "Ada hat eine Einladung in die Rolle Mitglied noch einmal gesendet"],
  ["invitation.resent", { before: mail, after: mail }, "Ada sent the invitation to eve@example.com again",
    "Ada hat die Einladung an eve@example.com noch einmal gesendet"],
  ["invitation.resent", { before: link, after: link }, "Ada put a new link in place of an invitation link for the role Viewer",
    "Ada hat einen Einladungslink für die Rolle Betrachter durch einen neuen ersetzt"],
  ["invitation.revoked", { before: mail, after: { reason: "asked" } }, "Ada revoked the invitation to eve@example.com",
    "Ada hat die Einladung an eve@example.com zurückgezogen"],
  ["invitation.revoked", { before: mail, after: { reason: "replaced" } }, "Ada put a new invitation in place of the invitation to eve@example.com",
    "Ada hat die Einladung an eve@example.com durch eine neue ersetzt"],
  ["invitation.revoked", { before: link, after: { reason: "unbacked" } },
    "Ada ended an invitation link for the role Viewer, as its maker could no longer make it",
    "Ada hat einen Einladungslink für die Rolle Betrachter beendet, da die Berechtigung dazu weggefallen ist"],
  ["subscription.set", { actor: null, via: "stripe", before: { status: "active" }, after: { status: "past_due" } }, "Stripe changed the plan",
    "Stripe hat den Tarif geändert"],
  ["impersonation.started", { target: bob, after: { writes: true, explanation: "A ticket" } }, "Ada, who runs this service, began to act as Bob",
    "Ada betreibt diesen Dienst und handelt nun als Bob"],
  ["impersonation.started", { target: bob, after: { writes: false } }, "Ada, who runs this service, began to look around as Bob",
    "Ada betreibt diesen Dienst und sieht sich nun als Bob um"],
  ["impersonation.ended", { target: bob }, "Ada is done acting as Bob", "Ada handelt nicht mehr als Bob"],
  ["provider.created", { after: { name: "Keys", kind: "oidc", issuer: "https://id.example.com", clientId: "t1" } }, "Ada added the provider Keys to sign in with",
    "Ada hat den Anbieter Keys zum Anmelden hinzugefügt"],
  ["provider.created", { after: { kind: "github" } }, "Ada added a provider to sign in with", "Ada hat einen Anbieter zum Anmelden hinzugefügt"],
  ["provider.updated", { before: { name: "Keys" }, after: { name: "Keys", clientId: "t2" } }, "Ada changed the provider Keys",
    "Ada hat den Anbieter Keys geändert"],
  ["provider.updated", { after: { clientId: "t2" } }, "Ada changed a provider", "Ada hat einen Anbieter geändert"],
  ["provider.deleted", { before: { name: "Keys" } }, "Ada deleted the provider Keys", "Ada hat den Anbieter Keys gelöscht"],
  ["provider.deleted", {}, "Ada deleted a provider", "Ada hat einen Anbieter gelöscht"],
  ["secret.created", { after: { name: "Mail", provider: "smtp" } }, "Ada added the secret Mail", "Ada hat das Geheimnis Mail hinzugefügt"],
  ["secret.created", { after: { provider: "smtp" } }, "Ada added a secret", "Ada hat ein Geheimnis hinzugefügt"],
  ["secret.replaced", { before: { name: "Mail" }, after: { name: "Mail" } }, "Ada replaced the value of the secret Mail",
    "Ada hat den Wert des Geheimnisses Mail ersetzt"],
  ["secret.replaced", {}, "Ada replaced the value of a secret", "Ada hat den Wert eines Geheimnisses ersetzt"],
  ["secret.deleted", { before: { name: "Mail" } }, "Ada deleted the secret Mail", "Ada hat das Geheimnis Mail gelöscht"],
  ["secret.deleted", {}, "Ada deleted a secret", "Ada hat ein Geheimnis gelöscht"],
  ["api_key.created", { after: { name: "CI" } }, "Ada made the API key CI", "Ada hat den API-Schlüssel CI angelegt"],
  ["api_key.created", {}, "Ada made an API key", "Ada hat einen API-Schlüssel angelegt"],
  ["api_key.revoked", { before: { name: "CI" }, after: { reason: "asked" } }, "Ada revoked the API key CI", "Ada hat den API-Schlüssel CI widerrufen"],
  ["api_key.revoked", { before: { name: "CI" }, after: { reason: "unbacked" } }, "Ada ended the API key CI, as its maker is not there any more",
    "Ada hat den API-Schlüssel CI beendet, da nicht mehr da ist, wer ihn angelegt hat"],
  ["api_key.revoked", { before: { name: "CI" }, after: { reason: "address_proven" } },
    "Ada ended the API key CI by confirming the address of its maker",
    "Ada hat den API-Schlüssel CI beendet, da die Adresse des Kontos bestätigt wurde, das ihn angelegt hat"],
  ["api_key.revoked", { after: { reason: "unbacked" } }, "Ada revoked an API key", "Ada hat einen API-Schlüssel widerrufen"],
  ["member.joined", { target: ada, after: { role: "member", domain: "example.com" } }, "Ada joined as Member, by an address at example.com",
    "Ada ist als Mitglied beigetreten, mit einer Adresse unter example.com"],
  ["domain.added", { after: { domain: "example.com", role: "member" } }, "Ada added the domain example.com, to join by as Member",
    "Ada hat die Domain example.com hinzugefügt, zum Beitritt als Mitglied"],
  ["domain.updated", { before: { domain: "example.com", role: "member" }, after: { domain: "example.com", role: "viewer" } },
    "Ada changed the role of those who join by example.com from Member to Viewer",
    "Ada hat die Rolle derer geändert, die über example.com beitreten: Betrachter statt Mitglied"],
  ["domain.proven", { after: { domain: "example.com", role: "member", proof: "dns" } }, "Ada proved the domain example.com",
    "Ada hat die Domain example.com nachgewiesen"],
  ["domain.missing", { actor: null, via: "timer", after: { domain: "example.com" } }, "The server did not find the DNS record of example.com any more",
    "Der Server hat den DNS-Eintrag von example.com nicht mehr gefunden"],
  ["domain.lapsed", { actor: null, via: "timer", after: { domain: "example.com" } }, "The server ended joining by example.com, as its DNS record is gone",
    "Der Server hat den Beitritt über example.com beendet, da der DNS-Eintrag fehlt"],
  ["domain.removed", { before: { domain: "example.com" } }, "Ada removed the domain example.com", "Ada hat die Domain example.com entfernt"],
  ["invitation.declined", { before: mail }, "Ada declined the invitation to eve@example.com", "Ada hat die Einladung an eve@example.com abgelehnt"],
];

test("what happens in an organization reads as a sentence, in each language", () => {
  for (const [action, fields, en, de] of sentences) {
    assert.equal(said(event(action, fields), "en"), en);
    assert.equal(said(event(action, fields), "de"), de);
  }
});

test("every action of an organization has a sentence here and in each language, and none has one that can't happen", () => {
  assert.ok(actions.length >= 16);
  assert.deepEqual([...new Set(sentences.map(([action]) => action))].sort(), [...actions].sort());
  for (const { audit } of Object.values(languages)) assert.deepEqual(Object.keys(audit.sentences).sort(), [...actions].sort());
  assert.deepEqual([...nouns], [...new Set(actions.map((action) => action.split(".")[0]))]);
});

test("whatever else can happen has a sentence and a kind in the console, in each language", () => {
  const all = [...source.matchAll(/^    case \w+ = "(\w+\.\w+)"$/gm)].map(([, action]) => action);
  for (const { console } of Object.values(languages)) {
    const said = Object.keys(console.events);
    assert.deepEqual(all.filter((action) => !actions.includes(action) && !said.includes(action)), []);
    assert.deepEqual(said.filter((action) => !all.includes(action)), []);
    const inBoth = ["api_key", "domain", "impersonation", "provider"]; // with the sentences of an organization's
    assert.deepEqual([...new Set([...said.map((action) => action.split(".")[0]), ...inBoth])].sort(), Object.keys(console.nouns).sort());
  }
});

test("every sentence that there is can be said", () => {
  for (const [action, forms] of Object.entries(english.audit.sentences)) {
    const reached = sentences.filter((one) => one[0] === action).map(([, fields]) => said(event(action, fields)));
    for (const form of typeof forms === "string" ? [forms] : Object.values(forms)) {
      const pattern = new RegExp(`^${form.replace(/\{\w+\}/g, ".+")}$`);
      assert.ok(reached.some((one) => pattern.test(one)), form);
    }
  }
});

test("every field of an organization's events has a name", () => {
  const list = source.match(/enum AuditField[^{]*\{([\s\S]*?)\n\n/)?.[1] ?? "";
  const fields = list.replaceAll("case", ",").split(",").map((one) => one.replace(/.*"(\w+)".*/s, "$1").trim()).filter(Boolean);
  const ofAccounts = ["language", "organization", "means", "remember", "sessionsEnded", "emailVerified", "events", "invitationsRevoked", "keysRevoked"];
  assert.ok(fields.length >= 20, fields.join());
  for (const { audit } of Object.values(languages)) assert.deepEqual(Object.keys(audit.fields).sort(), fields.filter((one) => !ofAccounts.includes(one)).sort());
});

test("an action of a later version is shown as it is", () => {
  for (const action of ["member.cloned", "constructor", "__proto__", "toString"]) {
    assert.equal(said(event(action)), `Ada: ${action}`);
    assert.equal(said(event(action), "de"), `Ada: ${action}`);
  }
  assert.equal(said(event("invitation.revoked", { before: mail, after: { reason: "constructor" } })), "Ada revoked the invitation to eve@example.com");
});

test("who has been erased keeps an id", () => {
  const [gone, lost] = [{ ...ada, name: null, email: null }, { ...bob, name: null, email: null }];
  const change = { actor: gone, target: lost, before: { role: "viewer" }, after: { role: "member" } };
  assert.equal(said(event("member.role_changed", change)), "A former member changed a former member’s role from Viewer to Member");
  assert.equal(said(event("member.role_changed", change), "de"), "Ein ehemaliges Mitglied hat die Rolle von einem ehemaligen Mitglied geändert: Mitglied statt Betrachter");
  assert.equal(said(event("member.removed", { target: lost })), "Ada removed a former member");
  assert.match(sentence(event("member.removed", { target: lost }), new AuditNames([])).toString(), /<span class="former" title="acc_bob">a former member<\/span>/);
  assert.equal(said(event("invitation.declined", { before: { kind: "email", role: "member" } })), "Ada declined an invitation to the role Member");
});

test("a name that other events still have is used, the newest first", () => {
  const names = new AuditNames(builtInRoles);
  names.learn([event("member.left", { actor: { ...bob, name: "Robert" } }), event("member.left", { actor: bob }), event("role.created", { after: clerk })]);
  const erased = event("member.removed", { target: { ...bob, name: null, email: null } });
  assert.equal(text(sentence(erased, names)), "Ada removed Robert");
  assert.equal(text(sentence(event("member.joined", { target: ada, after: { role: "clerk" } }), names)), "Ada joined as Clerk");
});

test("what nobody's session did says whose hand was in it", () => {
  assert.equal(said(event("organization.deleted", { actor: null, via: "command-line" })), "The operator deleted the organization");
  assert.equal(said(event("organization.deleted", { actor: null, via: "timer" }), "de"), "Der Server hat die Organisation gelöscht");
  assert.equal(said(event("organization.deleted", { actor: null })), "Somebody deleted the organization");
  assert.equal(said(event("organization.deleted", { onBehalfOf: bob })), "Ada, on behalf of Bob, deleted the organization");
});

test("names are text, whatever they hold", () => {
  const hostile = '<img src=x onerror="a()">{target}$&{email}';
  for (const [action, fields] of sentences) {
    const evil = (/** @type {Api.AuditParty | null | undefined} */ party) => party && { ...party, name: hostile };
    const states = (/** @type {Api.AuditState} */ state = {}) => Object.fromEntries(Object.keys(state).map((key) => [key, hostile]));
    const made = event(action, { target: evil(fields.target) ?? null, actor: { ...ada, name: hostile }, before: states(fields.before), after: states(fields.after) });
    for (const { audit } of Object.values(languages)) {
      const markup = sentence(made, new AuditNames([]), { texts: /** @type {typeof import("../../web/texts/en/audit.js").default} */ (audit) }).toString();
      assert.doesNotMatch(markup, /<(?!\/?(strong|span|code)\b)/, action);
      assert.ok(markup.startsWith("<strong>&lt;img src=x onerror=&quot;a()&quot;&gt;{target}$&amp;{email}</strong>"), action);
    }
    for (const { before, after } of changes(made, new AuditNames([]))) assert.doesNotMatch(`${before}${after}`, /<(?!\/?time\b)/);
  }
});

test("what was before and after, in the words of the page", () => {
  const names = new AuditNames(builtInRoles);
  const shown = (/** @type {Api.AuditEvent} */ event) =>
    changes(event, names).map(({ name, before, after, isList }) => `${name}: ${before && text(before)} ${isList ? "-+" : "→"} ${after && text(after)}`);
  assert.deepEqual(shown(event("member.role_changed", { before: { role: "viewer" }, after: { role: "member" } })), ["Role: Viewer → Member"]);
  const before = { ...clerk, permissions: ["billing.manage", "members.read"] };
  const after = { ...clerk, rank: 1200, permissions: ["members.read", "audit.read", "x.y"] };
  assert.deepEqual(shown(event("role.updated", { before, after })), ["Rank: 30 → 1,200", "Permissions: Manage billing -+ Read the audit log and x.y"]);
  assert.deepEqual(shown(event("invitation.revoked", { before: { kind: "link", role: "viewer" }, after: { reason: "unbacked" } })), [
    "Kind: link → null", "Role: Viewer → null", "Reason: null → its maker could no longer make it",
  ]);
  const settled = { name: "A", slug: "a", defaultRole: "member", membersHidden: true };
  assert.deepEqual(shown(event("organization.updated", { before: settled, after: { ...settled, defaultRole: "viewer", membersHidden: false, accentColor: "#0b6b5c" } })), [
    "Role of invitations: Member → Viewer", "Members hidden: yes → no", "Accent colour: null → #0b6b5c",
  ]);
  assert.deepEqual(shown(event("provider.created", { after: { kind: "oidc", issuer: "https://id.example.com", clientId: "t1" } })), [
    "Kind: null → OpenID Connect", "Issuer: null → https://id.example.com", "Client ID: null → t1",
  ]);
  assert.deepEqual(shown(event("x.y", { after: { later: true, constructor: "z" } })), ["later: null → yes", "constructor: null → z"]);
});

test("the address keeps the filter, and what it can't mean is left out", () => {
  const actor = `acc_${"0".repeat(26)}`;
  const filter = { action: "member", actor, from: "2026-03-07", to: "2026-03-08" };
  assert.deepEqual(filterFrom(`?${new URLSearchParams(filter)}`), filter);
  assert.deepEqual(filterFrom("?action=account&actor=x&from=2026-02-30&to=soon"), { action: "", actor: "", from: "", to: "" });
});

test("days are the reader's own, those with a change of the clock, too", () => {
  const { TZ } = process.env;
  const asked = (/** @type {string} */ zone, /** @type {string} */ day) => {
    process.env.TZ = zone;
    const { from, to } = filterQuery({ action: "", actor: "", from: day, to: day });
    return [from, to];
  };
  assert.deepEqual(asked("Europe/Berlin", "2026-03-29"), ["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
  assert.deepEqual(asked("America/New_York", "2026-12-31"), ["2026-12-31T05:00:00.000Z", "2027-01-01T05:00:00.000Z"]);
  process.env.TZ = TZ ?? "";
  assert.deepEqual(filterQuery({ action: "role", actor: "", from: "0002-01-01", to: "" }), { action: "role", actor: "", from: "", to: "" });
});
