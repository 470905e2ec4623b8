import Domain

/// An API key as whoever manages it sees it: without its secret.
public struct APIKeyListing: Sendable {
    public let key: APIKey
    public let createdBy: ID<Account>
    /// Nil once the account is deleted.
    public let creatorName: String?
    /// Nil for one of an account's own.
    let organization: ID<Organization>?
}

/// An API key as it is asked for.
public struct NewAPIKey: Sendable {
    public let name: DisplayName
    public let permissions: KeyPermissions
    /// Nil for one that lasts until it is revoked.
    public let expiresAt: Instant?

    public init(name: DisplayName, permissions: KeyPermissions, expiresAt: Instant?) {
        self.name = name
        self.permissions = permissions
        self.expiresAt = expiresAt
    }
}

/// A key that has just been made. Its secret is in no other answer and in no table.
public struct IssuedAPIKey: Sendable {
    public let listing: APIKeyListing
    public let secret: APIKeySecret
}

/// Whose keys: an organization's, or one's own.
public enum APIKeyOwner: Sendable {
    case organization(OrganizationScope)
    case account(LiveSession)
}

extension Storage {
    /// A page of the keys, the newest first, those that open nothing any more among them, and how many there are in all.
    /// Fails with `.forbidden`.
    public func apiKeys(
        of owner: APIKeyOwner, _ request: PageRequest = PageRequest(), at now: Instant
    ) async throws -> (page: Page<APIKeyListing>, total: Int) {
        try await read { connection in
            switch owner {
            case .organization(let scope): try connection.authority(in: scope, at: now).requireToSee(.apiKeysManage)
            case .account(let session): _ = try connection.present(session, at: now)
            }
            let found = try connection.keys(of: owner, request)
            let page = Page(found, for: request) { Cursor(number: $0.key.createdAt.milliseconds, id: $0.key.id.description) }
            return (page, try connection.count("SELECT count(*) FROM api_key WHERE \(owner.condition)"))
        }
    }

    /// Wants a proof: a key goes on working when its maker has long signed out.
    ///
    /// - Parameter mailing: where messages reach mailboxes, the maker's address has to be proven.
    /// - Throws: `.forbidden`, `.proofRequired`, `.addressUnproven`, or `.invalidInput` for a name that another key has, an end that has
    ///   passed, and one key too many.
    public func createAPIKey(_ new: NewAPIKey, of owner: APIKeyOwner, mailing: Mailing, at now: Instant) async throws -> IssuedAPIKey {
        let trail = trail(of: owner, at: now)
        return try await write { [randomness] connection in
            let maker = try connection.requireMaker(of: new, owner, mailing: mailing, at: now)
            if let end = new.expiresAt, end <= now { throw Failure.invalid("expiresAt", "must be in the future") }
            try connection.requireRoom(for: new.name, among: owner, at: now)
            let (id, secret) = (ID<APIKey>(at: now, from: randomness), APIKeySecret(from: randomness))
            try connection.run(
                """
                INSERT INTO api_key (
                    id, organization_id, created_by, name, name_key, prefix, token_hash, permissions, created_at, expires_at
                ) VALUES (
                    \(id), \(owner.organization), \(maker), \(new.name.text), \(new.name.text.folded), \(secret.prefix),
                    \(TokenHash(of: secret.text)), \(new.permissions.all.bits), \(now), \(new.expiresAt)
                )
                """
            )
            let made = try connection.key(id, of: owner)
            try trail.record(AuditEvent(.apiKeyCreated, of: id, after: made.state), of: made, on: connection)
            return IssuedAPIKey(listing: made, secret: secret)
        }
    }

    /// At once, also in a read-only organization; what was invited with it ends, too. Revoking twice changes nothing.
    /// Fails with `.forbidden` or `.notFound`.
    public func revokeAPIKey(_ id: ID<APIKey>, of owner: APIKeyOwner, at now: Instant) async throws {
        let trail = trail(of: owner, at: now)
        try await write { connection in
            switch owner {
            case .organization(let scope): try connection.authority(in: scope, at: now).mayRevokeKey()
            case .account(let session): try connection.requireLive(session, at: now)
            }
            let key = try connection.key(id, of: owner)
            guard key.key.revokedAt == nil else { return }
            try connection.revoke(key, because: .asked, trail)
        }
    }

