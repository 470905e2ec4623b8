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
  }

  /** An organization as listed in `Me.organizations`. */
  /** A role of the organization's own has a name, too. */
  interface Holder {
    role: string;
    roleName?: string;
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
  }

  interface Me {
    user: User;
    session: Session;
    organization: Organization;
    organizations: OrganizationSummary[];
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
    createdBy: { id: string; name: string };
    createdAt: string;
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
    invitedBy: { name: string } | null;
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
  }
}
