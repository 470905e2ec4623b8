import Domain

/// Proof that someone holds a token that was issued for an invitation, or that it is for the proven address of their account: made
/// only here. It opens this one invitation, nothing else of its organization.
struct InvitationClaim {
    let organization: ID<Organization>
    let listing: InvitationListing
    /// Whether holding the token proves the address.
    let provesAddress: Bool
    /// A resend has replaced the token.
    let isReplaced: Bool

    fileprivate init(_ row: Row) throws {
        listing = try InvitationListing(row)
        let next = InvitationListing.columnCount
        organization = try row[next]
        provesAddress = try row[next + 1]
        isReplaced = try row[next + 2]
    }

    func status(at now: Instant) -> Invitation.Status {
        let status = listing.invitation.status(at: now)
        return isReplaced && (status == .pending || status == .expired) ? .revoked : status
    }

    func requireAcceptable(by address: EmailAddress, isProven: Bool, at now: Instant) throws(Failure) {
        if let refusal = Failure(refusing: status(at: now)) { throw refusal }
        try listing.invitation.mayBeAccepted(by: address, isProven: isProven)
    }
}

/// What the holder of an invitation's link may know.
public struct InvitationPreview: Sendable {
    public let organizationName: String
    /// While the invitation can be accepted.
    public let accentColor: AccentColor?
    /// Likewise.
    public let logo: LogoName?
    /// Nil once the account is deleted.
    public let inviterName: String?
    public let kind: Invitation.Kind
    public let role: Role
    public let expiresAt: Instant
    public let status: Invitation.Status
    /// Where the organization is found, for someone who is a member of it already; nil for everyone else.
    public let slugForMember: String?
}

extension Storage {
    /// Fails with `.tokenInvalid` for a token that was never issued.
    ///
    /// - Parameter session: of whoever holds the token, if they are signed in.
    public func lookUpInvitation(_ token: Token, by session: LiveSession? = nil, at now: Instant) async throws -> InvitationPreview {
        try await read { connection in
            let claim = try connection.claim(TokenHash(token))
            let found = try connection.first(
                """
                SELECT organization.name, organization.accent_color, logo.name FROM organization
                LEFT JOIN logo ON logo.organization_id = organization.id
                WHERE organization.id = \(claim.organization)
                """
            ) { row in
                let color = try (row[1] as String?).map { try AccentColor($0) }
                return (name: try row[0] as String, color: color, logo: try (row[2] as String?).map(LogoName.init))
            }
            guard let (name, color, logo) = found else { throw Failure.tokenInvalid }
            let (invitation, status) = (claim.listing.invitation, claim.status(at: now))
            return InvitationPreview(
                organizationName: name, accentColor: status == .pending ? color : nil, logo: status == .pending ? logo : nil,
                inviterName: claim.listing.inviterName, kind: invitation.kind, role: invitation.role, expiresAt: invitation.expiresAt,
                status: status,
                slugForMember: try session.flatMap { try connection.slug(of: claim, forMember: $0.account.id) }
            )
        }
    }

    /// Joins the invitation's organization and makes it the session's current one; the use is counted in the same transaction. A token
    /// that came by mail proves the address. Whoever invited is told, where mail reaches mailboxes.
    /// Fails with `.tokenInvalid`, `.invitationRevoked|Expired|Exhausted`, `.alreadyMember` (which costs no use),
    /// `.invitationEmailMismatch` or `.emailUnverified`.
    public func acceptInvitation(_ token: Token, by session: LiveSession, mailing: Mailing, at now: Instant) async throws -> Me {
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            try connection.requireLive(session, at: now)
            return try connection.accept(connection.claim(TokenHash(token)), by: session, mailing: mailing, at: now, randomness, trail)
        }
    }
}

extension Connection {
    func claim(_ token: TokenHash) throws -> InvitationClaim {
        let claim = try first(
            """
            SELECT \(InvitationListing.columns), token.organization_id, token.proves_address, token.replaced_at IS NOT NULL
            FROM invitation_token AS token
            JOIN invitation ON invitation.organization_id = token.organization_id AND invitation.id = token.invitation_id
            \(InvitationListing.makers)
            WHERE token.token_hash = \(token)
            """,
            InvitationClaim.init
        )
        guard let claim else { throw Failure.tokenInvalid }
        return claim
    }

