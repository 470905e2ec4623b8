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

    fileprivate static let columns: SQL = """
        membership.account_id, account.name, account.email, membership.joined_at, membership.last_active_at, membership.name_key,
        \(Role.columns(of: "membership.role", joinedAs: "own"))
        """

    fileprivate static let ownRoles: SQL = Role.join(to: "membership", as: "own")

    fileprivate init(_ row: any Row) throws {
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

    /// Gives a member another role, and tells them where mail reaches mailboxes.
    /// Fails with `.forbidden`, `.notFound`, `.lastOwner`, `.proofRequired` for a new owner, or `.invalidInput` for a key that is no role's.
    public func changeRole(
        of target: ID<Account>, to key: String, in scope: OrganizationScope, mailing: Mailing, at now: Instant
    ) async throws -> Member {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            if target != actor.account { try actor.require(.membersUpdate) }
            let membership = try connection.membership(of: target, in: scope)
            let role = try connection.role(key, in: scope)
            try actor.mayChange(membership, to: role, owners: connection.ownerCount(in: scope))
            if role.isOwner, !membership.role.isOwner { try connection.requireProof(of: scope.session, at: now) }
            try connection.setRole(role, of: target, in: scope, from: membership.role, trail)
            try connection.revokeUnbacked(by: target, in: scope, trail)
            if target != actor.account, role != membership.role {
                try connection.tellOfRole(role, target, in: scope, mailing: mailing, at: now, randomness)
            }
            return try connection.member(target, in: scope)
        }
    }

    /// Makes another member owner, who is told where mail reaches mailboxes, and the caller admin.
    /// Fails with `.forbidden`, `.proofRequired`, `.personalOrganization`, `.notFound` or, for oneself, `.invalidInput`.
    public func transferOrganization(
        in scope: OrganizationScope, to heir: ID<Account>, mailing: Mailing, at now: Instant
    ) async throws -> OrganizationMembership {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.mayTransfer()
            try connection.requireProof(of: scope.session, at: now)
            try connection.requireTeam(scope)
            guard heir != actor.account else { throw Failure.invalid("accountId", "is your own") }
            let membership = try connection.membership(of: heir, in: scope)
            try trail.record(AuditEvent(.organizationTransferred, of: heir), in: scope.organization, on: connection)
            try connection.setRole(.owner, of: heir, in: scope, from: membership.role, trail)
            try connection.setRole(.admin, of: actor.account, in: scope, from: actor.role, trail)
            try connection.revokeUnbacked(by: actor.account, in: scope, trail)
            if !membership.role.isOwner { try connection.tellOfRole(.owner, heir, in: scope, mailing: mailing, at: now, randomness) }
            return try connection.organization(in: scope)
        }
    }

    /// Ends a membership and moves the sessions that stood in it to the personal organization, in one transaction. Whoever was removed is
    /// told, where mail reaches mailboxes. Fails with `.forbidden`, `.notFound`, `.lastOwner` or `.personalOrganization`.
    public func removeMember(_ target: ID<Account>, from scope: OrganizationScope, mailing: Mailing, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.require(.membersRemove)
            let membership = try connection.membership(of: target, in: scope)
            try actor.mayRemove(membership)
            try connection.requireTeam(scope)
            try Authority.mayEnd(membership, owners: connection.ownerCount(in: scope))
            if target != actor.account { try connection.tellOfRemoval(target, from: scope, mailing: mailing, at: now, randomness) }
            let change = AuditEvent(target == actor.account ? .memberLeft : .memberRemoved, of: target, before: membership.state)
            try trail.record(change, in: scope.organization, on: connection)
            try connection.endMembership(of: target, in: scope, trail)
            try connection.noteRemoval(of: target, in: scope, at: now)
        }
    }

    /// Fails with `.lastOwner` or `.personalOrganization`.
    public func leave(_ scope: OrganizationScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            let actor = try connection.authority(in: scope, at: now)
            try connection.requireTeam(scope)
            let membership = Membership(account: actor.account, role: actor.role)
            try Authority.mayEnd(membership, owners: connection.ownerCount(in: scope))
            try trail.record(
                AuditEvent(.memberLeft, of: actor.account, before: membership.state), in: scope.organization, on: connection
            )
            try connection.endMembership(of: actor.account, in: scope, trail)
        }
    }
}

extension Connection {
    func membership(of account: ID<Account>, in scope: OrganizationScope) throws -> Membership {
        let role = try first(
            """
            SELECT \(Role.columns(of: "membership.role", joinedAs: "own"))
            FROM membership
            \(Member.ownRoles)
            WHERE membership.organization_id = \(scope.organization) AND membership.account_id = \(account)
            """
        ) { try Role.read($0, from: 0) }
        guard let role else { throw Failure.notFound }
        return Membership(account: account, role: role)
    }

    fileprivate func ownerCount(in scope: OrganizationScope) throws -> Int {
        try count("SELECT count(*) FROM membership WHERE organization_id = \(scope.organization) AND role = \(Role.owner.key)")
    }

    fileprivate func setRole(
        _ role: Role, of account: ID<Account>, in scope: OrganizationScope, from former: Role, _ trail: AuditTrail
    ) throws {
        try run(
            """
            UPDATE membership SET role = \(role.key)
            WHERE organization_id = \(scope.organization) AND account_id = \(account)
            """
        )
        let change = AuditEvent(
            .memberRoleChanged, of: account, before: [.role: .text(former.key)], after: [.role: .text(role.key)]
        )
        if change.isChange { try trail.record(change, in: scope.organization, on: self) }
    }

    /// What only this member stood behind ends, too.
    fileprivate func endMembership(of account: ID<Account>, in scope: OrganizationScope, _ trail: AuditTrail) throws {
        try run(
            """
            DELETE FROM membership
            WHERE organization_id = \(scope.organization) AND account_id = \(account)
            """
        )
        try revokeUnbacked(by: account, in: scope, trail)
    }

    fileprivate func noteRemoval(of account: ID<Account>, in scope: OrganizationScope, at now: Instant) throws {
        try run(
            """
            INSERT INTO removal (organization_id, account_id, removed_at) VALUES (\(scope.organization), \(account), \(now))
            ON CONFLICT (organization_id, account_id) DO UPDATE SET removed_at = excluded.removed_at
            """
        )
    }

    fileprivate func member(_ account: ID<Account>, in scope: OrganizationScope) throws -> Member {
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

extension Membership {
    fileprivate var state: AuditState { [.role: .text(role.key)] }
}
