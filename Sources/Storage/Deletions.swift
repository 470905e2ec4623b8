import Domain

/// A deleted organization, as those see it who owned it and can bring it back.
public struct DeletedOrganization: Sendable {
    public let membership: OrganizationMembership
    public let deletedAt: Instant

    public var restorableUntil: Instant { deletedAt + Organization.restorableFor }

    fileprivate init(_ row: Row, at now: Instant) throws {
        membership = try OrganizationMembership(row, at: now)
        deletedAt = try row[OrganizationMembership.columnCount]
    }
}

/// Proof that an account owned an organization when it was deleted, or runs the instance, and that it could still be brought back: made
/// only here.
private struct DeletedScope {
    let organization: ID<Organization>
    let deletedAt: Instant
}

/// A deleted organization has no members: all that is reached by a membership is out of reach, whoever asks. The memberships wait in a
/// table of their own, in which nobody looks for what somebody may do.
extension Storage {
    /// Those that the account can bring back, the one deleted last first.
    public func deletedOrganizations(_ session: LiveSession, at now: Instant) async throws -> [DeletedOrganization] {
        try await read { connection in
            try connection.rows(
                """
                SELECT \(OrganizationMembership.columns), organization.deleted_at
                FROM deleted_membership AS membership
                JOIN organization ON organization.id = membership.organization_id
                \(OrganizationMembership.ownRoles)
                WHERE membership.account_id = \(session.account.id) AND membership.role = \(Role.owner.key)
                AND organization.deleted_at > \(now - Organization.restorableFor)
                ORDER BY organization.deleted_at DESC, organization.id DESC
                """
            ) { try DeletedOrganization($0, at: now) }
        }
    }

    /// Ends all memberships of an organization, moves the sessions that stood in it, kills its invitations and tells the members where mail
    /// reaches mailboxes, in one transaction. It can be brought back for 30 days; its slug stays taken as long.
    ///
    /// - Parameter forGood: whether nothing stays.
    /// - Throws: `.forbidden`, `.proofRequired` or `.personalOrganization`.
    public func deleteOrganization(in scope: OrganizationScope, forGood: Bool, mailing: Mailing, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [randomness] connection in
            try connection.authority(in: scope, at: now).require(.organizationDelete)
            try connection.requireProof(of: scope, at: now)
            try connection.requireTeam(scope)
            if forGood {
                try connection.dropMessages(about: scope.organization)
                try connection.tellOfErasure(
                    of: scope.organization, by: scope.account, ownersOnly: false, mailing: mailing, at: now, randomness
                )
            } else {
                try connection.tellOfDeletion(of: scope.organization, by: scope.account, mailing: mailing, at: now, randomness)
            }
            try connection.delete(scope.organization, trail)
            if forGood { try connection.erase(scope.organization, trail) }
        }
    }

    /// Ends what could be brought back. Never an organization that has been brought back meanwhile.
    /// Fails with `.notFound` or `.proofRequired`.
    public func eraseOrganization(
        _ id: ID<Organization>, by session: LiveSession, mailing: Mailing, at now: Instant
    ) async throws {
        let trail = trail(of: session, at: now)
        try await write { [randomness] connection in
            let deleted = try connection.deletedScope(of: id, for: session, at: now)
            try connection.requireProof(of: session.id, at: now)
            try connection.dropMessages(about: deleted.organization)
            try connection.tellOfErasure(
                of: deleted.organization, by: session.account.id, ownersOnly: true, mailing: mailing, at: now, randomness
            )
            try connection.erase(deleted.organization, trail)
        }
    }

    /// Everyone has the role again that they had; those who had been told of the end are told of this, too.
    /// Fails with `.notFound` or `.proofRequired`.
    public func restoreOrganization(
        _ id: ID<Organization>, by session: LiveSession, mailing: Mailing, at now: Instant
    ) async throws -> OrganizationDetails {
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            let deleted = try connection.deletedScope(of: id, for: session, at: now)
            try connection.requireProof(of: session.id, at: now)
            try connection.restore(deleted, trail)
            let scope = try connection.scope(of: id, for: session)
            try connection.tellOfRestoration(
                of: id, by: session.account.id, deletedAt: deleted.deletedAt, mailing: mailing, at: now, randomness
            )
            return try connection.details(in: scope, at: now)
        }
    }
}

/// By those who run the instance. What they do stands in both logs: in the organization's without where they did it.
extension Storage {
    /// As an owner's deletion, which owners can undo. Fails with `.proofRequired`, `.notFound` or `.personalOrganization`.
    public func deleteOrganization(_ id: ID<Organization>, by scope: OperatorScope, mailing: Mailing, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [randomness] connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            try connection.requireTeam(id)
            try connection.tellOfDeletion(of: id, by: scope.account, mailing: mailing, at: now, randomness)
            try connection.delete(id, trail.fromNowhere)
            try trail.record(AuditEvent(.organizationDeleted, of: id), on: connection)
        }
    }

    /// Whoever deleted it. It is suspended where nobody of its owners counts any more. Fails with `.proofRequired` or `.notFound`.
    public func restoreOrganization(_ id: ID<Organization>, by scope: OperatorScope, mailing: Mailing, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [randomness] connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            let deletedAt: Instant? = try connection.first(
                "SELECT deleted_at FROM organization WHERE id = \(id) AND deleted_at > \(now - Organization.restorableFor)"
            ) { try $0[0] }
            guard let deletedAt else { throw Failure.notFound }
            try connection.restore(DeletedScope(organization: id, deletedAt: deletedAt), trail.fromNowhere)
            if try connection.isWithoutOwner(id) { try connection.suspend(id, trail.fromNowhere) }
            try connection.tellOfRestoration(
                of: id, by: scope.account, deletedAt: deletedAt, mailing: mailing, at: now, randomness
            )
            try trail.record(AuditEvent(.organizationRestored, of: id), on: connection)
        }
    }
}

