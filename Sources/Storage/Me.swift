import Domain

/// Who is signed in, where they stand, and where else they could.
public final class Me: Sendable {
    public let session: LiveSession
    public let current: OrganizationMembership
    /// All of the account's: the personal one first, then by name.
    public let organizations: [OrganizationMembership]

    fileprivate init(session: LiveSession, current: OrganizationMembership, organizations: [OrganizationMembership]) {
        self.session = session
        self.current = current
        self.organizations = organizations
    }
}

/// An organization as one of its members sees it.
public struct OrganizationMembership: Sendable {
    public let organization: Organization
    public let role: Role
    /// What whoever reads this may: those of the role, or what is left of them to a key.
    public internal(set) var permissions: PermissionSet
    /// Whether the organization wants a second factor, and the member has none: until there is one the member may do nothing but leave.
    public let factorDue: Bool

    static let columns: SQL = """
        organization.id, organization.name, organization.slug, organization.kind, organization.status, organization.trial_ends_at,
        organization.created_at, \(OrganizationSettings.columns), (SELECT logo.name FROM logo WHERE logo.organization_id = organization.id),
        \(factorIsDue), \(Role.columns(of: "membership.role", joinedAs: "own"))
        """

    /// Of a membership and its organization, or of none where nothing was joined.
    static let factorIsDue: SQL = "CASE WHEN organization.factor_required = 1 THEN \(lacksFactor("membership.account_id")) ELSE 0 END"

    /// The same where somebody may act as the member: it takes a factor of both. `impersonator` is null where nobody does.
    static func factorIsDue(actingBy impersonator: SQL) -> SQL {
        """
        CASE WHEN organization.factor_required = 1
        THEN \(lacksFactor("membership.account_id")) OR (\(impersonator) IS NOT NULL AND \(lacksFactor(impersonator))) ELSE 0 END
        """
    }

    private static func lacksFactor(_ account: SQL) -> SQL {
        "NOT EXISTS (SELECT 1 FROM factor WHERE factor.account_id = \(account) AND factor.confirmed_at IS NOT NULL)"
    }

    private static let logoColumn = 7 + OrganizationSettings.columnCount
    private static let roleColumn = logoColumn + 2
    /// How many those are.
    static let columnCount = roleColumn + Role.columnCount

    /// Adds what those columns want to know of the role.
    static let ownRoles: SQL = Role.join(to: "membership", as: "own")

    init(_ row: Row, at now: Instant) throws {
        let subscription = Subscription(status: try row[4], trialEndsAt: try row[5])
        let logo: String? = try row[Self.logoColumn]
        organization = Organization(
            id: try row[0], name: try row[1], slug: try row[2], kind: try row[3], status: subscription.status(at: now),
            settings: try OrganizationSettings(row, from: 7), logo: logo.map(LogoName.init), createdAt: try row[6]
        )
        role = try Role.read(row, from: Self.roleColumn)
        factorDue = try row[Self.logoColumn + 1]
        permissions = factorDue ? [] : role.permissions(membersHidden: organization.settings.membersHidden)
    }
}

extension OrganizationMembership {
    /// As an operator sees it who acts as the member.
    mutating func narrow(to impersonation: Impersonation?) {
        if let impersonation { permissions = PermissionSet(permissions.filter(impersonation.admits)) }
    }

    /// As a key sees it.
    func narrowed(to permissions: KeyPermissions) -> OrganizationMembership {
        var narrowed = self
        if factorDue { return narrowed }
        narrowed.permissions = role.narrowed(to: permissions).permissions(membersHidden: organization.settings.membersHidden)
        return narrowed
    }
}

extension Storage {
    /// The session that a token opens at this moment, and what its account is shown first; or nil.
    ///
    /// - Parameter device: which presents it.
    public func me(opening token: Token, on device: Device, at now: Instant) async throws -> Me? {
        let hash = TokenHash(token)
        return try await read { connection in
            try connection.session(opening: hash, on: device, at: now).map { try connection.me($0, at: now) }
        }
    }
}

extension Connection {
    func me(_ id: ID<Session>, at now: Instant) throws -> Me {
        guard let session = try session(id) else { throw Failure.unauthenticated }
        return try me(session, at: now)
    }

    fileprivate func me(_ session: LiveSession, at now: Instant) throws -> Me {
        let organizations = try organizations(of: session.account.id, at: now)
        guard var current = organizations.first(where: { $0.organization.id == session.organization }) else {
            throw DatabaseError.unexpectedValue("session \(session.id) stands in an organization without a membership")
        }
        current.narrow(to: session.impersonation)
        return Me(session: session, current: current, organizations: organizations)
    }

    func organizations(of account: ID<Account>, at now: Instant) throws -> [OrganizationMembership] {
        try rows(
            """
            SELECT \(OrganizationMembership.columns)
            FROM membership
            JOIN organization ON organization.id = membership.organization_id
            \(OrganizationMembership.ownRoles)
            WHERE membership.account_id = \(account)
            ORDER BY organization.kind = 'personal' DESC, organization.name_key, organization.id
            """
        ) { try OrganizationMembership($0, at: now) }
    }
}