    /// Notes the day on which a key was used.
    public func touch(_ key: KeyScope, at now: Instant) async throws {
        let today = now.midnight
        guard key.lastUsedAt.map({ $0 < today }) ?? true else { return }
        _ = try await write { connection in
            try connection.run(
                "UPDATE api_key SET last_used_at = \(today) WHERE id = \(key.id) AND coalesce(last_used_at, 0) < \(today)"
            )
        }
    }

    private func trail(of owner: APIKeyOwner, at now: Instant) -> AuditTrail {
        switch owner {
        case .organization(let scope): trail(of: scope, at: now)
        case .account(let session): trail(of: session, at: now)
        }
    }
}

extension Connection {
    /// Ends the keys of an organization's that somebody has made: they are nobody's any more, whether or not their maker comes back.
    func revokeKeys(madeBy maker: ID<Account>, in scope: OrganizationScope, _ trail: AuditTrail) throws {
        let keys = try rows(
            """
            \(APIKeyListing.selection)
            WHERE api_key.organization_id = \(scope.organization) AND api_key.created_by = \(maker) AND api_key.revoked_at IS NULL
            """,
            APIKeyListing.init
        )
        for key in keys { try revoke(key, because: .unbacked, trail) }
    }

    /// Ends all that an account has made, its own and organizations'.
    ///
    /// - Returns: how many there were.
    @discardableResult
    func revokeKeys(madeBy maker: ID<Account>, because reason: APIKey.RevocationReason, _ trail: AuditTrail) throws -> Int {
        let keys = try rows(
            "\(APIKeyListing.selection) WHERE api_key.created_by = \(maker) AND api_key.revoked_at IS NULL", APIKeyListing.init
        )
        for key in keys { try revoke(key, because: reason, trail) }
        return keys.count
    }

    /// What those are called that an account has made, its own and organizations', as far as they open something.
    func nameOfLiveKeys(madeBy maker: ID<Account>, at now: Instant) throws -> [String] {
        try rows(
            """
            SELECT api_key.name FROM api_key
            LEFT JOIN membership
            ON membership.organization_id = api_key.organization_id AND membership.account_id = api_key.created_by
            WHERE api_key.created_by = \(maker) AND \(APIKey.isLive(at: now))
            AND (api_key.organization_id IS NULL OR membership.account_id IS NOT NULL)
            ORDER BY api_key.name_key, api_key.id
            """
        ) { try $0[0] }
    }

    /// - Returns: who makes it.
    fileprivate func requireMaker(
        of new: NewAPIKey, _ owner: APIKeyOwner, mailing: Mailing, at now: Instant
    ) throws -> ID<Account> {
        let maker: ID<Account>
        switch owner {
        case .organization(let scope):
            try authority(in: scope, at: now).mayMakeKey(permitting: new.permissions)
            try requireProof(of: scope, at: now)
            maker = scope.account
        case .account(let session):
            try requireLive(session, at: now)
            try requireProof(of: session.id, at: now)
            maker = session.account.id
        }
        if mailing.reachesMailboxes, try account(maker)?.emailVerified != true { throw Failure.addressUnproven }
        return maker
    }

    fileprivate func requireRoom(for name: DisplayName, among owner: APIKeyOwner, at now: Instant) throws {
        let live = try count("SELECT count(*) FROM api_key WHERE \(owner.condition) AND \(APIKey.isLive(at: now))")
        guard live < APIKey.most else { throw Failure.invalid("name", "can't be added: there are \(APIKey.most) API keys already") }
        let isTaken = try exists(
            "SELECT 1 FROM api_key WHERE \(owner.condition) AND api_key.name_key = \(name.text.folded) AND api_key.revoked_at IS NULL"
        )
        if isTaken { throw Failure.invalid("name", "is the name of another API key") }
    }