extension Connection {
    fileprivate func deletedScope(of organization: ID<Organization>, for session: LiveSession, at now: Instant) throws -> DeletedScope {
        try requireLive(session, at: now)
        let found = try first(
            """
            SELECT organization.deleted_at, \(OrganizationMembership.factorIsDue) FROM deleted_membership AS membership
            JOIN organization ON organization.id = membership.organization_id
            WHERE membership.organization_id = \(organization) AND membership.account_id = \(session.account.id)
            AND membership.role = \(Role.owner.key) AND organization.deleted_at > \(now - Organization.restorableFor)
            """
        ) { (deletedAt: try $0[0] as Instant, factorIsDue: try $0[1] as Bool) }
        guard let found else { throw Failure.notFound }
        if found.factorIsDue { throw Failure.factorRequired }
        return DeletedScope(organization: organization, deletedAt: found.deletedAt)
    }

    /// From the mark on the schema lets the last owner go, and nobody in.
    fileprivate func delete(_ organization: ID<Organization>, _ trail: AuditTrail) throws {
        let now = trail.now
        let members = try count("SELECT count(*) FROM membership WHERE organization_id = \(organization)")
        try trail.record(
            AuditEvent(.organizationDeleted, of: organization, before: [.members: .number(members)]), in: organization, on: self
        )
        try run("UPDATE organization SET deleted_at = \(now) WHERE id = \(organization)")
        try run(
            """
            INSERT INTO deleted_membership (organization_id, account_id, role, joined_at, last_active_at)
            SELECT organization_id, account_id, role, joined_at, last_active_at
            FROM membership WHERE organization_id = \(organization)
            """
        )
        try dropMessages(
            carrying: "SELECT token_hash FROM invitation_token WHERE organization_id = \(organization) AND replaced_at IS NULL"
        )
        try run("UPDATE invitation SET revoked_at = \(now) WHERE organization_id = \(organization) AND revoked_at IS NULL")
        try unproveDomains(of: organization)
        try run("DELETE FROM membership WHERE organization_id = \(organization)")
    }

    fileprivate func restore(_ deleted: DeletedScope, _ trail: AuditTrail) throws {
        try trail.record(AuditEvent(.organizationRestored, of: deleted.organization), in: deleted.organization, on: self)
        try run("UPDATE organization SET deleted_at = NULL WHERE id = \(deleted.organization)")
        try run(
            """
            INSERT INTO membership (organization_id, account_id, role, name_key, joined_at, last_active_at)
            SELECT former.organization_id, former.account_id, former.role, account.name_key, former.joined_at, former.last_active_at
            FROM deleted_membership AS former
            JOIN account ON account.id = former.account_id
            WHERE former.organization_id = \(deleted.organization)
            """
        )
        try run("DELETE FROM deleted_membership WHERE organization_id = \(deleted.organization)")
    }

    /// What can't be brought back any more, a few at a time.
    ///
    /// - Returns: whether there may be more.
    func eraseDeletedOrganizations(_ trail: AuditTrail) throws -> Bool {
        let batch = 20
        let ended = try rows("SELECT id FROM organization WHERE deleted_at <= \(trail.now - Organization.restorableFor) LIMIT \(batch)") {
            row in
            try row[0] as ID<Organization>
        }
        for organization in ended {
            try dropMessages(about: organization)
            try erase(organization, trail)
        }
        return ended.count == batch
    }

    /// Whatever has become of them.
    func dropMessages(about organization: ID<Organization>) throws {
        try run("DELETE FROM outbox WHERE about = \(organization)")
    }

    /// All that a deleted organization has left.
    func erase(_ organization: ID<Organization>, _ trail: AuditTrail) throws {
        let name = try first("SELECT name, slug FROM organization WHERE id = \(organization)") { row in
            [.name: .text(try row[0]), .slug: .text(try row[1])] as AuditState
        }
        try run("DELETE FROM deleted_membership WHERE organization_id = \(organization)")
        try run("DELETE FROM removal WHERE organization_id = \(organization)")
        try run("DELETE FROM invitation_token WHERE organization_id = \(organization)")
        try run("DELETE FROM invitation WHERE organization_id = \(organization)")
        try run("DELETE FROM api_key WHERE organization_id = \(organization)")
        try run("DELETE FROM former_slug WHERE organization_id = \(organization)")
        try run("DELETE FROM joining_domain WHERE organization_id = \(organization)")
        try run("DELETE FROM role WHERE organization_id = \(organization)")
        try run("DELETE FROM secret WHERE organization_id = \(organization)")
        try run(
            "DELETE FROM identity WHERE provider_id IN (SELECT id FROM identity_provider WHERE organization_id = \(organization))")
        try run("DELETE FROM identity_provider WHERE organization_id = \(organization)")
        try run("DELETE FROM logo WHERE organization_id = \(organization)")
        try run("DELETE FROM organization WHERE id = \(organization)")
        let events = try eraseAuditChain(of: organization, trail.key)
        try trail.record(
            AuditEvent(.organizationErased, of: organization, before: name ?? [:], after: [.events: .number(events)]), on: self)
    }
}
