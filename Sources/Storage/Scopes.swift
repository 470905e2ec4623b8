import Domain

/// Proof that a token opens a session: made only here, from a row that was just read.
///
/// A class, for each layer that a request goes through has a copy of its own.
public final class LiveSession: Sendable {
    public let id: ID<Session>
    public let account: Account
    /// The session's current organization.
    public let organization: ID<Organization>
    public let createdAt: Instant
    public let lastSeenAt: Instant
    public let expiresAt: Instant
    public let remember: Bool
    /// Nil where the account is there itself.
    public let impersonation: Impersonation?
    /// From which it is used just now.
    public let device: Device

    init(_ row: Row, on device: Device = .none) throws {
        id = try row[0]
        organization = try row[1]
        createdAt = try row[2]
        lastSeenAt = try row[3]
        expiresAt = try row[4]
        remember = try row[5]
        impersonation = try Impersonation(row, from: 6)
        account = try Account(row, from: 6 + Impersonation.columnCount)
        self.device = device
    }

    static let columns: SQL = """
        session.id, session.organization_id, session.created_at, session.last_seen_at, session.expires_at, session.remember,
        \(Impersonation.columns), \(Account.columns)
        """

    public func isLive(at now: Instant) -> Bool {
        Session.isLive(at: now, expiresAt: expiresAt, lastSeenAt: lastSeenAt, remember: remember)
    }

    /// Fails with `.forbidden` for an operator who acts as the person.
    func requireInPerson() throws(Failure) {
        if impersonation != nil { throw Impersonation.refusal }
    }
}

/// Proof that an account has a membership in an organization: made only here, from a membership that was just read.
///
/// It carries no role. Every write reads session or key, membership and role again (`authority(in:at:)`), so that someone demoted or
/// removed a moment ago, or with a key that was revoked, can do nothing with a request that was waiting.
public struct OrganizationScope: Sendable {
    /// By what the account comes.
    enum Entry: Sendable {
        case session(ID<Session>)
        case key(ID<APIKey>)
    }

    public let organization: ID<Organization>
    public let account: ID<Account>
    let entry: Entry
    let impersonation: Impersonation?
    let device: Device

    fileprivate init(organization: ID<Organization>, for session: LiveSession) {
        self.organization = organization
        account = session.account.id
        entry = .session(session.id)
        impersonation = session.impersonation
        device = session.device
    }

    fileprivate init(organization: ID<Organization>, for key: KeyScope) {
        self.organization = organization
        account = key.account
        entry = .key(key.id)
        impersonation = nil
        device = key.device
    }

    /// By which key, if by one.
    var key: ID<APIKey>? {
        if case .key(let id) = entry { id } else { nil }
    }
}

/// Proof that an API key opens something, as an organization's or as one of an account's own: made only here, from a row that was just read.
public struct KeyScope: Sendable {
    public let id: ID<APIKey>
    /// Whoever made it, in whose name it acts.
    public let account: ID<Account>
    /// The only one that it opens; nil for one of the account's own, which opens all that the account is a member of.
    let organization: ID<Organization>?
    let lastUsedAt: Instant?
    let device: Device

