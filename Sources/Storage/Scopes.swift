import Domain

/// Proof that a token opens a session: made only here, from a row that was just read.
public struct LiveSession: Sendable {
    public let id: ID<Session>
    public let account: Account
    /// The session's current organization.
    public let organization: ID<Organization>
    public let createdAt: Instant
    public let lastSeenAt: Instant
    public let expiresAt: Instant
    public let remember: Bool
    /// From which it is used just now.
    public internal(set) var device = Device.none

    init(_ row: any Row) throws {
        id = try row[0]
        organization = try row[1]
        createdAt = try row[2]
        lastSeenAt = try row[3]
        expiresAt = try row[4]
        remember = try row[5]
        account = try Account(row, from: 6)
    }

    static let columns: SQL = """
        session.id, session.organization_id, session.created_at, session.last_seen_at, session.expires_at, session.remember,
        \(Account.columns)
        """

    public func isLive(at now: Instant) -> Bool {
        Session.isLive(at: now, expiresAt: expiresAt, lastSeenAt: lastSeenAt, remember: remember)
    }
}

/// Proof that an account has a membership in an organization: made only here, from a membership that was just read.
///
/// It carries no role. Every write reads session, membership and role again (`authority(in:at:)`), so that someone demoted or
/// removed a moment ago can do nothing with a request that was waiting.
public struct OrganizationScope: Sendable {
    public let organization: ID<Organization>
    public let account: ID<Account>
    let session: ID<Session>
    let device: Device

    fileprivate init(organization: ID<Organization>, for session: LiveSession) {
        self.organization = organization
        account = session.account.id
        self.session = session.id
        device = session.device
    }
}

/// Proof that an account runs the instance: made only here, from an account that was just read. Every act reads it again
/// (`requireOperator(_:at:)`).
public struct OperatorScope: Sendable {
    public let account: ID<Account>
    let session: ID<Session>
    let device: Device

    fileprivate init(for session: LiveSession) {
        account = session.account.id
        self.session = session.id
        device = session.device
    }
}

extension Storage {
    /// Fails with `.forbidden` for those who are no operators, and with `.proofRequired` for those who have signed in too long ago.
    public func operatorScope(for session: LiveSession, at now: Instant) async throws -> OperatorScope {
        let scope = OperatorScope(for: session)
        try await read { try $0.requireOperator(scope, at: now) }
        return scope
    }

    /// The scope of a session's account in an organization. Fails with `.notFound` for those who are no members.
    public func scope(of organization: ID<Organization>, for session: LiveSession) async throws -> OrganizationScope {
        try await read { try $0.scope(of: organization, for: session) }
    }
}

extension Connection {
    func scope(of organization: ID<Organization>, for session: LiveSession) throws -> OrganizationScope {
        let isMember = try exists(
            """
            SELECT 1 FROM membership
            WHERE organization_id = \(organization) AND account_id = \(session.account.id)
            """
        )
        guard isMember else { throw Failure.notFound }
        return OrganizationScope(organization: organization, for: session)
    }

    /// Session, membership, role, and how the organization stands, as they are now.
    func authority(in scope: OrganizationScope, at now: Instant) throws -> Authority {
        let found = try first(
            """
            SELECT session.expires_at, session.last_seen_at, session.remember, \(Organization.status(at: now)),
            organization.members_hidden, \(Role.columns(of: "membership.role", joinedAs: "own"))
            FROM session
            LEFT JOIN membership ON membership.organization_id = \(scope.organization) AND membership.account_id = session.account_id
            LEFT JOIN organization ON organization.id = membership.organization_id
            \(Role.join(to: "membership", as: "own"))
            WHERE session.id = \(scope.session)
            """
        ) { row in
            let isLive = Session.isLive(at: now, expiresAt: try row[0], lastSeenAt: try row[1], remember: try row[2])
            return (isLive, try row[3] as Organization.Status?, try row[4] as Bool?, try Role(row, from: 5))
        }
        guard let (isLive, status, membersHidden, role) = found, isLive else { throw Failure.unauthenticated }
        guard let status, let membersHidden, let role else { throw Failure.notFound }
        return Authority(account: scope.account, role: role, isReadOnly: status.isReadOnly, membersHidden: membersHidden)
    }

    /// Fails with `.unauthenticated` if the session has ended since it was looked up.
    ///
    /// - Returns: it as it is now.
    @discardableResult
    func requireLive(_ session: LiveSession, at now: Instant) throws -> LiveSession {
        guard let current = try self.session(session.id), current.isLive(at: now) else { throw Failure.unauthenticated }
        return current
    }

    /// Session and rights as they are now.
    func requireOperator(_ scope: OperatorScope, at now: Instant) throws {
        guard let session = try session(scope.session), session.isLive(at: now) else { throw Failure.unauthenticated }
        guard session.account.isOperator else { throw Failure.forbidden("Only those who run this instance may do that.") }
        try requireProof(of: scope.session, within: Session.operatorLifetime, at: now)
    }

    /// For acts of weight. Fails with `.proofRequired` if it is too long since the person has shown to be present.
    func requireProof(of session: ID<Session>, within lifetime: Span = Session.proofLifetime, at now: Instant) throws {
        let provenAt: Instant? = try first("SELECT proven_at FROM session WHERE id = \(session)") { try $0[0] }
        guard let provenAt, now < provenAt + lifetime else { throw Failure.proofRequired }
    }
}
