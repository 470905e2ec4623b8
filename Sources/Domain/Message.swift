/// A message to a person, without its words: the Mail target finds those.
public enum Message: Identified, Hashable, Codable, Sendable {
    public static let idPrefix = "msg"

    case invitation(organization: String, inviter: String, role: String, expiresAt: Instant)
    /// To whoever invited: `member` has joined.
    case invitationAccepted(name: String, member: String, organization: String, slug: String, role: String)
    /// `expiresAt` is when its link stops verifying the address; nil for an address that is proven already.
    case welcome(name: String, expiresAt: Instant?)
    case emailVerification(name: String, expiresAt: Instant)
    /// To whoever wants an account where addresses are proven first: the account starts with its link.
    case signUp(expiresAt: Instant)
    /// In its place, to whoever has an account with that address.
    case accountExists(name: String)
    case passwordReset(name: String, expiresAt: Instant)
    /// `keys` and `factors` are what those are called that go on counting, if there are any.
    case passwordChanged(name: String, at: Instant, keys: [String]? = nil, factors: [String]? = nil)
    /// To an account's new address, which its link confirms.
    case emailChange(expiresAt: Instant)
    /// In its place, to whoever has an account with that address.
    case addressTaken(name: String)
    /// To an account's old address, if it is proven, while the new one waits.
    case emailChangeRequested(name: String, newAddress: String, at: Instant)
    /// To an account's old address; `newAddress` is not for somebody whose address that never was.
    case emailChanged(name: String, newAddress: String?, at: Instant)
    /// From a browser that the account was never used with. `browser` is as it describes itself.
    case signIn(name: String, browser: String, address: String, at: Instant)
    /// Somebody types one wrong password after another.
    case guesses(name: String, at: Instant)
    /// Somebody has the password, and tries wrong factors.
    case passwordKnown(name: String, at: Instant)
    /// `factor` is what its owner calls it; `withoutPassword` is of those that let in alone.
    case factorAdded(name: String, factor: String, at: Instant, withoutPassword: Bool? = nil)
    case factorRemoved(name: String, factor: String, at: Instant)
    case recoveryCodesRenewed(name: String, at: Instant)
    /// `provider` is what the provider is called by which the account can be signed in to from now on …
    case identityLinked(name: String, provider: String, at: Instant)
    /// … and no more.
    case identityRemoved(name: String, provider: String, at: Instant)
    /// Whoever runs the instance holds the factors for lost …
    case factorRemovalAnnounced(name: String, removableAt: Instant)
    /// … and has removed them.
    case factorsRemoved(name: String, at: Instant)
    /// `left` is how many there are now.
    case recoveryCodeUsed(name: String, left: Int, at: Instant)
    /// Whoever runs the instance lets nobody sign in any more …
    case accountDisabled(name: String, at: Instant)
    /// … and lets them in again.
    case accountEnabled(name: String, at: Instant)
    /// To the address of an account that is no more.
    case accountDeletion(name: String, at: Instant)
    case removal(name: String, organization: String)
    case roleChange(name: String, organization: String, slug: String, role: String)
    /// `by` is who has done it. `restorableUntil` is for owners, who can undo it.
    case organizationDeletion(name: String, organization: String, by: String, restorableUntil: Instant?)
    /// Nothing of it is left.
    case organizationErasure(name: String, organization: String, by: String)
    case organizationRestoration(name: String, organization: String, by: String, slug: String)

