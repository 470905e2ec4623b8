import Domain

/// A role of an organization, and how many members hold it: nil for those who may not know who the members are.
public struct RoleListing: Sendable {
    /// Nil for a built-in one.
    public let id: ID<CustomRole>?
    public let role: Role
    public let members: Int?
}

/// What a role of the organization's own is to be; nil leaves as is.
public struct RoleChange: Sendable {
    public let name: DisplayName?
    public let rank: Int?
    public let permissions: PermissionSet?

    public init(name: DisplayName?, rank: Int?, permissions: PermissionSet?) {
        self.name = name
        self.rank = rank
        self.permissions = permissions
    }
}

extension Storage {
    /// All of an organization's roles, the highest first.
    public func roles(in scope: OrganizationScope, at now: Instant) async throws -> [RoleListing] {
        try await read { connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.require(.organizationRead)
            let custom = try connection.customRoles(in: scope).map { (id: Optional($0.id), role: $0.role) }
            let all = Role.builtIn.map { (id: nil, role: $0) } + custom
            return try all.sorted { $0.role.rank > $1.role.rank }.map { id, role in
                RoleListing(id: id, role: role, members: actor.seesMembers ? try connection.holderCount(of: role, in: scope) : nil)
            }
        }
    }

    /// Fails with `.forbidden`, `.personalOrganization`, or `.invalidInput` for a name that another role has and for one role too many.
    public func createRole(
        in scope: OrganizationScope, name: DisplayName, rank: Int, permissions: PermissionSet, at now: Instant
    ) async throws -> RoleListing {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            let others = try connection.customRoles(in: scope).map(\.role)
            let key = CustomRole.key(for: name) { key in others.contains { $0.key == key } }
            let role = Role(custom: key, name: name.text, rank: rank, permissions: permissions)
            try actor.mayManage(role)
            try connection.requireTeam(scope)
            guard others.count < CustomRole.most else {
                throw Failure.invalid("name", "can't be added: the organization has \(CustomRole.most) roles of its own already")
            }
            try role.requireOwnName(among: others)
            let id = ID<CustomRole>(at: now, from: randomness)
            try connection.run(
                """
                INSERT INTO role (organization_id, key, id, name, name_key, rank, permissions, created_at)
                VALUES (
                    \(scope.organization), \(key), \(id), \(name.text), \(name.text.folded), \(rank), \(permissions.bits), \(now)
                )
                """
            )
            try trail.record(AuditEvent(.roleCreated, of: id, after: role.state), in: scope.organization, on: connection)
            return RoleListing(id: id, role: role, members: 0)
        }
    }

    /// Counts at once for everyone who holds it. Invitations that their makers could no longer make are revoked for good.
    /// Fails with `.forbidden`, `.notFound`, or `.invalidInput` for a name that another role has.
    public func updateRole(
        _ id: ID<CustomRole>, in scope: OrganizationScope, _ change: RoleChange, at now: Instant
    ) async throws -> RoleListing {
        let trail = trail(of: scope, at: now)
        return try await write { connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.require(.rolesManage)
            let old = try connection.customRole(id, in: scope)
            let new = Role(
                custom: old.key, name: change.name?.text ?? old.name, rank: change.rank ?? old.rank,
                permissions: change.permissions ?? old.permissions
            )
            try actor.mayManage(old, new)
            try new.requireOwnName(among: connection.customRoles(in: scope).map(\.role))
            try connection.run(
                """
                UPDATE role
                SET name = \(new.name), name_key = \(new.name.folded), rank = \(new.rank), permissions = \(new.permissions.bits)
                WHERE organization_id = \(scope.organization) AND key = \(new.key)
                """
            )
            let update = AuditEvent(.roleUpdated, of: id, before: old.state, after: new.state)
            if update.isChange { try trail.record(update, in: scope.organization, on: connection) }
            try connection.revokeUnbacked(in: scope, trail)
            return RoleListing(id: id, role: new, members: actor.seesMembers ? try connection.holderCount(of: new, in: scope) : nil)
        }
    }

    /// Deletes a role. Those who hold it, the invitations with it that are open, and those to come that name none get another, and the holders are told where mail
    /// reaches mailboxes. Fails with `.forbidden`, `.notFound`, or `.invalidInput` for a replacement that is missing or can't be.
    public func deleteRole(
        _ id: ID<CustomRole>, in scope: OrganizationScope, replacement key: String?, mailing: Mailing, at now: Instant
    ) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.require(.rolesManage)
            let role = try connection.customRole(id, in: scope)
            try actor.mayManage(role)
            let holders = try connection.holderCount(of: role, in: scope)
            if let key {
                let replacement = try connection.role(key, in: scope, field: "replacement")
                guard replacement != role, !replacement.isOwner else {
                    throw Failure.invalid("replacement", "can't be \(replacement.isOwner ? "owner" : "the role that is deleted")")
                }
                try actor.mayReplace(by: replacement)
                try connection.replace(role, by: replacement, in: scope, mailing: mailing, at: now, randomness, trail)
            } else if try connection.isInUse(role, in: scope) {
                throw Failure.invalid(
                    "replacement",
                    "is missing: members or open invitations have this role, or it is the default of invitations or that of a domain")
            }
            try connection.run("DELETE FROM role WHERE organization_id = \(scope.organization) AND key = \(role.key)")
            let after = key.map { [.replacement: .text($0), .members: .number(holders)] as AuditState } ?? [:]
            try trail.record(AuditEvent(.roleDeleted, of: id, before: role.state, after: after), in: scope.organization, on: connection)
            try connection.revokeUnbacked(in: scope, trail)
        }
    }
}