    fileprivate func slug(of claim: InvitationClaim, forMember account: ID<Account>) throws -> String? {
        try first(
            """
            SELECT organization.slug
            FROM membership
            JOIN organization ON organization.id = membership.organization_id
            WHERE membership.organization_id = \(claim.organization) AND membership.account_id = \(account)
            """
        ) { try $0[0] }
    }

    /// The claim of an account with a proven address on an invitation for it. Fails with `.notFound`.
    func claim(_ id: ID<Invitation>, of account: ID<Account>) throws -> InvitationClaim {
        let claim = try first(
            """
            SELECT \(InvitationListing.columns), invitation.organization_id, 0, 0
            FROM account AS addressee
            JOIN invitation ON invitation.email_key = addressee.email_key
            \(InvitationListing.makers)
            WHERE addressee.id = \(account) AND addressee.email_verified_at IS NOT NULL
            AND invitation.kind = 'email' AND invitation.id = \(id)
            """,
            InvitationClaim.init
        )
        guard let claim else { throw Failure.notFound }
        return claim
    }

    func accept(
        _ claim: InvitationClaim, by session: LiveSession, mailing: Mailing, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws -> Me {
        let account = session.account.id
        if let refusal = Failure(refusing: claim.status(at: now)) { throw refusal }
        try requireNoMember(account, of: claim)
        try requireNotRemoved(account, since: claim)
        let (address, isProven) = try address(of: account)
        try claim.listing.invitation.mayBeAccepted(by: address, isProven: isProven)
        if claim.provesAddress, !isProven { try proveAddress(by: session, trail) }
        let organization = try admit(account, by: claim, mailing: mailing, at: now, randomness, trail)
        try place(session.id, of: account, in: organization, at: now)
        return try me(session.id, at: now)
    }

    /// Makes the membership and counts the use. Whether the invitation allows that has been judged.
    /// Fails with `.organizationReadOnly` or `.seatsFull`.
    func admit(
        _ account: ID<Account>, by claim: InvitationClaim, mailing: Mailing, at now: Instant, _ randomness: Randomness, _ trail: AuditTrail
    ) throws -> ID<Organization> {
        let invitation = claim.listing.invitation
        try requireOpen(claim.organization, to: account, isInvited: invitation.kind.address != nil, at: now)
        try insertMembership(of: account, in: claim.organization, as: invitation.role, at: now)
        try run("DELETE FROM removal WHERE organization_id = \(claim.organization) AND account_id = \(account)")
        try run(
            """
            UPDATE invitation SET uses = uses + 1
            WHERE organization_id = \(claim.organization) AND id = \(invitation.id)
            """
        )
        let joining: AuditState = [.role: .text(invitation.role.key), .invitation: .id(invitation.id)]
        try trail.record(AuditEvent(.memberJoined, of: account, after: joining), in: claim.organization, on: self)
        if invitation.kind.address != nil { try dropInvitationMessages(invitation.id, in: claim.organization) }
        try tellOfAcceptance(of: claim, by: account, mailing: mailing, at: now, randomness)
        return claim.organization
    }

    /// Someone who was removed needs an invitation that was made afterwards: a link that still stands does not bring them back.
    func requireNotRemoved(_ account: ID<Account>, since claim: InvitationClaim) throws {
        let isOlder = try exists(
            """
            SELECT 1 FROM removal
            WHERE organization_id = \(claim.organization) AND account_id = \(account)
            AND removed_at >= \(claim.listing.invitation.issuedAt)
            """
        )
        if isOlder { throw Failure.invitationRevoked }
    }

    private func requireNoMember(_ account: ID<Account>, of claim: InvitationClaim) throws {
        if try isMember(account, of: claim.organization) { throw Failure.alreadyMember }
    }

    private func address(of account: ID<Account>) throws -> (EmailAddress, isProven: Bool) {
        let found = try first("SELECT email, email_verified_at IS NOT NULL FROM account WHERE id = \(account)") { row in
            (try EmailAddress(row[0]), isProven: try row[1] as Bool)
        }
        guard let found else { throw Failure.unauthenticated }
        return found
    }
}
