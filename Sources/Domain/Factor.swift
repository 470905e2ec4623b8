/// What the owner of an account has besides the password: asked for at each sign-in, once there is one.
public struct Factor: Identified, Hashable, Sendable {
    public static let idPrefix = "fac"

    /// How many an account can have.
    public static let most = 10
    /// How long one has to confirm a new one before it must be begun anew.
    public static let enrolmentLifetime = Span.minutes(10)

    /// How long the owner has to object before an operator can remove all factors, and for how long they then can be.
    public static let removalDelay = Span.days(3)
    public static let removalWindow = Span.days(7)

    public enum Kind: String, CaseIterable, Sendable {
        /// An app that shows codes which change with the time.
        case totp
        /// A key pair of an authenticator: `Passkey`.
        case passkey
    }

    public let id: ID<Factor>
    public let kind: Kind
    public let name: String
    public let createdAt: Instant
    /// Nil until it has let somebody in.
    public let lastUsedAt: Instant?

    public init(id: ID<Factor>, kind: Kind, name: String, createdAt: Instant, lastUsedAt: Instant?) {
        self.id = id
        self.kind = kind
        self.name = name
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

/// By what somebody shows to be who they say they are, as clients name it.
public enum ProofMeans: String, CaseIterable, Sendable {
    /// Counts for accounts without a factor alone.
    case password
    case passkey, code, recoveryCode
    /// Who signs in elsewhere signs in anew: nothing is typed here.
    case provider
}

/// A sign-in whose first step was right, and whose factor is due. It opens nothing but the next step.
public enum HalfSignIn {
    public static let lifetime = Span.minutes(10)
    /// How many of an account's stand at once. A further one ends the oldest.
    public static let mostPerAccount = 20
}
