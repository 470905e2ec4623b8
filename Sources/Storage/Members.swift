import Domain

extension Storage {
    /// Gives a member another role, and tells them where mail reaches mailboxes.
    /// Fails with `.forbidden`, `.notFound`, `.lastOwner`, `.proofRequired` for a new owner, or `.invalidInput` for a key that is no role's.
    public func changeRole(
        of target: ID<Account>, to key: String, in scope: OrganizationScope, mailing: Mailing, at now: Instant
    ) async throws -> Member {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            if target != actor.account || actor.hand == .key {
                try actor.require(.membersUpdate)
                try actor.requireToSee(.membersRead)
            }
            let membership = try connection.membership(of: target, in: scope)
            let role = try connection.role(key, in: scope)
            try actor.mayChange(membership, to: role, owners: connection.ownerCount(in: scope.organization))
            if role.isOwner, !membership.role.isOwner { try connection.requireProof(of: scope, at: now) }
            try connection.setRole(role, of: target, in: scope.organization, from: membership.role, trail)
            try connection.revokeUnbacked(by: target, in: scope, trail)
            if target != actor.account, role != membership.role {
                try connection.tellOfRole(role, target, in: scope.organization, mailing: mailing, at: now, randomness)
            }
            return try connection.member(target, in: scope)
        }
    }

    /// Makes another member owner, who is told where mail reaches mailboxes, and the caller admin.
    /// Fails with `.forbidden`, `.proofRequired`, `.personalOrganization`, `.notFound`,
    /// `.accountDisabled` or, for oneself, `.invalidInput`.
    public func transferOrganization(
        in scope: OrganizationScope, to heir: ID<Account>, mailing: Mailing, at now: Instant
    ) async throws -> OrganizationDetails {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.mayTransfer()
            try connection.requireProof(of: scope, at: now)
            try connection.requireTeam(scope)
            guard heir != actor.account else { throw Failure.invalid("accountId", "is your own") }
            let membership = try connection.membership(of: heir, in: scope)
            guard membership.isEnabled else { throw Failure.accountDisabled }
            try trail.record(AuditEvent(.organizationTransferred, of: heir), in: scope.organization, on: connection)
            try connection.setRole(.owner, of: heir, in: scope.organization, from: membership.role, trail)
            try connection.setRole(.admin, of: actor.account, in: scope.organization, from: actor.role, trail)
            try connection.revokeUnbacked(by: actor.account, in: scope, trail)
            if !membership.role.isOwner {
                try connection.tellOfRole(.owner, heir, in: scope.organization, mailing: mailing, at: now, randomness)
            }
            return try connection.details(in: scope, at: now)
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
            try Authority.mayEnd(membership, owners: connection.ownerCount(in: scope.organization))
            if target != actor.account { try connection.tellOfRemoval(target, from: scope, mailing: mailing, at: now, randomness) }
            let change = AuditEvent(target == actor.account ? .memberLeft : .memberRemoved, of: target, before: membership.state)
            try trail.record(change, in: scope.organization, on: connection)
            try connection.endMembership(of: target, in: scope, trail)
            try connection.noteRemoval(of: target, in: scope, at: now)
        }
    }

    /// Also for those who lack the factor that the organization wants. Fails with `.notFound`, `.lastOwner` or `.personalOrganization`.
    public func leave(_ organization: ID<Organization>, by session: LiveSession, at now: Instant) async throws {
        let trail = trail(of: session, at: now)
        try await write { connection in
            let scope = try connection.scope(of: organization, for: session, withoutFactor: true)
            let actor = try connection.authority(in: scope, withoutFactor: true, at: now)
            try actor.requirePerson()
            try connection.requireTeam(scope)
            let membership = Membership(account: actor.account, role: actor.role)
            try Authority.mayEnd(membership, owners: connection.ownerCount(in: scope.organization))
            try connection.leave(membership, scope, trail)
        }
    }
}

extension Connection {
    func membership(of account: ID<Account>, in scope: OrganizationScope) throws -> Membership {
        try membership(of: account, in: scope.organization)
    }

    /// Fails with `.notFound`.
    func membership(of account: ID<Account>, in organization: ID<Organization>) throws -> Membership {
        let membership = try first(
            """
            SELECT account.disabled_at IS NULL, \(Role.columns(of: "membership.role", joinedAs: "own"))
            FROM membership
            JOIN account ON account.id = membership.account_id
            \(Role.join(to: "membership", as: "own"))
            WHERE membership.organization_id = \(organization) AND membership.account_id = \(account)
            """
        ) { Membership(account: account, role: try Role.read($0, from: 1), isEnabled: try $0[0]) }
        guard let membership else { throw Failure.notFound }
        return membership
    }

    /// Of those that count: whose accounts are enabled.
    func ownerCount(in organization: ID<Organization>) throws -> Int {
        try count(
            """
            SELECT count(*) FROM membership
            JOIN account ON account.id = membership.account_id AND account.disabled_at IS NULL
            WHERE membership.organization_id = \(organization) AND membership.role = \(Role.owner.key)
            """
        )
    }

    func setRole(
        _ role: Role, of account: ID<Account>, in organization: ID<Organization>, from former: Role, _ trail: AuditTrail
    ) throws {
        try run(
            """
            UPDATE membership SET role = \(role.key)
            WHERE organization_id = \(organization) AND account_id = \(account)
            """
        )
        let change = AuditEvent(
            .memberRoleChanged, of: account, before: [.role: .text(former.key)], after: [.role: .text(role.key)]
        )
        if change.isChange { try trail.record(change, in: organization, on: self) }
    }

    /// Of one's own accord. Whether that may be has been judged.
    func leave(_ membership: Membership, _ scope: OrganizationScope, _ trail: AuditTrail) throws {
        try trail.record(AuditEvent(.memberLeft, of: membership.account, before: membership.state), in: scope.organization, on: self)
        try endMembership(of: membership.account, in: scope, trail)
    }

    /// What only this member stood behind ends, too: also the keys of the organization's that they made.
    fileprivate func endMembership(of account: ID<Account>, in scope: OrganizationScope, _ trail: AuditTrail) throws {
        try run(
            """
            DELETE FROM membership
            WHERE organization_id = \(scope.organization) AND account_id = \(account)
            """
        )
        try revokeUnbacked(by: account, in: scope, trail)
        try revokeKeys(madeBy: account, in: scope, trail)
    }

    fileprivate func noteRemoval(of account: ID<Account>, in scope: OrganizationScope, at now: Instant) throws {
        try run(
            """
            INSERT INTO removal (organization_id, account_id, removed_at) VALUES (\(scope.organization), \(account), \(now))
            ON CONFLICT (organization_id, account_id) DO UPDATE SET removed_at = excluded.removed_at
            """
        )
    }
}

extension Membership {
    fileprivate var state: AuditState { [.role: .text(role.key)] }
}