    fileprivate init(_ row: Row, on device: Device) throws {
        id = try row[0]
        account = try row[1]
        organization = try row[2]
        lastUsedAt = try row[3]
        self.device = device
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

    /// The scope of a session's account in an organization. Fails with `.notFound` for those who are no members, and with `.factorRequired`
    /// for members who have yet to add the factor that it wants.
    public func scope(of organization: ID<Organization>, for session: LiveSession) async throws -> OrganizationScope {
        try await read { try $0.scope(of: organization, for: session) }
    }

    /// The key that a secret opens at this moment, or nil: also once whoever made it has left the organization, or the organization is gone.
    ///
    /// - Parameter device: which presents it.
    public func key(opening secret: APIKeySecret, on device: Device = .none, at now: Instant) async throws -> KeyScope? {
        let hash = TokenHash(of: secret.text)
        return try await read { connection in
            try connection.first(
                """
                SELECT api_key.id, api_key.created_by, api_key.organization_id, api_key.last_used_at
                FROM api_key
                JOIN account AS maker ON maker.id = api_key.created_by AND maker.disabled_at IS NULL AND maker.deleted_at IS NULL
                LEFT JOIN membership
                ON membership.organization_id = api_key.organization_id AND membership.account_id = api_key.created_by
                WHERE api_key.token_hash = \(hash) AND \(APIKey.isLive(at: now))
                AND (api_key.organization_id IS NULL OR membership.account_id IS NOT NULL)
                """
            ) { try KeyScope($0, on: device) }
        }
    }

    /// Where a key acts in the name of its maker. Fails with `.notFound` for every other organization, and with `.factorRequired` where its
    /// maker has yet to add the factor that this one wants.
    public func scope(of organization: ID<Organization>, for key: KeyScope) async throws -> OrganizationScope {
        try await read { connection in
            guard key.organization == nil || key.organization == organization else { throw Failure.notFound }
            try connection.requireMember(key.account, of: organization)
            return OrganizationScope(organization: organization, for: key)
        }
    }
}

extension Connection {
    /// - Parameter withoutFactor: for what takes nothing from the organization: coming to stand in it, and leaving it.
    func scope(of organization: ID<Organization>, for session: LiveSession, withoutFactor: Bool = false) throws -> OrganizationScope {
        let impersonator = session.impersonation?.impersonator
        try requireMember(session.account.id, actingBy: impersonator, of: organization, withoutFactor: withoutFactor)
        return OrganizationScope(organization: organization, for: session)
    }

    func isMember(_ account: ID<Account>, of organization: ID<Organization>) throws -> Bool {
        try exists("SELECT 1 FROM membership WHERE organization_id = \(organization) AND account_id = \(account)")
    }

    fileprivate func requireMember(
        _ account: ID<Account>, actingBy impersonator: ID<Account>? = nil, of organization: ID<Organization>, withoutFactor: Bool = false
    ) throws {
        let factorIsDue: Bool? = try first(
            """
            SELECT \(OrganizationMembership.factorIsDue(actingBy: "\(impersonator)"))
            FROM membership
            JOIN organization ON organization.id = membership.organization_id
            WHERE membership.organization_id = \(organization) AND membership.account_id = \(account)
            """
        ) { try $0[0] }
        guard let factorIsDue else { throw Failure.notFound }
        if factorIsDue, !withoutFactor { throw Failure.factorRequired }
    }

    /// Session or key, membership, role, and how the organization stands, as they are now. Fails with `.unauthenticated`, `.notFound` or
    /// `.factorRequired`.
    func authority(in scope: OrganizationScope, withoutFactor: Bool = false, at now: Instant) throws -> Authority {
        switch scope.entry {
        case .session(let session): try authority(of: session, in: scope, withoutFactor: withoutFactor, at: now)
        case .key(let key): try authority(of: key, in: scope, at: now)
        }
    }

    private func authority(
        of session: ID<Session>, in scope: OrganizationScope, withoutFactor: Bool, at now: Instant
    ) throws -> Authority {
        let found = try first(
            """
            SELECT session.expires_at, session.last_seen_at, session.remember, \(Impersonation.columns),
            \(Organization.status(at: now)), organization.members_hidden,
            \(OrganizationMembership.factorIsDue(actingBy: "session.impersonator_id")), \(Role.columns(of: "membership.role", joinedAs: "own"))
            FROM session
            LEFT JOIN membership ON membership.organization_id = \(scope.organization) AND membership.account_id = session.account_id
            LEFT JOIN organization ON organization.id = membership.organization_id
            \(Role.join(to: "membership", as: "own"))
            WHERE session.id = \(session)
            """
        ) { row in
            let isLive = Session.isLive(at: now, expiresAt: try row[0], lastSeenAt: try row[1], remember: try row[2])
            let impersonation = try Impersonation(row, from: 3)
            let next = 3 + Impersonation.columnCount
            return (
                isLive, impersonation, status: try row[next] as Organization.Status?, hidden: try row[next + 1] as Bool?,
                factorIsDue: try row[next + 2] as Bool, role: try Role(row, from: next + 3)
            )
        }
        guard let (isLive, impersonation, status, membersHidden, factorIsDue, role) = found, isLive else { throw Failure.unauthenticated }
        guard let status, let membersHidden, let role else { throw Failure.notFound }
        if factorIsDue, !withoutFactor { throw Failure.factorRequired }
        return Authority(
            account: scope.account, role: role, isReadOnly: status.isReadOnly, membersHidden: membersHidden, impersonation: impersonation
        )
    }