    /// One more than asked for, which tells whether there is a next page.
    fileprivate func keys(of owner: APIKeyOwner, _ request: PageRequest) throws -> [APIKeyListing] {
        let start: SQL = request.after.map { " AND (api_key.created_at, api_key.id) < (\($0.number), \($0.id))" } ?? ""
        return try rows(
            """
            \(APIKeyListing.selection)
            WHERE \(owner.condition)\(start)
            ORDER BY api_key.created_at DESC, api_key.id DESC
            LIMIT \(request.limit + 1)
            """,
            APIKeyListing.init
        )
    }

    fileprivate func key(_ id: ID<APIKey>, of owner: APIKeyOwner) throws -> APIKeyListing {
        let selection: SQL = "\(APIKeyListing.selection) WHERE \(owner.condition) AND api_key.id = \(id)"
        guard let found = try first(selection, APIKeyListing.init) else { throw Failure.notFound }
        return found
    }

    fileprivate func revoke(_ key: APIKeyListing, because reason: APIKey.RevocationReason, _ trail: AuditTrail) throws {
        try run("UPDATE api_key SET revoked_at = \(trail.now) WHERE id = \(key.key.id)")
        let event = AuditEvent(.apiKeyRevoked, of: key.key.id, before: key.state, after: [.reason: .text(reason.rawValue)])
        try trail.record(event, of: key, on: self)
        try revokeInvitations(madeWith: key.key.id, trail)
    }
}

extension APIKeyOwner {
    fileprivate var organization: ID<Organization>? {
        if case .organization(let scope) = self { scope.organization } else { nil }
    }

    /// Which rows are theirs.
    fileprivate var condition: SQL {
        switch self {
        case .organization(let scope): "api_key.organization_id = \(scope.organization)"
        case .account(let session): "api_key.organization_id IS NULL AND api_key.created_by = \(session.account.id)"
        }
    }
}

extension APIKey {
    /// Why one was revoked, in the audit log.
    enum RevocationReason: String {
        case asked
        /// Whoever made it has left.
        case unbacked
        /// Somebody else may have made it, before the account's address was proven.
        case addressProven = "address_proven"
    }

    /// `isLive(at:expiresAt:isRevoked:)`, in a statement.
    static func isLive(at now: Instant) -> SQL {
        "api_key.revoked_at IS NULL AND (api_key.expires_at IS NULL OR api_key.expires_at > \(now))"
    }
}

extension APIKeyListing {
    fileprivate static let selection: SQL = """
        SELECT api_key.id, api_key.name, api_key.prefix, api_key.permissions, api_key.created_at, api_key.expires_at, api_key.last_used_at,
            api_key.revoked_at, api_key.created_by, \(Account.nameIfAny), api_key.organization_id
        FROM api_key JOIN account ON account.id = api_key.created_by
        """

    /// For the audit log.
    fileprivate var state: AuditState {
        var state: AuditState = [.name: .text(key.name), .permissions: .texts(key.permissions.all.map(\.rawValue))]
        state[.expiresAt] = key.expiresAt.map(AuditValue.moment)
        return state
    }

    fileprivate init(_ row: Row) throws {
        key = APIKey(
            id: try row[0], name: try row[1], prefix: try row[2], permissions: KeyPermissions(bits: try row[3]), createdAt: try row[4],
            expiresAt: try row[5], lastUsedAt: try row[6], revokedAt: try row[7]
        )
        createdBy = try row[8]
        creatorName = try row[9]
        organization = try row[10]
    }
}

extension AuditTrail {
    /// In the log of the organization whose key it is; of one of an account's own in that of the whole.
    fileprivate func record(_ event: AuditEvent, of key: APIKeyListing, on connection: any Connection) throws {
        guard let organization = key.organization else { return try record(event, on: connection) }
        try record(event, in: organization, on: connection)
    }
}
