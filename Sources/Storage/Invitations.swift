import Domain

/// An invitation as it is asked for.
public struct NewInvitation: Sendable {
    public let kind: Invitation.Kind
    /// The key of one; nil for what the organization has settled, as below.
    public let role: String?
    public let lifetime: Span?

    public init(kind: Invitation.Kind, role: String? = nil, lifetime: Span? = nil) {
        self.kind = kind
        self.role = role
        self.lifetime = lifetime
    }
}

/// An invitation that has just got a token. The token is in no other answer; in the database only sealed, in a message not yet sent.
public struct IssuedInvitation: Sendable {
    public let listing: InvitationListing
    public let token: Token
    /// The message that carries it, if it is for an address that has not had its fill of invitations for the hour.
    public let message: ID<Message>?
}

extension Storage {
    /// Makes an invitation; one for an address puts its message into the outbox in the same transaction.
    ///
    /// - Parameter mailing: whether the message will reach a mailbox. Only then does its token prove the address.
    /// - Throws: `.forbidden`, `.personalOrganization`, `.alreadyMember`, `.invalidInput` for an address that is already invited, for a
    ///   key that is no role's, for a link that would carry `owner`, and where very many invitations wait, or `.rateLimited`.
    public func createInvitation(
        _ new: NewInvitation, in scope: OrganizationScope, mailing: Mailing, at now: Instant
    ) async throws -> IssuedInvitation {
        let trail = trail(of: scope, at: now)
        return try await write { [vault, randomness] connection in
            try connection.createInvitation(new, in: scope, mailing: mailing, at: now, vault, randomness, trail)
        }
    }

    /// Gives an invitation a new token and lifetime, and kills the old token. Whoever resends stands behind it from now on.
    /// Fails with `.forbidden`, `.notFound`, `.invitationRevoked`, `.invitationExhausted` or `.rateLimited`.
    public func resendInvitation(
        _ id: ID<Invitation>, in scope: OrganizationScope, mailing: Mailing, at now: Instant
    ) async throws -> IssuedInvitation {
        let trail = trail(of: scope, at: now)
        return try await write { [vault, randomness] connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.require(.invitationsManage)
            let invitation = try connection.invitation(id, in: scope).invitation
            try actor.mayInvite(as: invitation.role)
            if invitation.role.isOwner { try connection.requireProof(of: scope, at: now) }
            if invitation.isRevoked { throw Failure.invitationRevoked }
            if invitation.isUsedUp { throw Failure.invitationExhausted }
            if now >= invitation.expiresAt {
                try connection.requireRoomForAnother(in: scope, at: now)
                if invitation.kind.address != nil { try connection.requireSeat(in: scope.organization, at: now) }
            }
            try connection.run(
                """
                UPDATE invitation
                SET issued_at = \(now), expires_at = \(connection.expiry(after: invitation.expiresAt - invitation.issuedAt, in: scope, at: now)),
                    created_by = \(actor.account), key_id = \(scope.key)
                WHERE organization_id = \(scope.organization) AND id = \(id)
                """
            )
            let issued = try connection.issue(id, in: scope, mailing: mailing, at: now, vault, randomness)
            let change = AuditEvent(.invitationResent, of: id, before: invitation.state, after: issued.listing.invitation.state)
            try trail.record(change, in: scope.organization, on: connection)
            return issued
        }
    }

    /// Fails with `.forbidden` or `.notFound`. What has been accepted stays accepted; revoking twice changes nothing.
    public func revokeInvitation(_ id: ID<Invitation>, in scope: OrganizationScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            let actor = try connection.authority(in: scope, at: now)
            try actor.require(.invitationsManage)
            let invitation = try connection.invitation(id, in: scope).invitation
            try actor.mayInvite(as: invitation.role)
            guard !invitation.isRevoked else { return }
            try connection.revoke(invitation, in: scope.organization, because: .asked, trail)
        }
    }
}

extension Connection {
    fileprivate func invitation(_ id: ID<Invitation>, in scope: OrganizationScope) throws -> InvitationListing {
        let found = try first(
            """
            SELECT \(InvitationListing.columns)
            FROM invitation \(InvitationListing.makers)
            WHERE invitation.organization_id = \(scope.organization) AND invitation.id = \(id)
            """,
            InvitationListing.init
        )
        guard let found else { throw Failure.notFound }
        return found
    }

    /// An invitation of the address that can no longer be accepted makes room for a new one.
    fileprivate func requireUninvited(_ address: EmailAddress, in scope: OrganizationScope, _ trail: AuditTrail) throws {
        let isMember = try exists(
            """
            SELECT 1 FROM account
            JOIN membership ON membership.organization_id = \(scope.organization) AND membership.account_id = account.id
            WHERE account.email_key = \(address.key)
            """
        )
        if isMember { throw Failure.alreadyMember }
        let open = try first(
            """
            SELECT \(InvitationListing.columns)
            FROM invitation \(InvitationListing.makers)
            WHERE invitation.organization_id = \(scope.organization) AND invitation.email_key = \(address.key)
            AND invitation.kind = 'email' AND invitation.revoked_at IS NULL AND invitation.uses = 0
            """,
            InvitationListing.init
        )
        guard let open = open?.invitation else { return }
        guard open.status(at: trail.now) != .pending else {
            throw Failure.invalid("email", "has an invitation that waits; resend or revoke that one")
        }
        try revoke(open, in: scope.organization, because: .replaced, trail)
    }

