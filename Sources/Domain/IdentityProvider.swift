/// A service elsewhere that says who somebody is: for everybody, or, where it is an organization's own, for accounts whose address is at a
/// domain that this organization has proven.
public struct IdentityProvider: Identified, Hashable, Sendable {
    public static let idPrefix = "idp"

    /// How many an organization, and the instance, can have.
    public static let mostPerOrganization = 5
    public static let mostOfInstance = 20

    public enum Kind: String, CaseIterable, Sendable {
        /// An issuer of ID tokens (OpenID Connect Core).
        case oidc
        /// GitHub, which speaks OAuth alone.
        case github
    }

    public let id: ID<IdentityProvider>
    /// Nil for one of the instance.
    public let organization: ID<Organization>?
    public let kind: Kind
    public let name: String
    /// It never changes: with another one, the same subjects would be other people.
    public let issuer: String
    public let clientID: String
    /// Whether the client has a secret; if not, PKCE alone proves who fetches a token.
    public let hasSecret: Bool
    public let createdAt: Instant

    public init(
        id: ID<IdentityProvider>, organization: ID<Organization>?, kind: Kind, name: String, issuer: String, clientID: String,
        hasSecret: Bool, createdAt: Instant
    ) {
        self.id = id
        self.organization = organization
        self.kind = kind
        self.name = name
        self.issuer = issuer
        self.clientID = clientID
        self.hasSecret = hasSecret
        self.createdAt = createdAt
    }
}

/// By which a provider knows this server: 1 to 255 visible ASCII characters.
public struct ClientID: Hashable, Sendable {
    public static let limit = 255

    public let text: String

    public init(_ text: String) throws(Problem) {
        let text = text.trimmed
        guard !text.isEmpty else { throw Problem("must not be empty") }
        guard text.utf8.count <= Self.limit, text.utf8.allSatisfy((UInt8(ascii: "!")...UInt8(ascii: "~")).contains) else {
            throw Problem("must be at most \(Self.limit) ASCII letters, digits and signs, without spaces")
        }
        self.text = text
    }
}

/// Whom an account is at a provider: a way in, in place of the password. It is keyed by provider and subject, which never comes to mean
/// somebody else there; a provider has one issuer for ever, and one organization's word about a subject is no other's.
public struct Identity: Identified, Hashable, Sendable {
    public static let idPrefix = "idn"

    /// How many an account can have.
    public static let most = 10

    public let id: ID<Identity>
    public let provider: ID<IdentityProvider>
    public let kind: IdentityProvider.Kind
    public let providerName: String
    /// As the provider has last called it, if it did.
    public let email: String?
    public let createdAt: Instant
    /// Nil until it has let somebody in.
    public let lastUsedAt: Instant?

    public init(
        id: ID<Identity>, provider: ID<IdentityProvider>, kind: IdentityProvider.Kind, providerName: String, email: String?,
        createdAt: Instant, lastUsedAt: Instant?
    ) {
        self.id = id
        self.provider = provider
        self.kind = kind
        self.providerName = providerName
        self.email = email
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}

/// A sign-in at a provider that has begun and waits for its answer.
public enum ProviderSignIn {
    public static let lifetime = Span.minutes(10)
}

/// What a provider's word about somebody without a link to an account leads to: the rule, by what is known on both sides.
public enum ProviderVerdict: Hashable, Sendable {
    /// Both sides have proven the address: it is the same person.
    case link
    /// Whoever signed up here never proved the address, and the provider does it now: what they have made ends.
    case proveAndLink
    /// There is nobody yet.
    case signUp
    /// Its own sign-in comes first, or nobody vouches for the address.
    case refuse

    /// What the provider says of the address.
    public struct Claim: Hashable, Sendable {
        /// Whether it vouches for the address.
        public let isVerified: Bool
        /// Whether it is an organization's own.
        public let isOrganizations: Bool
        /// Whether the address is at a domain that this organization has proven.
        public let isOfProvenDomain: Bool

        public init(isVerified: Bool, isOrganizations: Bool, isOfProvenDomain: Bool) {
            self.isVerified = isVerified
            self.isOrganizations = isOrganizations
            self.isOfProvenDomain = isOfProvenDomain
        }
    }

    /// - Parameter account: whether the account with that address has proven it; nil where there is none.
    public init(_ claim: Claim, account isProven: Bool?) {
        self =
            switch (claim.isVerified, claim.isOrganizations, isProven) {
            case (false, _, _): .refuse
            case (true, true, nil): claim.isOfProvenDomain ? .signUp : .refuse
            case (true, true, _): .refuse
            case (true, false, nil): .signUp
            case (true, false, true?): .link
            case (true, false, false?): .proveAndLink
            }
    }
}
