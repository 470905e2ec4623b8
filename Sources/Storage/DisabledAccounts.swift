import Domain

/// Who becomes owner of an organization whose last owner that counts is disabled.
public struct Successor: Sendable {
    public let organization: ID<Organization>
    public let account: ID<Account>

    public init(organization: ID<Organization>, account: ID<Account>) {
        self.organization = organization
        self.account = account
    }
}

extension Storage {
    /// Lets nobody sign in to an account: its sessions end, and whatever it has outstanding opens nothing, invitations that it has made
    /// included, in one transaction. An organization that would be left without an owner who counts goes to the successor that is named
    /// for it, or is suspended. Owner and successor are told where mail reaches mailboxes. Nothing for one that is disabled already.
    ///
    /// - Throws: `.proofRequired`, `.notFound`, `.forbidden` for an operator's account, or `.invalidInput` for `successors`.
    public func disableAccount(
        _ id: ID<Account>, successors: [Successor], by scope: OperatorScope, mailing: Mailing, at now: Instant
    ) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [randomness] connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            guard let account = try connection.account(id) else { throw Failure.notFound }
            guard !account.isOperator else {
                throw Failure.forbidden("Operators are unmade on the command line alone: `tenantry operator remove` comes first.")
            }
            guard try !connection.isDisabled(id) else { return }
            let owned = try connection.organizationsThatOnlyCount(id)
            try connection.requireFit(successors, for: owned, of: id)
            for organization in owned {
                let heir = successors.first { $0.organization == organization }?.account
                try connection.handOn(organization, to: heir, mailing: mailing, at: now, randomness, trail.fromNowhere)
            }
            try connection.voidTokens(of: id)
            try connection.keepFactors(of: id, trail)
            let ended = try connection.endSessions(of: id)
            try connection.run("UPDATE account SET disabled_at = \(now) WHERE id = \(id)")
            try connection.revokeInvitations(by: id, trail.fromNowhere)
            try connection.revokeKeys(madeBy: id, because: .unbacked, trail.fromNowhere)
            try trail.record(AuditEvent(.accountDisabled, of: id, after: [.sessionsEnded: .number(ended)]), on: connection)
            try connection.notify(id, mailing: mailing, at: now, randomness) { .accountDisabled(name: $0.name, at: now) }
        }
    }

    /// Lets people sign in again, who are told. Organizations that were suspended stay so. Nothing for an account that is not disabled.
    /// Fails with `.proofRequired` or `.notFound`.
    public func enableAccount(_ id: ID<Account>, by scope: OperatorScope, mailing: Mailing, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [randomness] connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            guard try connection.account(id) != nil else { throw Failure.notFound }
            let enabled = try connection.run("UPDATE account SET disabled_at = NULL WHERE id = \(id) AND disabled_at IS NOT NULL")
            guard enabled > 0 else { return }
            try trail.record(AuditEvent(.accountEnabled, of: id), on: connection)
            try connection.notify(id, mailing: mailing, at: now, randomness) { .accountEnabled(name: $0.name, at: now) }
        }
    }
}

extension Connection {
    func isDisabled(_ account: ID<Account>) throws -> Bool {
        try exists("SELECT 1 FROM account WHERE id = \(account) AND disabled_at IS NOT NULL")
    }

    func isDisabled(_ email: EmailAddress) throws -> Bool {
        try exists("SELECT 1 FROM account WHERE email_key = \(email.key) AND disabled_at IS NOT NULL")
    }

    /// Whether nobody is left who counts as its owner.
    func isWithoutOwner(_ organization: ID<Organization>) throws -> Bool {
        let isLive = try exists("SELECT 1 FROM organization WHERE id = \(organization) AND deleted_at IS NULL")
        return try isLive && ownerCount(in: organization) == 0
    }

    /// Organizations of which nobody else counts as owner, but for the personal one, which nobody else is in.
    func organizationsThatOnlyCount(_ account: ID<Account>) throws -> [ID<Organization>] {
        try rows(
            """
            SELECT owned.organization_id FROM membership AS owned
            JOIN organization ON organization.id = owned.organization_id AND organization.kind = \(Organization.Kind.team)
            WHERE owned.account_id = \(account) AND owned.role = \(Role.owner.key) AND NOT EXISTS (
                SELECT 1 FROM membership AS other
                JOIN account AS owner ON owner.id = other.account_id AND owner.disabled_at IS NULL
                WHERE other.organization_id = owned.organization_id AND other.role = \(Role.owner.key)
                AND other.account_id <> \(account)
            )
            ORDER BY owned.organization_id
            """
        ) { try $0[0] }
    }

    fileprivate func requireFit(_ successors: [Successor], for owned: [ID<Organization>], of account: ID<Account>) throws {
        guard Set(successors.map(\.organization)).count == successors.count else {
            throw Failure.invalid("successors", "names an organization twice")
        }
        for successor in successors {
            guard owned.contains(successor.organization) else {
                throw Failure.invalid("successors", "names an organization that needs none")
            }
            let isFit = try exists(
                """
                SELECT 1 FROM membership
                JOIN account ON account.id = membership.account_id AND account.disabled_at IS NULL AND account.is_operator = 0
                WHERE membership.organization_id = \(successor.organization) AND membership.account_id = \(successor.account)
                AND membership.account_id <> \(account)
                """
            )
            guard isFit else {
                throw Failure.invalid(
                    "successors", "names somebody who is no member of the organization, is disabled, or runs this instance"
                )
            }
        }
    }

    fileprivate func handOn(
        _ organization: ID<Organization>, to heir: ID<Account>?, mailing: Mailing, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws {
        if let heir {
            let former = try membership(of: heir, in: organization).role
            try setRole(.owner, of: heir, in: organization, from: former, trail)
            try tellOfRole(.owner, heir, in: organization, mailing: mailing, at: now, randomness)
        } else {
            try suspend(organization, trail)
        }
    }

    /// Unless it is read-only already.
    func suspend(_ organization: ID<Organization>, _ trail: AuditTrail) throws {
        let before = try subscription(of: organization, at: trail.now)
        guard before.subscription.status.wantsOwner else { return }
        _ = try grant(Subscription(status: .suspended, seats: before.subscription.seats), to: organization, from: before, trail)
    }
}