    /// An organization's key is dead without its maker; one of an account's own is nobody's where the account is no member.
    private func authority(of key: ID<APIKey>, in scope: OrganizationScope, at now: Instant) throws -> Authority {
        let found = try first(
            """
            SELECT api_key.permissions, api_key.organization_id, \(Organization.status(at: now)), organization.members_hidden,
            \(OrganizationMembership.factorIsDue), \(Role.columns(of: "membership.role", joinedAs: "own"))
            FROM api_key
            JOIN account AS maker ON maker.id = api_key.created_by AND maker.disabled_at IS NULL AND maker.deleted_at IS NULL
            LEFT JOIN membership
            ON membership.organization_id = \(scope.organization) AND membership.account_id = api_key.created_by
            LEFT JOIN organization ON organization.id = membership.organization_id
            \(Role.join(to: "membership", as: "own"))
            WHERE api_key.id = \(key) AND \(APIKey.isLive(at: now))
            """
        ) { row in
            (
                permissions: KeyPermissions(bits: try row[0]), organization: try row[1] as ID<Organization>?,
                status: try row[2] as Organization.Status?, membersHidden: try row[3] as Bool?, factorIsDue: try row[4] as Bool,
                role: try Role(row, from: 5)
            )
        }
        guard let found else { throw Failure.unauthenticated }
        guard found.organization == nil || found.organization == scope.organization else { throw Failure.notFound }
        guard let status = found.status, let membersHidden = found.membersHidden, let role = found.role else {
            throw found.organization == nil ? Failure.notFound : Failure.unauthenticated
        }
        if found.factorIsDue { throw Failure.factorRequired }
        return Authority(
            keyOf: Membership(account: scope.account, role: role), permitting: found.permissions, isReadOnly: status.isReadOnly,
            membersHidden: membersHidden
        )
    }

    /// Fails with `.unauthenticated` if the key has ended since it was looked up.
    func permissions(of key: KeyScope, at now: Instant) throws -> KeyPermissions {
        let found = try first("SELECT permissions FROM api_key WHERE id = \(key.id) AND \(APIKey.isLive(at: now))") {
            KeyPermissions(bits: try $0[0])
        }
        guard let found else { throw Failure.unauthenticated }
        return found
    }

    /// For what is a person's own. Fails with `.unauthenticated` if the session has ended since it was looked up, and with `.forbidden` if
    /// it is an operator's who acts as that person.
    ///
    /// - Returns: it as it is now.
    @discardableResult
    func requireLive(_ session: LiveSession, at now: Instant) throws -> LiveSession {
        let current = try present(session, at: now)
        try current.requireInPerson()
        return current
    }

    /// The session as it is now, whoever it is. Fails with `.unauthenticated` if it has ended.
    func present(_ session: LiveSession, at now: Instant) throws -> LiveSession {
        guard let current = try self.session(session.id), current.isLive(at: now) else { throw Failure.unauthenticated }
        return current
    }

    /// Session and rights as they are now.
    func requireOperator(_ scope: OperatorScope, at now: Instant) throws {
        guard let session = try session(scope.session), session.isLive(at: now) else { throw Failure.unauthenticated }
        guard session.account.isOperator else { throw Failure.forbidden("Only those who run this instance may do that.") }
        try requireProof(of: scope.session, within: Session.operatorLifetime, at: now)
    }
}
