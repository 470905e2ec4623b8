import Domain

/// A member as the others see them.
public struct Member: Sendable {
    public let account: ID<Account>
    public let name: String
    public let email: String
    public let role: Role
    public let joinedAt: Instant
    public let lastActiveAt: Instant?
    fileprivate let nameKey: String

    static let columns: SQL = """
        membership.account_id, account.name, account.email, membership.joined_at, membership.last_active_at, membership.name_key,
        \(Role.columns(of: "membership.role", joinedAs: "own"))
        """

    static let ownRoles: SQL = Role.join(to: "membership", as: "own")

    init(_ row: Row) throws {
        account = try row[0]
        name = try row[1]
        email = try row[2]
        joinedAt = try row[3]
        lastActiveAt = try row[4]
        nameKey = try row[5]
        role = try Role.read(row, from: 6)
    }
}

/// Which members, in which order.
public struct MemberQuery: Sendable {
    public enum Sort: String, CaseIterable, Sendable {
        case name
        case nameDescending = "-name"
        case joinedAt
        case joinedAtDescending = "-joinedAt"
    }

    /// Part of a name or an address, in any case.
    public let text: String?
    /// Exactly this one.
    public let email: EmailAddress?
    /// The key of one.
    public let role: String?
    public let sort: Sort
    public let page: PageRequest

    public init(
        text: String? = nil, email: EmailAddress? = nil, role: String? = nil, sort: Sort = .name, page: PageRequest = PageRequest()
    ) {
        self.text = text
        self.email = email
        self.role = role
        self.sort = sort
        self.page = page
    }
}

extension Storage {
    /// A page of the members that match, and how many match in all. Fails with `.forbidden`.
    public func members(in scope: OrganizationScope, _ query: MemberQuery, at now: Instant) async throws -> (page: Page<Member>, total: Int)
    {
        try await read { connection in
            try connection.authority(in: scope, at: now).require(.membersRead)
            if let key = query.role { _ = try connection.role(key, in: scope) }
            let total = try connection.memberCount(in: scope, query)
            let found = try connection.members(in: scope, query)
            return (Page(found, for: query.page) { $0.cursor(in: query.sort) }, total)
        }
    }
}

extension Connection {
    func member(_ account: ID<Account>, in scope: OrganizationScope) throws -> Member {
        let member = try first(
            """
            SELECT \(Member.columns)
            FROM membership
            JOIN account ON account.id = membership.account_id
            \(Member.ownRoles)
            WHERE membership.organization_id = \(scope.organization) AND membership.account_id = \(account)
            """,
            Member.init
        )
        guard let member else { throw Failure.notFound }
        return member
    }

    fileprivate func memberCount(in scope: OrganizationScope, _ query: MemberQuery) throws -> Int {
        guard query.text != nil || query.email != nil else {
            return try count(
                "SELECT count(*) FROM membership WHERE organization_id = \(scope.organization)\(query.roleCondition)"
            )
        }
        return try count(
            """
            SELECT count(*)
            FROM membership
            JOIN account ON account.id = membership.account_id
            WHERE membership.organization_id = \(scope.organization)\(query.roleCondition)\(query.emailCondition)\(query.textCondition)
            """
        )
    }

    /// One more than asked for, which tells whether there is a next page.
    fileprivate func members(in scope: OrganizationScope, _ query: MemberQuery) throws -> [Member] {
        try rows(
            """
            SELECT \(Member.columns)
            FROM membership
            JOIN account ON account.id = membership.account_id
            \(Member.ownRoles)
            WHERE membership.organization_id = \(scope.organization)\(query.roleCondition)\(query.emailCondition)\(query.textCondition)\(query.startCondition)
            ORDER BY \(query.order)
            LIMIT \(query.page.limit + 1)
            """,
            Member.init
        )
    }
}

extension MemberQuery {
    fileprivate var roleCondition: SQL {
        guard let role else { return "" }
        return " AND membership.role = \(role)"
    }

    fileprivate var emailCondition: SQL {
        guard let email else { return "" }
        return " AND account.email_key = \(email.key)"
    }

    fileprivate var textCondition: SQL {
        guard let text else { return "" }
        let pattern = "%\(text.folded.escapedForLike)%"
        return " AND (membership.name_key LIKE \(pattern) ESCAPE '\\' OR account.email_key LIKE \(pattern) ESCAPE '\\')"
    }

    fileprivate var startCondition: SQL {
        guard let after = page.after else { return "" }
        switch sort {
        case .name: return " AND (membership.name_key, membership.account_id) > (\(after.key), \(after.id))"
        case .nameDescending: return " AND (membership.name_key, membership.account_id) < (\(after.key), \(after.id))"
        case .joinedAt: return " AND (membership.joined_at, membership.account_id) > (\(after.number), \(after.id))"
        case .joinedAtDescending: return " AND (membership.joined_at, membership.account_id) < (\(after.number), \(after.id))"
        }
    }

    fileprivate var order: SQL {
        switch sort {
        case .name: "membership.name_key, membership.account_id"
        case .nameDescending: "membership.name_key DESC, membership.account_id DESC"
        case .joinedAt: "membership.joined_at, membership.account_id"
        case .joinedAtDescending: "membership.joined_at DESC, membership.account_id DESC"
        }
    }
}

extension Member {
    fileprivate func cursor(in sort: MemberQuery.Sort) -> Cursor {
        switch sort {
        case .name, .nameDescending: Cursor(key: nameKey, id: account.description)
        case .joinedAt, .joinedAtDescending: Cursor(number: joinedAt.milliseconds, id: account.description)
        }
    }
}