extension Connection {
    /// Fails with `.invalidInput` for what is none of the organization's roles.
    func role(_ key: String, in scope: OrganizationScope, field: String = "role") throws -> Role {
        if let role = Role.builtIn(key) { return role }
        let found = try first(
            """
            SELECT \(Role.columns(of: "own.key", joinedAs: "own"))
            FROM role AS own WHERE own.organization_id = \(scope.organization) AND own.key = \(key)
            """
        ) { try Role($0, from: 0) }
        guard let role = found ?? nil else { throw Failure.invalid(field, "is none of this organization's roles") }
        return role
    }

    fileprivate func customRoles(in scope: OrganizationScope) throws -> [CustomRole] {
        try rows("\(CustomRole.selection) WHERE own.organization_id = \(scope.organization) ORDER BY own.key", CustomRole.init)
    }

    fileprivate func customRole(_ id: ID<CustomRole>, in scope: OrganizationScope) throws -> Role {
        let selection: SQL = "\(CustomRole.selection) WHERE own.organization_id = \(scope.organization) AND own.id = \(id)"
        guard let found = try first(selection, CustomRole.init) else { throw Failure.notFound }
        return found.role
    }

    fileprivate func holderCount(of role: Role, in scope: OrganizationScope) throws -> Int {
        try count("SELECT count(*) FROM membership WHERE organization_id = \(scope.organization) AND role = \(role.key)")
    }

