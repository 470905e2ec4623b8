import Domain

/// An invitation as the one sees it whom it is for.
public struct ReceivedInvitation: Sendable {
    public let invitation: Invitation
    public let organizationName: String
    public let inviterName: String?

    fileprivate static let columns: SQL = "\(InvitationListing.columns), organization.name"

    fileprivate init(_ row: Row) throws {
        let listing = try InvitationListing(row)
        invitation = listing.invitation
        inviterName = listing.inviterName
        organizationName = try row[InvitationListing.columnCount]
    }
}

extension Storage {
    /// A page of what waits for the account's address, the newest first; nothing while the address is unproven, and nothing that
    /// accepting would refuse.
    public func receivedInvitations(_ session: LiveSession, _ page: PageRequest, at now: Instant) async throws -> Page<ReceivedInvitation> {
        try await read { connection in
            let found = try connection.receivedInvitations(of: session.account.id, page, at: now)
            return Page(found, for: page) { Cursor(number: $0.invitation.createdAt.milliseconds, id: $0.invitation.id.description) }
        }
    }

    /// Joins the organization of an invitation to the account's address, as the holder of its token would.
    /// Fails with `.notFound` for anyone else's and while the address is unproven, or as accepting by token does.
    public func acceptInvitation(_ id: ID<Invitation>, by session: LiveSession, mailing: Mailing, at now: Instant) async throws -> Me {
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            try connection.requireLive(session, at: now)
            let claim = try connection.claim(id, of: session.account.id)
            return try connection.accept(claim, by: session, mailing: mailing, at: now, randomness, trail)
        }
    }

    /// Turns an invitation to the account's address down: it counts as revoked from then on.
    /// Fails with `.notFound` as accepting does, or `.invitationRevoked|Expired|Exhausted`.
    public func declineInvitation(_ id: ID<Invitation>, by session: LiveSession, at now: Instant) async throws {
        let trail = trail(of: session, at: now)
        try await write { connection in
            try connection.requireLive(session, at: now)
            let claim = try connection.claim(id, of: session.account.id)
            if let refusal = Failure(refusing: claim.status(at: now)) { throw refusal }
            try connection.requireNotRemoved(session.account.id, since: claim)
            try connection.decline(claim, trail.fromNowhere)
        }
    }
}

extension Connection {
    func receivedInvitations(of account: ID<Account>, _ page: PageRequest, at now: Instant) throws -> [ReceivedInvitation] {
        let start: SQL = page.after.map { " AND (invitation.created_at, invitation.id) < (\($0.number), \($0.id))" } ?? ""
        return try rows(
            """
            SELECT \(ReceivedInvitation.columns)
            FROM account AS addressee
            JOIN invitation ON invitation.email_key = addressee.email_key
            JOIN organization ON organization.id = invitation.organization_id
            \(InvitationListing.makers)
            WHERE addressee.id = \(account) AND addressee.email_verified_at IS NOT NULL
            AND invitation.kind = 'email' AND invitation.revoked_at IS NULL AND invitation.uses = 0\(start)
            AND \(InvitationListing.status(at: now)) = \(Invitation.Status.pending)
            AND NOT EXISTS (
                SELECT 1 FROM membership
                WHERE membership.organization_id = invitation.organization_id AND membership.account_id = addressee.id
            )
            AND NOT EXISTS (
                SELECT 1 FROM removal
                WHERE removal.organization_id = invitation.organization_id AND removal.account_id = addressee.id
                AND removal.removed_at >= invitation.issued_at
            )
            ORDER BY invitation.created_at DESC, invitation.id DESC
            LIMIT \(page.limit + 1)
            """,
            ReceivedInvitation.init
        )
    }

    func decline(_ claim: InvitationClaim, _ trail: AuditTrail) throws {
        let invitation = claim.listing.invitation
        let id = invitation.id
        try run("UPDATE invitation SET revoked_at = \(trail.now) WHERE organization_id = \(claim.organization) AND id = \(id)")
        try dropInvitationMessages(id, in: claim.organization)
        try trail.record(AuditEvent(.invitationDeclined, of: id, before: invitation.state), in: claim.organization, on: self)
    }
}
