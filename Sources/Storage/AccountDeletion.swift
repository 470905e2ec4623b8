import Domain

/// What else the end of an account has ended.
public struct AccountEnd: Sendable {
    /// Whether nobody runs the instance any more. Operators are made on the command line, whoever is gone.
    public let wasLastOperator: Bool
}

/// An account ends at once and for good. A row stays that says nothing of anybody: others' rows name it, and nobody gets its id again.
extension Storage {
    /// The team organizations of which nobody else counts as owner, by name: the account can't be deleted before each of them is handed on or deleted.
    public func organizationsOwnedAlone(_ session: LiveSession, at now: Instant) async throws -> [OrganizationMembership] {
        try await read { try $0.organizationsOwnedAlone(by: session.account.id, at: now) }
    }

    /// Ends sessions, links and memberships, the personal organization with what is in it, organizations that were deleted and that nobody
    /// else could bring back, and erases what there is to know of the person, in one transaction. The address is free from then on. One that
    /// is proven is told, where mail reaches mailboxes, and invitations for it are gone.
    /// Fails with `.proofRequired`, or with `.lastOwnerOf` where somebody has to take over first.
    public func deleteAccount(_ session: LiveSession, mailing: Mailing, at now: Instant) async throws -> AccountEnd {
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            let session = try connection.requireLive(session, at: now)
            try connection.requireProof(of: session.id, at: now)
            let account = session.account
            try Authority.mayEndAccount(
                owningAlone: connection.organizationsOwnedAlone(by: account.id, at: now).map(\.organization)
            )
            try connection.endWhatOpensSomething(for: account, trail)
            try connection.dropMessages(to: account, at: now)
            try connection.leaveEverything(session, trail)
            try connection.endPersonalOrganization(of: account.id, trail)
            let wasLastOperator = try connection.dismiss(account, trail)
            try trail.record(AuditEvent(.accountDeleted, of: account.id), on: connection)
            if account.emailVerified {
                try connection.notify(account.id, mailing: mailing, at: now, randomness) { .accountDeletion(name: $0.name, at: now) }
            }
            try connection.erase(account, at: now)
            return AccountEnd(wasLastOperator: wasLastOperator)
        }
    }
}

extension Connection {
    fileprivate func organizationsOwnedAlone(by account: ID<Account>, at now: Instant) throws -> [OrganizationMembership] {
        let alone = Set(try organizationsThatOnlyCount(account))
        return try organizations(of: account, at: now).filter { alone.contains($0.organization.id) }
    }

    /// Invitations are for whoever has the address. They go with the account if it has proven that this is its own.
    fileprivate func endWhatOpensSomething(for account: Account, _ trail: AuditTrail) throws {
        try voidTokens(of: account.id)
        try forgetBrowsers(of: account.id, except: nil)
        try endFactors(of: account.id)
        try endIdentities(of: account.id)
        try revokeKeys(madeBy: account.id, because: .unbacked, trail.fromNowhere)
        let address = try EmailAddress(account.email)
        try endSignUps(of: address)
        if account.emailVerified { try endInvitations(of: account.id, to: address, trail) }
    }

    /// Those that wait are turned down; of none the address stays.
    fileprivate func endInvitations(of account: ID<Account>, to address: EmailAddress, _ trail: AuditTrail) throws {
        let received = try rows("SELECT organization_id, id FROM invitation WHERE email_key = \(address.key)") { row in
            (organization: try row[0] as ID<Organization>, id: try row[1] as ID<Invitation>)
        }
        for (organization, id) in received {
            let claim = try claim(id, of: account)
            if claim.status(at: trail.now) == .pending { try decline(claim, trail.fromNowhere) }
            try run("DELETE FROM invitation_token WHERE organization_id = \(organization) AND invitation_id = \(id)")
            try run("DELETE FROM invitation WHERE organization_id = \(organization) AND id = \(id)")
        }
    }

    /// What waits for the account goes unsent. What was sent is kept as long as it counts, so that nobody empties their limits by this.
    fileprivate func dropMessages(to account: Account, at now: Instant) throws {
        let isForTheAccount: SQL = Message.Kind.allCases.filter { !$0.isForAnAccount }
            .reduce("recipient_key = \(account.email.folded)") { "\($0) AND kind <> \($1)" }
        try run("DELETE FROM outbox WHERE \(isForTheAccount) AND state = 'waiting' AND leased_until IS NULL")
        let end = Delivery.earlyEnd(at: now)
        try run("UPDATE outbox SET ended_at = \(end) WHERE \(isForTheAccount) AND ended_at > \(end)")
    }

    /// The sessions last: the scopes of what is left come from one.
    fileprivate func leaveEverything(_ session: LiveSession, _ trail: AuditTrail) throws {
        let account = session.account.id
        for joined in try organizations(of: account, at: trail.now) where joined.organization.kind == .team {
            let scope = try scope(of: joined.organization.id, for: session, withoutFactor: true)
            try leave(Membership(account: account, role: joined.role), scope, trail)
        }
        for organization in try organizationsToRestore(byNobodyBut: account) {
            try dropMessages(about: organization)
            try erase(organization, trail)
        }
        try run("DELETE FROM deleted_membership WHERE account_id = \(account)")
        try run("DELETE FROM removal WHERE account_id = \(account)")
        try endSessions(of: account)
    }

    /// Those that are deleted and could still be brought back.
    fileprivate func organizationsToRestore(byNobodyBut account: ID<Account>) throws -> [ID<Organization>] {
        try rows(
            """
            SELECT organization_id FROM deleted_membership
            WHERE account_id = \(account) AND role = \(Role.owner.key) AND NOT EXISTS (
                SELECT 1 FROM deleted_membership AS other
                WHERE other.organization_id = deleted_membership.organization_id AND other.role = \(Role.owner.key)
                AND other.account_id <> \(account)
            )
            """
        ) { try $0[0] }
    }

    /// It is nobody's from then on, and ends as others do.
    fileprivate func endPersonalOrganization(of account: ID<Account>, _ trail: AuditTrail) throws {
        let organization = try personalOrganization(of: account)
        try run(
            """
            UPDATE organization SET kind = \(Organization.Kind.team), personal_account_id = NULL, deleted_at = \(trail.now)
            WHERE id = \(organization)
            """
        )
        try run("DELETE FROM membership WHERE organization_id = \(organization)")
        try dropMessages(about: organization)
        try erase(organization, trail)
    }

    /// - Returns: whether it was the last operator.
    fileprivate func dismiss(_ account: Account, _ trail: AuditTrail) throws -> Bool {
        guard account.isOperator else { return false }
        try run("UPDATE account SET is_operator = 0 WHERE id = \(account.id)")
        try trail.record(AuditEvent(.operatorRemoved, of: account.id), on: self)
        return try !exists("SELECT 1 FROM account WHERE is_operator = 1")
    }

    /// The log of who did what goes on to name the account by its id.
    fileprivate func erase(_ account: Account, at now: Instant) throws {
        try run(
            """
            UPDATE account
            SET email = '', email_key = id, email_verified_at = NULL, name = '', name_key = '', password_hash = '',
                language = \(Language.english), last_organization_id = NULL, deleted_at = \(now)
            WHERE id = \(account.id)
            """
        )
        try run("UPDATE api_key SET name = '', name_key = id WHERE created_by = \(account.id) AND organization_id IS NULL")
        try erasePerson(account.id, emailKey: account.emailVerified ? account.email.folded : nil)
    }
}
