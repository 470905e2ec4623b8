import Domain

/// An account as those see it who run the instance.
public struct AccountListing: Sendable {
    public let account: Account
    public let disabledAt: Instant?
    /// In whichever organization.
    public let lastActiveAt: Instant?
    /// How many it is in, the personal one aside.
    public let organizations: Int

    fileprivate static let columns: SQL = """
        \(Account.columns), account.disabled_at,
        (SELECT max(last_active_at) FROM membership WHERE membership.account_id = account.id),
        (SELECT count(*) - 1 FROM membership WHERE membership.account_id = account.id)
        """

    fileprivate init(_ row: Row) throws {
        account = try Account(row, from: 0)
        disabledAt = try row[7]
        lastActiveAt = try row[8]
        organizations = try row[9]
    }
}

/// One of them, and where it belongs.
public struct AccountRecord: Sendable {
    public struct Place: Sendable {
        public let membership: OrganizationMembership
        /// Whether nobody else counts as its owner.
        public let isOnlyOwner: Bool
        /// Some who could be owner in its place, those who have been there longest first.
        public let candidates: [Member]
    }

    public let listing: AccountListing
    /// How many have not run out.
    public let sessions: Int
    /// How many second factors there are.
    public let factors: Int
    /// From when on these can be removed, where that is announced.
    public let factorsRemovableAt: Instant?
    public let places: [Place]

    fileprivate static let mostCandidates = 20
}

/// Which accounts.
public struct AccountQuery: Sendable {
    /// Part of a name or an address, in any case, or an id.
    public let text: String?
    public let page: PageRequest

    public init(text: String? = nil, page: PageRequest = PageRequest()) {
        self.text = text
        self.page = page
    }
}

extension Storage {
    /// A page of all accounts that match, the newest first; how many there are in all where nothing narrows them.
    public func accounts(
        by scope: OperatorScope, _ query: AccountQuery, at now: Instant
    ) async throws -> (page: Page<AccountListing>, total: Int?) {
        try await read { connection in
            try connection.requireOperator(scope, at: now)
            let found = try connection.rows(
                """
                SELECT \(AccountListing.columns)
                FROM account WHERE account.deleted_at IS NULL\(query.condition)
                ORDER BY account.id DESC
                LIMIT \(query.page.limit + 1)
                """,
                AccountListing.init
            )
            let total = query.text == nil ? try connection.accountCount() : nil
            return (Page(found, for: query.page) { Cursor(key: "", id: $0.account.id.description) }, total)
        }
    }

    /// Fails with `.notFound`.
    public func account(_ id: ID<Account>, by scope: OperatorScope, at now: Instant) async throws -> AccountRecord {
        try await read { connection in
            try connection.requireOperator(scope, at: now)
            let listing = try connection.first(
                "SELECT \(AccountListing.columns) FROM account WHERE account.id = \(id) AND account.deleted_at IS NULL", AccountListing.init
            )
            guard let listing else { throw Failure.notFound }
            let owned = Set(try connection.organizationsThatOnlyCount(id))
            let places = try connection.organizations(of: id, at: now).map { membership in
                let isOnlyOwner = listing.disabledAt == nil && owned.contains(membership.organization.id)
                return AccountRecord.Place(
                    membership: membership, isOnlyOwner: isOnlyOwner,
                    candidates: isOnlyOwner ? try connection.candidates(besides: id, in: membership.organization.id) : []
                )
            }
            let sessions = try connection.count("SELECT count(*) FROM session WHERE account_id = \(id) AND expires_at > \(now)")
            return AccountRecord(
                listing: listing, sessions: sessions, factors: try connection.factors(of: id).count,
                factorsRemovableAt: try connection.factorRemoval(of: id, at: now), places: places
            )
        }
    }

    /// Signs the account out everywhere. Fails with `.proofRequired` or `.notFound`.
    public func endSessions(of id: ID<Account>, by scope: OperatorScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            guard try connection.account(id) != nil else { throw Failure.notFound }
            let ended = try connection.endSessions(of: id)
            try trail.record(AuditEvent(.accountSessionsRevoked, of: id, after: [.sessionsEnded: .number(ended)]), on: connection)
        }
    }
}

extension Connection {
    fileprivate func candidates(besides account: ID<Account>, in organization: ID<Organization>) throws -> [Member] {
        try rows(
            """
            SELECT \(Member.columns)
            FROM membership
            JOIN account ON account.id = membership.account_id AND account.disabled_at IS NULL
            \(Member.ownRoles)
            WHERE membership.organization_id = \(organization) AND membership.account_id <> \(account)
            ORDER BY membership.joined_at, membership.account_id
            LIMIT \(AccountRecord.mostCandidates)
            """,
            Member.init
        )
    }
}

extension AccountQuery {
    /// Ids begin with the time at which they were made, so a page is a walk along the primary key.
    fileprivate var condition: SQL {
        var condition: SQL = ""
        if let text {
            let pattern = "%\(text.folded.escapedForLike)%"
            condition = """
                 AND (account.name_key LIKE \(pattern) ESCAPE '\\' OR account.email_key LIKE \(pattern) ESCAPE '\\'
                OR account.id = \(text))
                """
        }
        if let after = page.after { condition = "\(condition) AND account.id < \(after.id)" }
        return condition
    }
}
