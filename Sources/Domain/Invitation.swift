/// An offer of a membership, held by whoever has its link.
public struct Invitation: Identified, Sendable {
    public static let idPrefix = "inv"

    /// For whom it is, with what goes only with that kind.
    public enum Kind: Hashable, Sendable {
        /// For one address, used once.
        case email(EmailAddress)
        /// For whoever has the link. `maximumUses` nil: any number. `domains` empty: any address.
        case link(maximumUses: Int?, domains: [EmailDomain])
    }

    public enum Status: String, CaseIterable, Sendable {
        case pending, accepted, revoked, expired, exhausted
    }

    public static let defaultLifetime = Span.days(7)
    public static let longestLifetime = Span.days(365)
    /// What a lifetime can be, in hours.
    public static let hours = 1...Int(longestLifetime.seconds / 3600)
    public static let mostUses = 100_000
    public static let mostDomains = 20
    /// How many of one organization's can wait at once.
    public static let mostPending = 200

    public let id: ID<Invitation>
    public let kind: Kind
    public let role: Role
    public let uses: Int
    public let createdAt: Instant
    /// When its present token was made: at first, or by the last resend.
    public let issuedAt: Instant
    public let expiresAt: Instant
    public let isRevoked: Bool
    /// Who made it, with the role that they hold now; nil once they have left.
    public let maker: Authority?

    public init(
        id: ID<Invitation>, kind: Kind, role: Role, uses: Int, createdAt: Instant, issuedAt: Instant, expiresAt: Instant,
        isRevoked: Bool, maker: Authority?
    ) {
        self.id = id
        self.kind = kind
        self.role = role
        self.uses = uses
        self.createdAt = createdAt
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.isRevoked = isRevoked
        self.maker = maker
    }

    public var isUsedUp: Bool { kind.maximumUses.map { uses >= $0 } ?? false }

    /// Whether its maker could still make it. If not, it counts as revoked.
    public var isBacked: Bool {
        maker?.role.admitsInviting(as: role) ?? false
    }

    public func status(at now: Instant) -> Status {
        if isUsedUp {
            if case .email = kind { return .accepted }
            return .exhausted
        }
        if isRevoked || !isBacked { return .revoked }
        return now < expiresAt ? .pending : .expired
    }

    /// Whether it is for someone with this address.
    public func mayBeAccepted(by address: EmailAddress, isProven: Bool) throws(Failure) {
        switch kind {
        case .email(let invited):
            guard invited.key == address.key else { throw .invitationEmailMismatch }
        case .link(_, let domains):
            guard !domains.isEmpty else { return }
            guard domains.contains(where: { $0.text == address.domain }) else { throw .invitationEmailMismatch }
            guard isProven else { throw .emailUnverified }
        }
    }
}

extension Invitation.Kind {
    /// Whoever has a link can use it; that is not how one becomes owner.
    public func mayCarry(_ role: Role) throws(Failure) {
        if case .link = self, role.isOwner {
            throw .invalid("role", "can't be owner in a link; invite by e-mail, or change the role later")
        }
    }

    public var domains: [EmailDomain] {
        if case .link(_, let domains) = self { domains } else { [] }
    }

    public var maximumUses: Int? {
        switch self {
        case .email: 1
        case .link(let maximumUses, _): maximumUses
        }
    }
}

extension Failure {
    /// What to say to someone who would take up an invitation in that state; nil if they may.
    public init?(refusing status: Invitation.Status) {
        switch status {
        case .pending: return nil
        case .revoked: self = .invitationRevoked
        case .expired: self = .invitationExpired
        case .accepted, .exhausted: self = .invitationExhausted
        }
    }
}
