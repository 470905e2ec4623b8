import Domain

/// An invitation as those who manage it see it.
public struct InvitationListing: Sendable {
    public let invitation: Invitation
    public let invitedBy: ID<Account>
    /// Nil once the account is deleted.
    public let inviterName: String?
}

/// Which of an organization's invitations.
public struct InvitationQuery: Sendable {
    /// Nil for all.
    public let status: Invitation.Status?
    public let page: PageRequest

    public init(status: Invitation.Status? = nil, page: PageRequest = PageRequest()) {
        self.status = status
        self.page = page
    }
}

extension Storage {
    /// A page of the invitations that match, the newest first, and how many match in all. Fails with `.forbidden`.
    public func invitations(
        in scope: OrganizationScope, _ query: InvitationQuery, at now: Instant
    ) async throws -> (page: Page<InvitationListing>, total: Int) {
        try await read { connection in
            try connection.authority(in: scope, at: now).require(.invitationsRead)
            let total = try connection.invitationCount(in: scope, query, at: now)
            let found = try connection.invitations(in: scope, query, at: now)
            let page = Page(found, for: query.page) {
                Cursor(number: $0.invitation.createdAt.milliseconds, id: $0.invitation.id.description)
            }
            return (page, total)
        }
    }
}

extension Connection {
    fileprivate func invitations(in scope: OrganizationScope, _ query: InvitationQuery, at now: Instant) throws -> [InvitationListing] {
        try rows(
            """
            SELECT \(InvitationListing.columns)
            FROM invitation \(InvitationListing.makers)
            WHERE invitation.organization_id = \(scope.organization)\(query.condition(at: now))\(query.startCondition)
            ORDER BY invitation.created_at DESC, invitation.id DESC
            LIMIT \(query.page.limit + 1)
            """,
            InvitationListing.init
        )
    }

    fileprivate func invitationCount(in scope: OrganizationScope, _ query: InvitationQuery, at now: Instant) throws -> Int {
        guard query.status != nil else {
            return try count("SELECT count(*) FROM invitation WHERE organization_id = \(scope.organization)")
        }
        return try count(
            """
            SELECT count(*)
            FROM invitation \(InvitationListing.makerRoles)
            WHERE invitation.organization_id = \(scope.organization)\(query.condition(at: now))
            """
        )
    }
}

extension InvitationQuery {
    fileprivate func condition(at now: Instant) -> SQL {
        guard let status else { return "" }
        return " AND \(InvitationListing.status(at: now)) = \(status)"
    }

    fileprivate var startCondition: SQL {
        guard let after = page.after else { return "" }
        return " AND (invitation.created_at, invitation.id) < (\(after.number), \(after.id))"
    }
}

extension InvitationListing {
    static let columns: SQL = """
        invitation.id, invitation.kind, invitation.email, invitation.domains, invitation.maximum_uses, invitation.uses,
        invitation.created_at, invitation.issued_at, invitation.expires_at, invitation.revoked_at IS NOT NULL, invitation.created_by,
        \(Account.nameIfAny), \(Role.columns(of: "invitation.role", joinedAs: "offered")), \(Role.columns(of: "maker.role", joinedAs: "held")),
        used.permissions, used.revoked_at IS NOT NULL
        """

    /// How many those are.
    static let columnCount = 14 + 2 * Role.columnCount

    static let makers: SQL = "JOIN account ON account.id = invitation.created_by \(makerRoles)"

    static let makerRoles: SQL = """
        LEFT JOIN membership AS maker
        ON maker.organization_id = invitation.organization_id AND maker.account_id = invitation.created_by
        \(Role.join(to: "maker", as: "held"))
        \(Role.join(to: "invitation", as: "offered"))
        LEFT JOIN api_key AS used ON used.id = invitation.key_id
        """

    /// `Invitation.status(at:)`, for rows joined with `makerRoles`.
    static func status(at now: Instant) -> SQL {
        """
        CASE
            WHEN invitation.uses >= invitation.maximum_uses
            THEN CASE invitation.kind WHEN 'email' THEN \(Invitation.Status.accepted) ELSE \(Invitation.Status.exhausted) END
            WHEN invitation.revoked_at IS NOT NULL THEN \(Invitation.Status.revoked)
            WHEN \(isBacked)
            THEN CASE WHEN invitation.expires_at > \(now) THEN \(Invitation.Status.pending) ELSE \(Invitation.Status.expired) END
            ELSE \(Invitation.Status.revoked)
        END
        """
    }

    /// `Invitation.isBacked`, which is `Role.admitsInviting`, of what `Role.narrowed` leaves where a key made it: null once the maker has
    /// left. What has been ended with a key is ended for good, so that a key that does not last is no part of it.
    private static let isBacked: SQL = {
        let held: SQL = "\(Role.permissions(of: "maker.role", joinedAs: "held")) & coalesce(used.permissions, -1)"
        let (own, offered) = (Role.rank(of: "maker.role", joinedAs: "held"), Role.rank(of: "invitation.role", joinedAs: "offered"))
        let standsAbove: SQL = """
            CASE WHEN used.id IS NULL
            THEN maker.role = \(Role.owner.key) OR \(own) > \(offered)
            ELSE \(own) > \(offered) AND \(Role.manager.rank) > \(offered) END
            """
        return """
            (\(held) & \(PermissionSet([.invitationsManage]).bits)) <> 0 AND (\(standsAbove))
            AND (coalesce(offered.permissions, 0) & ~(\(held))) = 0 AND used.revoked_at IS NULL
            """
    }()

    init(_ row: Row) throws {
        let maker: ID<Account> = try row[10]
        let held = try Role(row, from: 12 + Role.columnCount).map { Membership(account: maker, role: $0) }
        let next = 12 + 2 * Role.columnCount
        let key = try (row[next] as Int?).map { (permissions: KeyPermissions(bits: $0), isRevoked: try row[next + 1] as Bool) }
        invitation = Invitation(
            id: try row[0], kind: try Invitation.Kind(name: row[1], email: row[2], domains: row[3], maximumUses: row[4]),
            role: try Role.read(row, from: 12), uses: try row[5], createdAt: try row[6], issuedAt: try row[7], expiresAt: try row[8],
            isRevoked: try row[9], maker: held.flatMap { Authority(of: $0, using: key) }
        )
        invitedBy = maker
        inviterName = try row[11]
    }
}

extension Authority {
    /// Nil for a key that is revoked.
    fileprivate init?(of maker: Membership, using key: (permissions: KeyPermissions, isRevoked: Bool)?) {
        guard let key else {
            self.init(account: maker.account, role: maker.role)
            return
        }
        guard !key.isRevoked else { return nil }
        self.init(keyOf: maker, permitting: key.permissions)
    }
}

extension Invitation.Status: SQLConvertible {}

extension Invitation.Kind {
    public var name: String {
        switch self {
        case .email: "email"
        case .link: "link"
        }
    }

    public var address: EmailAddress? {
        if case .email(let address) = self { address } else { nil }
    }

    var domainList: String { domains.map(\.text).joined(separator: " ") }

    init(name: String, email: String?, domains: String, maximumUses: Int?) throws {
        if name == "email", let email {
            self = .email(try EmailAddress(email))
        } else {
            self = .link(maximumUses: maximumUses, domains: try domains.split(separator: " ").map { try EmailDomain(String($0)) })
        }
    }
}