    /// What it is about, as it is stored and listed.
    public enum Kind: String, CaseIterable, Sendable {
        case invitation
        case invitationAccepted = "invitation-accepted"
        case welcome
        case emailVerification = "email-verification"
        case signUp = "sign-up"
        case accountExists = "account-exists"
        case passwordReset = "password-reset"
        case passwordChanged = "password-changed"
        case emailChange = "email-change"
        case addressTaken = "address-taken"
        case emailChangeRequested = "email-change-requested"
        case emailChanged = "email-changed"
        case signIn = "sign-in"
        case guesses
        case passwordKnown = "password-known"
        case factorAdded = "factor-added"
        case factorRemoved = "factor-removed"
        case recoveryCodeUsed = "recovery-code-used"
        case recoveryCodesRenewed = "recovery-codes-renewed"
        case identityLinked = "identity-linked"
        case identityRemoved = "identity-removed"
        case factorRemovalAnnounced = "factor-removal-announced"
        case factorsRemoved = "factors-removed"
        case accountDisabled = "account-disabled"
        case accountEnabled = "account-enabled"
        case accountDeletion = "account-deletion"
        case removal
        case roleChange = "role-change"
        case organizationDeletion = "organization-deletion"
        case organizationErasure = "organization-erasure"
        case organizationRestoration = "organization-restoration"

        /// Whether it goes to an account, and not to whoever may have the address.
        public var isForAnAccount: Bool {
            switch self {
            case .invitation, .signUp, .emailChange: false
            default: true
            }
        }

        /// How many of a kind go to one address within an hour, whoever brings them about.
        public static let mostPerHour = 20
        /// Of those that tell of a sign-up.
        public static let mostSignUpsPerHour = 5
    }

    public var kind: Kind {
        switch self {
        case .invitation: .invitation
        case .invitationAccepted: .invitationAccepted
        case .welcome: .welcome
        case .emailVerification: .emailVerification
        case .signUp: .signUp
        case .accountExists: .accountExists
        case .passwordReset: .passwordReset
        case .passwordChanged: .passwordChanged
        case .emailChange: .emailChange
        case .addressTaken: .addressTaken
        case .emailChangeRequested: .emailChangeRequested
        case .emailChanged: .emailChanged
        case .signIn: .signIn
        case .guesses: .guesses
        case .passwordKnown: .passwordKnown
        case .factorAdded: .factorAdded
        case .factorRemoved: .factorRemoved
        case .recoveryCodeUsed: .recoveryCodeUsed
        case .recoveryCodesRenewed: .recoveryCodesRenewed
        case .identityLinked: .identityLinked
        case .identityRemoved: .identityRemoved
        case .factorRemovalAnnounced: .factorRemovalAnnounced
        case .factorsRemoved: .factorsRemoved
        case .accountDisabled: .accountDisabled
        case .accountEnabled: .accountEnabled
        case .accountDeletion: .accountDeletion
        case .removal: .removal
        case .roleChange: .roleChange
        case .organizationDeletion: .organizationDeletion
        case .organizationErasure: .organizationErasure
        case .organizationRestoration: .organizationRestoration
        }
    }

    /// Whether its link is the one that its token goes with. Those that stand in the place of another are bound to that one's token, so
    /// that they end with it, and don't show it.
    public var showsToken: Bool {
        switch self {
        case .accountExists, .addressTaken: false
        default: true
        }
    }

    /// The page that its link opens; nil for a message without one. A token that it carries follows after `#`.
    public var page: String? {
        switch self {
        case .invitation: "/invite"
        case .invitationAccepted(_, _, _, let slug, _): "/o/\(slug)/members"
        case .welcome(_, let expiresAt): expiresAt == nil ? "/" : "/verify-email"
        case .emailVerification, .emailChange, .signUp: "/verify-email"
        case .accountExists, .addressTaken, .accountEnabled, .factorRemovalAnnounced: "/login"
        case .passwordReset: "/reset-password"
        case .passwordChanged, .emailChangeRequested, .guesses, .passwordKnown, .factorAdded, .factorRemoved, .factorsRemoved,
            .identityLinked, .identityRemoved:
            "/forgot-password"
        case .signIn, .recoveryCodeUsed, .recoveryCodesRenewed: "/account"
        case .roleChange(_, _, let slug, _): "/o/\(slug)"
        case .organizationDeletion(_, _, _, let restorableUntil): restorableUntil == nil ? nil : "/account"
        case .organizationRestoration(_, _, _, let slug): "/o/\(slug)"
        case .emailChanged, .accountDisabled, .accountDeletion, .removal, .organizationErasure: nil
        }
    }
}