    func createInvitation(
        _ new: NewInvitation, in scope: OrganizationScope, mailing: Mailing, at now: Instant, _ vault: Vault, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws -> IssuedInvitation {
        let actor = try authority(in: scope, at: now)
        try actor.require(.invitationsManage)
        let settings = try organization(in: scope, at: now).organization.settings
        let role = try role(new.role ?? settings.defaultRole, in: scope)
        try actor.mayInvite(as: role)
        try new.kind.mayCarry(role)
        if role.isOwner { try requireProof(of: scope, at: now) }
        try requireTeam(scope)
        if case .email(let address) = new.kind { try requireUninvited(address, in: scope, trail) }
        try requireRoomForAnother(in: scope, at: now)
        if new.kind.address != nil { try requireSeat(in: scope.organization, at: now) }
        let lifetime = new.lifetime ?? .hours(Int64(settings.invitationHours))
        let id = try insert(new.kind, as: role, lifetime: lifetime, in: scope, at: now, randomness)
        let issued = try issue(id, in: scope, mailing: mailing, at: now, vault, randomness)
        try trail.record(AuditEvent(.invitationCreated, of: id, after: issued.listing.invitation.state), in: scope.organization, on: self)
        return issued
    }

    fileprivate func requireRoomForAnother(in scope: OrganizationScope, at now: Instant) throws {
        let pending = try count(
            """
            SELECT count(*) FROM invitation
            WHERE organization_id = \(scope.organization) AND expires_at > \(now)
            AND revoked_at IS NULL AND (maximum_uses IS NULL OR uses < maximum_uses)
            """
        )
        guard pending < Invitation.mostPending else {
            throw Failure.invalid("kind", "can't be added: \(Invitation.mostPending) invitations wait already; revoke some first")
        }
    }

    fileprivate func revoke(
        _ invitation: Invitation, in organization: ID<Organization>, because reason: Invitation.RevocationReason, _ trail: AuditTrail
    ) throws {
        try run(
            """
            UPDATE invitation SET revoked_at = coalesce(revoked_at, \(trail.now))
            WHERE organization_id = \(organization) AND id = \(invitation.id)
            """
        )
        try dropInvitationMessages(invitation.id, in: organization)
        let change = AuditEvent(
            .invitationRevoked, of: invitation.id, before: invitation.state, after: [.reason: .text(reason.rawValue)]
        )
        try trail.record(change, in: organization, on: self)
    }

    /// Revokes for good what its maker could no longer make: getting the role back does not bring it back.
    ///
    /// - Parameter maker: nil for whoever.
    func revokeUnbacked(by maker: ID<Account>? = nil, in scope: OrganizationScope, _ trail: AuditTrail) throws {
        for invitation in try openInvitations(by: maker, in: scope.organization) where !invitation.isBacked {
            try revoke(invitation, in: scope.organization, because: .unbacked, trail)
        }
    }

    /// Revokes for good all that an account has open, wherever it is a member.
    func revokeInvitations(by maker: ID<Account>, _ trail: AuditTrail) throws {
        let organizations = try rows("SELECT organization_id FROM membership WHERE account_id = \(maker)") { try $0[0] as ID<Organization> }
        for organization in organizations { try revokeInvitations(by: maker, in: organization, trail) }
    }

    /// Revokes for good all that somebody has open who can make nothing any more.
    func revokeInvitations(by maker: ID<Account>, in organization: ID<Organization>, _ trail: AuditTrail) throws {
        for invitation in try openInvitations(by: maker, in: organization) {
            try revoke(invitation, in: organization, because: .unbacked, trail)
        }
    }

    private func openInvitations(by maker: ID<Account>?, in organization: ID<Organization>) throws -> [Invitation] {
        let condition: SQL = maker.map { " AND invitation.created_by = \($0)" } ?? ""
        let open = try rows(
            """
            SELECT \(InvitationListing.columns)
            FROM invitation \(InvitationListing.makers)
            WHERE invitation.organization_id = \(organization)\(condition)
            AND invitation.revoked_at IS NULL
            """,
            InvitationListing.init
        )
        return open.map(\.invitation).filter { !$0.isUsedUp }
    }

    /// In whichever organizations: a key of an account's own can have invited to several.
    func revokeInvitations(madeWith key: ID<APIKey>, _ trail: AuditTrail) throws {
        let open = try rows(
            """
            SELECT \(InvitationListing.columns), invitation.organization_id
            FROM invitation \(InvitationListing.makers)
            WHERE invitation.key_id = \(key) AND invitation.revoked_at IS NULL
            """
        ) { (invitation: try InvitationListing($0).invitation, organization: try $0[InvitationListing.columnCount] as ID<Organization>) }
        for (invitation, organization) in open where !invitation.isUsedUp {
            try revoke(invitation, in: organization, because: .unbacked, trail)
        }
    }

    fileprivate func insert(
        _ kind: Invitation.Kind, as role: Role, lifetime: Span, in scope: OrganizationScope, at now: Instant, _ randomness: Randomness
    ) throws -> ID<Invitation> {
        let id = ID<Invitation>(at: now, from: randomness)
        try run(
            """
            INSERT INTO invitation (
                organization_id, id, kind, email, email_key, domains, role, maximum_uses, created_by, key_id, created_at, issued_at,
                expires_at
            ) VALUES (
                \(scope.organization), \(id), \(kind.name), \(kind.address?.text), \(kind.address?.key), \(kind.domainList),
                \(role.key), \(kind.maximumUses), \(scope.account), \(scope.key), \(now), \(now),
                \(expiry(after: lifetime, in: scope, at: now))
            )
            """
        )
        return id
    }

    /// What a key has made does not outlast it.
    fileprivate func expiry(after lifetime: Span, in scope: OrganizationScope, at now: Instant) throws -> Instant {
        let end = try scope.key.flatMap { key in
            try first("SELECT expires_at FROM api_key WHERE id = \(key)") { try $0[0] as Instant? }
        }
        return min(now + lifetime, (end ?? nil) ?? now + lifetime)
    }

    /// Replaces the invitation's token by a new one and, for an address, the waiting message too. Where the address has had its fill, the
    /// link that it has holds on.
    fileprivate func issue(
        _ id: ID<Invitation>, in scope: OrganizationScope, mailing: Mailing, at now: Instant, _ vault: Vault, _ randomness: Randomness
    ) throws -> IssuedInvitation {
        let listing = try invitation(id, in: scope)
        let address = listing.invitation.kind.address
        // Nobody learns from the answer how many others have invited the address: the invitation is there, and can be sent again later.
        let isFull = try address.map { try mailing.reachesMailboxes && !hasRoom(for: .invitation, to: $0.text, mailing, at: now) } ?? false
        if isFull, try hasToken(id, in: scope) { return IssuedInvitation(listing: listing, token: Token(from: randomness), message: nil) }
        try dropInvitationMessages(id, in: scope.organization)
        try run(
            """
            UPDATE invitation_token SET replaced_at = \(now)
            WHERE organization_id = \(scope.organization) AND invitation_id = \(id) AND replaced_at IS NULL
            """
        )
        let token = Token(from: randomness)
        try run(
            """
            INSERT INTO invitation_token (token_hash, organization_id, invitation_id, proves_address, issued_at)
            VALUES (\(TokenHash(token)), \(scope.organization), \(id), \(mailing.reachesMailboxes && address != nil), \(now))
            """
        )
        guard let address else { return IssuedInvitation(listing: listing, token: token, message: nil) }
        guard let maker = try account(scope.account) else { throw Failure.unauthenticated }
        let sender = maker.sender(in: scope.organization)
        try requireRoom(for: sender, mailing, at: now)
        if isFull { return IssuedInvitation(listing: listing, token: token, message: nil) }
        let message = Message.invitation(
            organization: try organization(in: scope, at: now).organization.name, inviter: maker.name,
            role: listing.invitation.role.word, expiresAt: listing.invitation.expiresAt
        )
        let id = try post(
            message, to: address.text, in: language(of: address) ?? maker.language, carrying: token, from: sender,
            about: scope.organization, at: now, vault, randomness
        )
        return IssuedInvitation(listing: listing, token: token, message: id)
    }

    private func hasToken(_ id: ID<Invitation>, in scope: OrganizationScope) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM invitation_token
            WHERE organization_id = \(scope.organization) AND invitation_id = \(id) AND replaced_at IS NULL
            """
        )
    }

    /// The language of the account with that address. Somebody without an account is taken to speak as whoever invites them.
    private func language(of address: EmailAddress) throws -> Language? {
        try first("SELECT language FROM account WHERE email_key = \(address.key)") { try $0[0] }
    }

    /// Messages whose token opens this invitation say nothing true any more.
    func dropInvitationMessages(_ id: ID<Invitation>, in organization: ID<Organization>) throws {
        try dropMessages(
            carrying: """
                SELECT token_hash FROM invitation_token
                WHERE organization_id = \(organization) AND invitation_id = \(id) AND replaced_at IS NULL
                """
        )
    }
}

extension Invitation {
    /// Why one was revoked, in the audit log.
    enum RevocationReason: String {
        case asked
        /// By a new one for the same address.
        case replaced
        /// Whoever made it could no longer.
        case unbacked
    }

    /// For the audit log.
    var state: AuditState {
        var state: AuditState = [.kind: .text(kind.name), .role: .text(role.key), .expiresAt: .moment(expiresAt)]
        state[.email] = kind.address.map { .text($0.text) }
        if case .link(let maximumUses, let domains) = kind {
            state[.maximumUses] = maximumUses.map(AuditValue.number)
            if !domains.isEmpty { state[.domains] = .texts(domains.map(\.text)) }
        }
        return state
    }
}
