import Domain

/// An operator's session in which they act as somebody else has just begun. The token is in no other answer and in no table.
public struct Impersonating: Sendable {
    public let token: Token
    public let me: Me
}

extension Storage {
    /// Opens a session in which an operator acts as somebody else, in place of an earlier one of that kind. It is noted in the log of the
    /// instance and of each organization that the person is in; the person's own activity it is none.
    /// Fails with `.proofRequired`, `.notFound`, or `.forbidden` for another operator or a disabled account.
    public func impersonate(
        _ target: ID<Account>, because reason: ImpersonationReason, writes: Bool, by scope: OperatorScope, at now: Instant
    ) async throws -> Impersonating {
        let trail = trail(of: scope, at: now)
        return try await write { [randomness] connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            guard let account = try connection.account(target) else { throw Failure.notFound }
            guard !account.isOperator else { throw Failure.forbidden("Nobody acts as an operator.") }
            guard try !connection.isDisabled(target) else { throw Failure.forbidden("Nobody acts as somebody who is disabled.") }
            try connection.endImpersonations(from: scope.session, trail)
            let (id, token) = (ID<Session>(at: now, from: randomness), Token(from: randomness))
            let own = try connection.session(scope.session)?.expiresAt ?? now
            try connection.run(
                """
                INSERT INTO session (
                    id, token_hash, account_id, organization_id, remember, user_agent, address, created_at, last_seen_at, expires_at,
                    proven_at, impersonator_session_id, impersonator_id, impersonation_writes
                ) VALUES (
                    \(id), \(TokenHash(token)), \(target), \(try connection.lastOrganization(of: target)), 0, \(scope.device.userAgent),
                    \(scope.device.address), \(now), \(now), \(min(now + Impersonation.lifetime, own)), 0, \(scope.session), \(scope.account), \(writes)
                )
                """
            )
            let start: AuditState = [.writes: .flag(writes), .explanation: .text(reason.text)]
            try connection.recordImpersonation(AuditEvent(.impersonationStarted, of: target, after: start), trail)
            return Impersonating(token: token, me: try connection.me(id, at: now))
        }
    }

    /// Ends the impersonation that an operator has opened from the session that `own` opens, and answers that session.
    /// Fails with `.unauthenticated` if there is none, or if somebody has signed in in its place: `presented` opens a session of another's.
    public func endImpersonation(
        openedBy presented: Token?, returningTo own: Token, on device: Device, at now: Instant
    ) async throws -> LiveSession {
        guard let session = try await session(opening: own, on: device, at: now), session.impersonation == nil else {
            throw Failure.unauthenticated
        }
        if let presented, let other = try await self.session(opening: presented, at: now) {
            guard other.impersonation?.impersonator == session.account.id else { throw Failure.unauthenticated }
        }
        let trail = trail(of: session, at: now)
        try await write { connection in
            try connection.requireLive(session, at: now)
            try connection.endImpersonations(from: session.id, trail)
        }
        return session
    }
}

extension Connection {
    func endImpersonations(from session: ID<Session>, _ trail: AuditTrail) throws {
        let ended = try rows("DELETE FROM session WHERE impersonator_session_id = \(session) RETURNING account_id") {
            try $0[0] as ID<Account>
        }
        for target in ended { try recordImpersonation(AuditEvent(.impersonationEnded, of: target), trail) }
    }

    /// On both sides. Why is for those who run the instance, and for the person: none of their organizations needs to know of another.
    fileprivate func recordImpersonation(_ event: AuditEvent, _ trail: AuditTrail) throws {
        try trail.record(event, on: self)
        guard let target = event.target else { return }
        let organizations = try rows(
            """
            SELECT organization.id, organization.personal_account_id IS NOT NULL FROM membership
            JOIN organization ON organization.id = membership.organization_id
            WHERE membership.account_id = \(target) ORDER BY organization.id
            """
        ) { (id: try $0[0] as ID<Organization>, isPersonal: try $0[1] as Bool) }
        for (id, isPersonal) in organizations {
            let after = isPersonal ? event.after : event.after.filter { $0.key != .explanation }
            try trail.fromNowhere.record(AuditEvent(event.action, of: target, after: after), in: id, on: self)
        }
    }
}

extension Impersonation {
    static let columns: SQL = "session.impersonator_id, session.impersonation_writes"
    /// How many those are.
    static let columnCount = 2

    /// Nil where the account is there itself.
    init?(_ row: Row, from column: Int) throws {
        guard let impersonator: ID<Account> = try row[column] else { return nil }
        self.init(by: impersonator, writes: try row[column + 1])
    }
}
