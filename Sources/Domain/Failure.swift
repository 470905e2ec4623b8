/// Everything that can be refused. HTTP has one table from here to status and code; what is not in this list is a fault of ours.
public enum Failure: Error, Hashable, Sendable {
    /// The request can't be read at all: broken JSON, broken query.
    case malformed(String)
    case invalidInput([InvalidField])

    case unauthenticated
    case invalidCredentials

    case forbidden(String)
    case crossSite(publicURL: String)
    case proofRequired
    /// An API key where somebody has to be signed in.
    case keyNotAdmitted
    case invitationEmailMismatch
    case emailUnverified
    /// Of the account, by which something is made that goes on without it being signed in.
    case addressUnproven
    /// The organization wants a second factor of its members, and this one has none.
    case factorRequired
    /// It is suspended or canceled.
    case organizationReadOnly
    /// A verification token that stands, and was issued while no mail reached mailboxes.
    case verificationProvesNothing

    /// Also for what exists in another organization, and for an id that can't be parsed.
    case notFound
    case methodNotAllowed(allowed: [String])
    case contentTooLarge(limit: Int)
    /// With the media types that are taken.
    case unsupportedMediaType(expected: [String])

    case emailTaken
    case slugTaken
    case alreadyMember
    case accountDisabled
    /// Messages don't reach mailboxes.
    case mailOff
    /// Factors whose owner was not told, or not long enough ago. Nil for not at all.
    case tooEarly(until: Instant?)
    /// A message that has been sent, has ended, or has lost its cause.
    case notWaiting(String)
    case lastOwner
    /// Of an account that is to be deleted: nobody else owns these.
    case lastOwnerOf([Organization])
    case personalOrganization
    case seatsFull
    /// A domain that another organization has proven.
    case domainTaken
    /// Whom a provider names is another account's.
    case identityTaken
    /// Without it the account could not be signed in to.
    case lastWayIn

    /// A provider that can't be reached, or says nothing that can be read.
    case providerUnavailable
    /// What a provider answered doesn't check out, or the person declined there.
    case providerRefused
    /// No account goes with whom a provider names, and none is made.
    case identityNotLinked

    case invitationRevoked
    case invitationExpired
    case invitationExhausted
    case tokenInvalid

    /// Too much of that, of the caller's own doing.
    case rateLimited(retryAfter: Span)
    case busy(retryAfter: Span)

    public static func invalid(_ field: String, _ message: String) -> Failure {
        .invalidInput([InvalidField(field, message)])
    }
}

/// A field of the input, and what is wrong with it in a sentence for people.
public struct InvalidField: Error, Hashable, Sendable {
    public let field: String
    public let message: String

    public init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}

/// What is wrong with a value, before it is known which field it came in.
public struct Problem: Error, Hashable, Sendable {
    public let message: String

    public init(_ message: String) {
        self.message = message
    }
}
