// What the compiler's own DOM types lack, and the shapes of the API. Read by tsc only.

interface TrustedHTML {
  toString(): string;
}

interface TrustedTypePolicy {
  createHTML(input: string): TrustedHTML;
}

interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createHTML(input: string): string }): TrustedTypePolicy;
}

declare var trustedTypes: TrustedTypePolicyFactory | undefined;

interface HTMLElement {
  hidePopover(): void;
  showPopover(): void;
  checkVisibility(): boolean;
}

/** Answers of `/api/v1`. Times are RFC 3339 in UTC. */
declare namespace Api {
  interface User {
    id: string;
    name: string;
    email: string;
    emailVerified: boolean;
    language: string;
    operator: boolean;
    createdAt: string;
  }

  interface OwnAddress {
    email: string;
    verified: boolean;
    /** The one that takes its place once the link that was mailed to it is followed. */
    change: { email: string; expiresAt: string } | null;
  }

  /** What the bearer of a token may know of a link to `/verify-email`. */
  interface EmailLink {
    purpose: "verification" | "change" | "signup";
    /** The address that following it confirms. */
    email: string;
  }

  interface Session {
    id: string;
    createdAt: string;
    expiresAt: string;
    remember: boolean;
    /** Of whoever acts as the account. */
    impersonation?: { by: { id: string }; writes: boolean };
  }

  /** An organization as listed in `Me.organizations`. */
  /** A role of the organization's own has a name, too. */
  interface Holder {
    role: string;
    roleName?: string;
  }

  /** Whoever has made something; the name is null once their account is deleted. */
  interface Maker {
    id: string;
    name: string | null;
  }

  interface NamedOrganization {
    id: string;
    name: string;
    slug: string;
  }

  interface OrganizationSummary extends Holder {
    id: string;
    name: string;
    slug: string;
    kind: "personal" | "team";
    status: OrganizationStatus;
    createdAt: string;
    /** `#rrggbb`. */
    accentColor: string | null;
    /** Where the picture is. */
    logo: string | null;
  }

  /** A trial that has ended reads `suspended`. */
  type OrganizationStatus = "trial" | "active" | "past_due" | "suspended" | "canceled";

  interface Subscription {
    status: OrganizationStatus;
    /** Also of a trial that has ended. */
    trialEndsAt: string | null;
    /** Null for any number. */
    seats: number | null;
    /** By members. Null for those who may not know who these are. */
    used: number | null;
    /** By invitations by e-mail that wait; likewise. */
    pending: number | null;
  }

  /** One that its owners can bring back. */
  interface DeletedOrganization extends OrganizationSummary {
    deletedAt: string;
    restorableUntil: string;
  }

  interface Organization extends OrganizationSummary {
    permissions: string[];
    /** The key of the role of invitations that name none. */
    defaultRole: string;
    /** How long invitations last that don't say. */
    invitationHours: number;
    /** From those below `manager`. */
    membersHidden: boolean;
    /** Whether members need a second factor. */
    factorRequired: boolean;
    /** Whether the one who asks has yet to add it; until then nothing is permitted. */
    factorDue: boolean;
  }

  interface Me {
    user: User;
    session: Session;
    organization: Organization;
    organizations: OrganizationSummary[];
  }

  /** As those see it who run the instance. */
  interface ListedOrganization {
    id: string;
    name: string;
    slug: string;
    kind: "personal" | "team";
    status: OrganizationStatus;
    seats: number | null;
    used: number;
    members: number;
    createdAt: string;
    deletedAt: string | null;
  }

  interface OrganizationRecord extends ListedOrganization {
    trialEndsAt: string | null;
    pending: number;
    /** Whom Stripe knows it as. */
    customer: string | null;
    owners: { id: string; name: string; email: string; disabled: boolean }[];
  }

  interface ListedAccount {
    id: string;
    name: string;
    email: string;
    emailVerified: boolean;
    operator: boolean;
    disabledAt: string | null;
    createdAt: string;
    lastActiveAt: string | null;
    organizations: number;
  }

  interface AccountMembership extends Holder {
    organization: { id: string; name: string; slug: string; kind: "personal" | "team"; status: OrganizationStatus };
    onlyOwner: boolean;
    candidates: Member[];
  }

