import Domain

/// What somebody with a proven address of an organization's domain may take up.
public struct JoiningOffer: Sendable {
    public let domain: JoiningDomain
    public let organizationName: String
}

extension Storage {
    /// The organizations that the account can join by the domain of its address: one, since a domain is one organization's, or none, also
    /// while the address is unproven.
    public func joiningOffers(_ session: LiveSession) async throws -> [JoiningOffer] {
        try await read { connection in
            guard let offer = try connection.joiningOffer(to: session.account.id),
                try !connection.isMember(session.account.id, of: offer.domain.organization)
            else { return [] }
            return [offer]
        }
    }

    /// Joins the organization and makes it the session's current one. Address, domain, role, status and seats are judged as they are now.
    /// Fails with `.notFound` for what is not offered, `.alreadyMember`, `.organizationReadOnly` or `.seatsFull`.
    public func takeUpOffer(of organization: ID<Organization>, by session: LiveSession, at now: Instant) async throws -> Me {
        let trail = trail(of: session, at: now)
        return try await write { connection in
            try connection.requireLive(session, at: now)
            let account = session.account.id
            guard let offer = try connection.joiningOffer(to: account)?.domain, offer.organization == organization else {
                throw Failure.notFound
            }
            if try connection.isMember(account, of: organization) { throw Failure.alreadyMember }
            try connection.requireOpen(organization, to: account, isInvited: false, at: now)
            try connection.insertMembership(of: account, in: organization, as: offer.role, at: now)
            let joining: AuditState = [.role: .text(offer.role.key), .domain: .text(offer.domain.text)]
            try trail.record(AuditEvent(.memberJoined, of: account, after: joining), in: organization, on: connection)
            try connection.place(session.id, of: account, in: organization, at: now)
            return try connection.me(session.id, at: now)
        }
    }
}

extension Connection {
    /// Nothing for whoever was removed from there: they need an invitation. Nothing either by a role that has become more than `member`.
    fileprivate func joiningOffer(to account: ID<Account>) throws -> JoiningOffer? {
        let address = try first("SELECT email FROM account WHERE id = \(account) AND email_verified_at IS NOT NULL") {
            try EmailAddress($0[0])
        }
        guard let address else { return nil }
        let domain = try first(
            """
            \(JoiningDomain.selection)
            WHERE joining_domain.domain = \(MailDomain(of: address).text) AND joining_domain.proof IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM removal
                WHERE removal.organization_id = joining_domain.organization_id AND removal.account_id = \(account)
            )
            """,
            JoiningDomain.init
        )
        guard let domain, domain.role.isAtMostMember else { return nil }
        let name = try first("SELECT name FROM organization WHERE id = \(domain.organization)") { try $0[0] as String }
        return name.map { JoiningOffer(domain: domain, organizationName: $0) }
    }
}