    fileprivate func isInUse(_ role: Role, in scope: OrganizationScope) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM membership WHERE organization_id = \(scope.organization) AND role = \(role.key)
            UNION ALL
            SELECT 1 FROM invitation
            WHERE organization_id = \(scope.organization) AND role = \(role.key)
            AND revoked_at IS NULL AND (maximum_uses IS NULL OR uses < maximum_uses)
            UNION ALL
            SELECT 1 FROM joining_domain WHERE organization_id = \(scope.organization) AND role = \(role.key)
            UNION ALL
            SELECT 1 FROM organization WHERE id = \(scope.organization) AND default_role = \(role.key)
            """
        )
    }

    fileprivate func replace(
        _ role: Role, by replacement: Role, in scope: OrganizationScope, mailing: Mailing, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws {
        let holders = try rows(
            "SELECT account_id FROM membership WHERE organization_id = \(scope.organization) AND role = \(role.key)"
        ) { try $0[0] as ID<Account> }
        for holder in holders {
            let change = AuditEvent(
                .memberRoleChanged, of: holder, before: [.role: .text(role.key)], after: [.role: .text(replacement.key)]
            )
            try trail.record(change, in: scope.organization, on: self)
            if mailing.reachesMailboxes {
                try tellOfRole(replacement, holder, in: scope.organization, mailing: mailing, at: now, randomness)
            }
        }
        try run(
            "UPDATE membership SET role = \(replacement.key) WHERE organization_id = \(scope.organization) AND role = \(role.key)"
        )
        try run(
            """
            UPDATE invitation SET role = \(replacement.key)
            WHERE organization_id = \(scope.organization) AND role = \(role.key)
            AND revoked_at IS NULL AND (maximum_uses IS NULL OR uses < maximum_uses)
            """
        )
        try setRoleOfDomains(role, to: replacement.isAtMostMember ? replacement : .member, in: scope.organization, trail)
        try run(
            "UPDATE organization SET default_role = \(replacement.key) WHERE id = \(scope.organization) AND default_role = \(role.key)"
        )
    }
}

extension Role {
    /// What `init(_:from:)` reads: the column that holds a key, and what is stored of the organization's own role of that key.
    static func columns(of key: SQL, joinedAs own: SQL) -> SQL {
        "\(key), \(own).name, \(own).rank, \(own).permissions"
    }

    /// How many those are.
    static let columnCount = 4

    /// Adds, to rows that have an `organization_id` and a `role`, what is stored of the role.
    static func join(to rows: SQL, as own: SQL) -> SQL {
        "LEFT JOIN role AS \(own) ON \(own).organization_id = \(rows).organization_id AND \(own).key = \(rows).role"
    }

    /// Nil where no key stands. A role that has been deleted since, as in an invitation of old, has no rights.
    init?(_ row: Row, from column: Int) throws {
        let key: String? = try row[column]
        guard let key else { return nil }
        if let role = Role.builtIn(key) {
            self = role
        } else {
            let (name, rank, bits) = (try row[column + 1] as String?, try row[column + 2] as Int?, try row[column + 3] as Int?)
            self = Role(custom: key, name: name ?? key, rank: rank ?? 0, permissions: PermissionSet(bits: bits ?? 0))
        }
    }

    /// Of a column that is never null.
    static func read(_ row: Row, from column: Int) throws -> Role {
        guard let role = try Role(row, from: column) else { throw DatabaseError.unexpectedValue("null in column \(column)") }
        return role
    }

    /// Its rank, in a statement: of a key and the row that was joined to it.
    static func rank(of key: SQL, joinedAs own: SQL) -> SQL { number(\.rank, of: key, else: "\(own).rank") }

    /// Its permissions, in a statement.
    static func permissions(of key: SQL, joinedAs own: SQL) -> SQL { number(\.permissions.bits, of: key, else: "\(own).permissions") }

    private static func number(_ number: (Role) -> Int, of key: SQL, else own: SQL) -> SQL {
        let cases = builtIn.reduce("" as SQL) { "\($0) WHEN \($1.key) THEN \(number($1))" }
        return "CASE \(key)\(cases) ELSE \(own) END"
    }

    /// For the audit log.
    fileprivate var state: AuditState {
        let permissions = permissions.map(\.rawValue)
        return [.role: .text(key), .name: .text(name), .rank: .number(rank), .permissions: .texts(permissions)]
    }

    fileprivate func requireOwnName(among others: [Role]) throws(Failure) {
        let isTaken = (Role.builtIn + others).contains { $0.key != key && $0.name.folded == name.folded }
        if isTaken { throw .invalid("name", "is the name of another role") }
    }
}

extension CustomRole {
    fileprivate static let selection: SQL = """
        SELECT \(Role.columns(of: "own.key", joinedAs: "own")), own.id, own.created_at FROM role AS own
        """

    fileprivate init(_ row: Row) throws {
        self.init(id: try row[Role.columnCount], role: try Role.read(row, from: 0), createdAt: try row[Role.columnCount + 1])
    }
}