  interface AccountRecord extends ListedAccount {
    sessions: number;
    /** How many second factors. */
    factors: number;
    /** Where that is announced: from when on these can be removed. */
    factorsRemovableAt: string | null;
    memberships: AccountMembership[];
  }

  interface ListedMessage {
    id: string;
    kind: string;
    recipient: string;
    status: "waiting" | "sent" | "failed";
    attempts: number;
    nextAttemptAt: string | null;
    lastAnswer: string | null;
    createdAt: string;
  }

  interface DailyStatistics {
    day: string;
    signUps: number;
    signIns: number;
    activeOrganizations: number;
  }

  interface Setting {
    name: string;
    value: string | null;
    secret: boolean;
    given: boolean;
  }

  interface System {
    version: string;
    startedAt: string;
    uptime: number;
    database: { size: number; logSize: number };
    backups: { every: number | null; keep: number | null; last: string | null };
    queues: { reads: number; writes: number; hashes: number; messages: number; messagesSince: string | null };
    mail: boolean;
    settings: Setting[];
  }

  interface Role {
    /** Null for a built-in one. */
    id: string | null;
    key: string;
    name: string;
    rank: number;
    permissions: string[];
    builtIn: boolean;
    /** Null for those who may not know who the members are. */
    members: number | null;
  }

  interface RoleList {
    items: Role[];
    catalogue: { key: string; explanation: string }[];
  }

  /** A credential of another service, without its value. */
  interface Secret {
    id: string;
    name: string;
    provider: string;
    /** Of a value that is long enough. */
    lastFour: string | null;
    createdBy: Maker;
    createdAt: string;
  }

  /** A credential for a program, of an organization or of one's own. */
  interface ApiKey {
    id: string;
    name: string;
    prefix: string;
    permissions: string[];
    status: "active" | "expired" | "revoked";
    createdBy: Maker;
    createdAt: string;
    /** Null for one that lasts until it is revoked. */
    expiresAt: string | null;
    /** The beginning of that day, in UTC. */
    lastUsedAt: string | null;
    revokedAt: string | null;
    /** Only in the answer that made it. */
    secret?: string;
  }

  interface Member extends Holder {
    user: { id: string; name: string; email: string };
    joinedAt: string;
    lastActiveAt: string | null;
  }

  interface MemberPage {
    total: number;
    items: Member[];
    nextCursor: string | null;
  }

  type InvitationStatus = "pending" | "accepted" | "revoked" | "expired" | "exhausted";

  interface Invitation extends Holder {
    id: string;
    kind: "email" | "link";
    email: string | null;
    status: InvitationStatus;
    maxUses: number | null;
    uses: number;
    /** Of a link: the only ones whose addresses may join; none: all may. */
    domains: string[];
    expiresAt: string;
    invitedBy: Maker;
    createdAt: string;
    /** Only in the answer that made it: always for links, for e-mail when the server sends no mail. */
    link?: string;
  }

  interface InvitationPage {
    total: number;
    items: Invitation[];
    nextCursor: string | null;
  }

  /** What the bearer of a token may know. */
  interface InvitationPreview extends Holder {
    organization: { name: string; accentColor: string | null; logo: string | null };
    kind: "email" | "link";
    email: string | null;
    invitedBy: { name: string } | null;
    expiresAt: string;
    status: InvitationStatus;
    /** The organization, for someone signed in who is a member already. */
    membership: { slug: string } | null;
  }

  /** One that waits for one's own, confirmed address. */
  interface WaitingInvitation extends Holder {
    id: string;
    organization: { name: string };
    invitedBy: { name: string } | null;
    expiresAt: string;
    createdAt: string;
  }

  /** What an account has besides its password. */
  interface Factor {
    id: string;
    kind: "totp" | "passkey";
    name: string;
    createdAt: string;
    lastUsedAt: string | null;
  }

  /** By what somebody shows who they are, as the body of a proof names it. */
  type ProofMeans = "password" | "passkey" | "code" | "recoveryCode";

  /** A provider elsewhere, as whoever may sign in with it knows it. */
  interface ProviderChoice {
    id: string;
    kind: "oidc" | "github";
    name: string;
  }

