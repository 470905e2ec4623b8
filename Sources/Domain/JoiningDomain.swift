/// A domain by whose addresses people may join an organization by themselves, once it is proven to be the organization's.
public struct JoiningDomain: Identified, Sendable {
    public static let idPrefix = "dom"

    /// How many one organization can have.
    public static let most = 20
    /// From one proof by DNS to the next check.
    public static let checkedEvery = Span.days(7)
    /// From the first check that finds no record to the one that ends the proof.
    public static let grace = Span.days(1)
    /// After a check that DNS had no answer for.
    public static let retriedAfter = Span.hours(1)
    /// Between two checks that people of one organization ask for.
    public static let askedAtMostEvery = Span.seconds(5)

    /// By what it is proven.
    public enum Proof: String, Sendable {
        case dns
        /// By the word of somebody who runs the instance: it is not checked.
        case `operator`
    }

    /// What a look into DNS has shown.
    public enum Finding: String, CaseIterable, Sendable {
        case found
        case absent
        /// There are records, none of them this organization's.
        case different
        /// DNS gave no answer that could be relied on, which says nothing.
        case unavailable
    }

    public struct Check: Hashable, Sendable {
        public let at: Instant
        public let finding: Finding

        public init(at: Instant, finding: Finding) {
            self.at = at
            self.finding = finding
        }
    }

    /// How it stands with the proof.
    public struct Standing: Hashable, Sendable {
        public var proof: Proof?
        public var provenAt: Instant?
        public var lastCheck: Check?
        /// Since a check that found the record gone, of a domain that is still proven.
        public var missingSince: Instant?
        /// When DNS is asked by itself; nil for never.
        public var nextCheckAt: Instant?

        public init(
            proof: Proof? = nil, provenAt: Instant? = nil, lastCheck: Check? = nil, missingSince: Instant? = nil,
            nextCheckAt: Instant? = nil
        ) {
            self.proof = proof
            self.provenAt = provenAt
            self.lastCheck = lastCheck
            self.missingSince = missingSince
            self.nextCheckAt = nextCheckAt
        }
    }

    public let id: ID<JoiningDomain>
    public let organization: ID<Organization>
    public let domain: MailDomain
    /// What those get who join by it.
    public let role: Role
    public let standing: Standing
    public let createdAt: Instant

    public init(
        id: ID<JoiningDomain>, organization: ID<Organization>, domain: MailDomain, role: Role, standing: Standing, createdAt: Instant
    ) {
        self.id = id
        self.organization = organization
        self.domain = domain
        self.role = role
        self.standing = standing
        self.createdAt = createdAt
    }

    public var isProven: Bool { standing.proof != nil }
}

/// The TXT record that proves it: whoever can write it there gives the domain to this organization, and to no other.
extension JoiningDomain {
    public var recordName: String { "_tenantry.\(domain.text)" }
    public var recordValue: String { "tenantry-organization=\(organization)" }

    /// - Parameter texts: what stands at `recordName`.
    public func finding(in texts: [String]) -> Finding {
        if texts.contains(recordValue) { return .found }
        return texts.isEmpty ? .absent : .different
    }
}

extension JoiningDomain.Standing {
    public static func provenByOperator(at now: Instant) -> JoiningDomain.Standing {
        JoiningDomain.Standing(proof: .operator, provenAt: now)
    }

    /// What a check makes of it. Of what has been proven by DNS only two definite answers, a day apart, make it unproven.
    public func checked(_ finding: JoiningDomain.Finding, at now: Instant) -> JoiningDomain.Standing {
        guard proof != .operator else { return self }
        var next = self
        next.lastCheck = JoiningDomain.Check(at: now, finding: finding)
        switch finding {
        case .found:
            (next.proof, next.provenAt, next.missingSince) = (.dns, provenAt ?? now, nil)
            next.nextCheckAt = now + JoiningDomain.checkedEvery
        case .unavailable:
            if proof != nil { next.nextCheckAt = now + JoiningDomain.retriedAfter }
        case .absent, .different:
            guard proof != nil else { return next }
            let since = missingSince ?? now
            guard now < since + JoiningDomain.grace else { return JoiningDomain.Standing(lastCheck: next.lastCheck) }
            (next.missingSince, next.nextCheckAt) = (since, since + JoiningDomain.grace)
        }
        return next
    }
}

extension Role {
    /// Whether it is `member` or less, in rank and in what it may: all that joining by a domain gives.
    public var isAtMostMember: Bool { rank <= Role.member.rank && permissions.isSubset(of: Role.member.permissions) }
}

/// Where TXT records are looked up.
public protocol TextRecords: Sendable {
    /// What stands there, each record's strings joined; empty where DNS says that nothing does. Fails where it doesn't say.
    func texts(at name: String) async throws -> [String]
}