  /** The same for those who set it up: of an organization, or of the instance. */
  interface Provider extends ProviderChoice {
    /** Of `github` it is always the same. */
    issuer: string;
    clientId: string;
    /** The secret itself is in no answer. */
    hasSecret: boolean;
    /** What the provider has to be told. */
    redirectUri: string;
    createdAt: string;
  }

  /** What an account is called at a provider: it lets the account in as its password does. */
  interface Identity {
    id: string;
    provider: ProviderChoice;
    email: string | null;
    createdAt: string;
    lastUsedAt: string | null;
  }

  /** A passkey that the server knows of. */
  interface PasskeyDescriptor {
    type: "public-key";
    id: string;
    transports: string[];
  }

  /** For `navigator.credentials.create`; bytes are in base64url. */
  interface PasskeyOptions extends Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> {
    challenge: string;
    user: { id: string; name: string; displayName: string };
    excludeCredentials: PasskeyDescriptor[];
  }

  /** For `navigator.credentials.get`; bytes are in base64url. */
  interface PasskeyQuestion extends Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> {
    challenge: string;
    allowCredentials: PasskeyDescriptor[];
  }

  /** What an app has to be told, this once. */
  interface FactorEnrolment extends Factor {
    secret: string;
    link: string;
  }

  /** By whose addresses people may join, once it is proven. */
  interface JoiningDomain extends Holder {
    id: string;
    domain: string;
    proof: "dns" | "operator" | null;
    provenAt: string | null;
    /** Since a check that did not find the record any more. */
    missingSince: string | null;
    lastCheck: { at: string; finding: "found" | "absent" | "different" | "unavailable" } | null;
    record: { name: string; type: "TXT"; value: string };
    createdAt: string;
  }

  interface JoiningOffer extends Holder {
    organization: { id: string; name: string };
    domain: string;
  }

  /** Names and addresses are null once they are erased. */
  interface AuditParty {
    id: string;
    name: string | null;
    email: string | null;
  }

  type AuditValue = string | number | boolean | string[];
  type AuditState = Record<string, AuditValue>;

  interface AuditEvent {
    /** From 1, without a gap. */
    number: number;
    at: string;
    /** Of a later version's log it may be one that is not known here. */
    action: string;
    actor: AuditParty | null;
    onBehalfOf: AuditParty | null;
    /** By which way in, where that is not a session. */
    via: string | null;
    target: AuditParty | null;
    before: AuditState;
    after: AuditState;
    ip: string | null;
    userAgent: string | null;
    requestId: string | null;
  }

  interface SignedInSession {
    id: string;
    current: boolean;
    /** Whether it is an operator's who acts as the account. */
    impersonation?: boolean;
    userAgent: string | null;
    ip: string | null;
    createdAt: string;
    lastSeenAt: string;
    expiresAt: string;
  }

  interface FieldError {
    field: string;
    message: string;
  }

  /** RFC 9457, with members of our own. */
  interface Problem {
    title?: string;
    status?: number;
    detail?: string;
    code?: string;
    requestId?: string;
    errors?: FieldError[];
    /** Those that are in the way. */
    organizations?: NamedOrganization[];
  }

  /** JSON Schema, as far as the description of the API uses it. */
  interface Schema {
    $ref?: string;
    type?: string | string[];
    anyOf?: Schema[];
    enum?: string[];
    format?: string;
    pattern?: string;
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
    description?: string;
    items?: Schema;
    properties?: Record<string, Schema>;
    required?: string[];
  }

  interface DescribedParameter {
    name: string;
    in: "path" | "query";
    required: boolean;
    description?: string;
    schema: Schema;
  }

  interface DescribedAnswer {
    description?: string;
    content?: Record<string, { schema?: Schema }>;
  }

  interface DescribedOperation {
    operationId: string;
    summary: string;
    tags: string[];
    parameters?: DescribedParameter[];
    requestBody?: { content: Record<string, { schema?: Schema }> };
    responses: Record<string, DescribedAnswer>;
    security: Record<string, string[]>[];
  }

  /** Of `/api/openapi.json`. */
  interface Description {
    tags: { name: string }[];
    paths: Record<string, Record<string, DescribedOperation>>;
    components: { schemas: Record<string, Schema> };
  }
}
