import Domain

/// The address that an account is to have, once its link has been followed.
public struct PendingEmailChange: Sendable {
    public let email: String
    public let expiresAt: Instant
}

extension Storage {
    /// Sends a link to an address that the account is to have from then on, in place of an earlier one. Whoever has an account with that
    /// address gets another message instead, which lives as long and does not show the token: the answer, what is kept, and what counts
    /// against limits are the same. An old address that is proven is told.
    /// Fails with `.proofRequired`, `.invalidInput` for the address that the account has, or `.rateLimited`.
    ///
    /// - Parameter mailing: whether the message will reach a mailbox. Only then does its token prove the address.
    /// - Returns: the message, for the log alone; nil where none was made.
    public func requestEmailChange(
        _ session: LiveSession, to email: EmailAddress, mailing: Mailing, at now: Instant
    ) async throws -> ID<Message>? {
        let trail = trail(of: session, at: now)
        return try await write { [vault, randomness] connection in
            try connection.requireLive(session, at: now)
            try connection.requireProof(of: session.id, at: now)
            guard let account = try connection.account(session.account.id) else { throw Failure.unauthenticated }
            guard account.email != email.text else { throw Failure.invalid("email", "is the address of this account already") }
            let sender = account.sender()
            try connection.requireRoom(for: sender, mailing, at: now)
            if account.emailVerified {
                try connection.notify(account.id, mailing: mailing, at: now, randomness) {
                    .emailChangeRequested(name: $0.name, newAddress: email.text, at: now)
                }
            }
            try trail.record(AuditEvent(.emailChangeRequested, of: account.id, after: [.email: .text(email.text)]), on: connection)
            guard try connection.hasRoomForChange(to: email, mailing, at: now) else {
                try connection.keepChange(of: account, to: email, at: now, randomness)
                return nil
            }
            let token = Token(from: randomness)
            try connection.replaceChange(of: account, to: email, by: token, mailing: mailing, at: now)
            let owner = try connection.account(with: email).flatMap { $0.id == account.id ? nil : $0 }
            let message = owner.map { .addressTaken(name: $0.name) } ?? Message.emailChange(expiresAt: now + EmailChange.lifetime)
            return try connection.post(
                message, to: owner?.email ?? email.text, in: owner?.language ?? account.language, carrying: token, from: sender, at: now,
                vault, randomness
            )
        }
    }

    /// The change that waits, if there is one.
    public func pendingEmailChange(_ session: LiveSession, at now: Instant) async throws -> PendingEmailChange? {
        try await read { try $0.pendingEmailChange(of: session.account.id, at: now) }
    }

    /// Nothing if no change waits.
    public func giveUpEmailChange(_ session: LiveSession, at now: Instant) async throws {
        let trail = trail(of: session, at: now)
        try await write { connection in
            try connection.requireLive(session, at: now)
            let given = try connection.voidEmailChange(of: session.account.id)
            if given > 0 { try trail.record(AuditEvent(.emailChangeWithdrawn, of: session.account.id), on: connection) }
        }
    }
}

/// A change whose token has been presented in a session of its account.
struct ClaimedEmailChange {
    let email: EmailAddress
    let provesAddress: Bool
}

extension Connection {
    func pendingEmailChange(of account: ID<Account>, at now: Instant) throws -> PendingEmailChange? {
        try first("SELECT email, expires_at FROM email_change WHERE account_id = \(account) AND expires_at > \(now)") { row in
            PendingEmailChange(email: try row[0], expiresAt: try row[1])
        }
    }

    /// An address gets one such message a minute, and so many an hour: whoever has an account with it, too.
    fileprivate func hasRoomForChange(to email: EmailAddress, _ mailing: Mailing, at now: Instant) throws -> Bool {
        guard mailing.isLimited else { return true }
        let kinds = [Message.Kind.emailChange, .addressTaken]
        return try kinds.allSatisfy { kind in
            try messageCount(kind, to: email.text, since: now - EmailChange.interval) == 0
                && hasRoom(for: kind, to: email.text, mailing, at: now)
        }
    }

    /// The link that was sent goes on to hold. Where none was, because others have filled that mailbox, one can be sent later.
    fileprivate func keepChange(of account: Account, to email: EmailAddress, at now: Instant, _ randomness: Randomness) throws {
        let isWaiting = try exists(
            """
            SELECT 1 FROM email_change
            WHERE account_id = \(account.id) AND email = \(email.text) AND expires_at > \(now)
            """
        )
        if !isWaiting { try replaceChange(of: account, to: email, by: Token(from: randomness), mailing: .off, at: now) }
    }

    fileprivate func replaceChange(
        of account: Account, to email: EmailAddress, by token: Token, mailing: Mailing, at now: Instant
    ) throws {
        try voidEmailChange(of: account.id)
        try run(
            """
            INSERT INTO email_change (token_hash, account_id, email, email_key, proves_address, issued_at, expires_at)
            VALUES (
                \(TokenHash(token)), \(account.id), \(email.text), \(email.key), \(mailing.reachesMailboxes), \(now),
                \(now + EmailChange.lifetime)
            )
            """
        )
    }

    /// Nil for any other token, and for another account's.
    func emailChange(_ token: Token, of account: ID<Account>, at now: Instant) throws -> ClaimedEmailChange? {
        try first(
            """
            SELECT email, proves_address FROM email_change
            WHERE token_hash = \(TokenHash(token)) AND account_id = \(account) AND expires_at > \(now)
            """
        ) { ClaimedEmailChange(email: try EmailAddress($0[0]), provesAddress: try $0[1]) }
    }

    /// Gives the account its new address, ends every other session and outstanding token, and tells the old address.
    /// Fails with `.emailTaken` if somebody has come first.
    func carryOut(
        _ change: ClaimedEmailChange, by session: LiveSession, mailing: Mailing, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws {
        let id = session.account.id
        if let owner = try account(with: change.email), owner.id != id { throw Failure.emailTaken }
        let former = try account(id)
        try notify(id, mailing: mailing, at: now, randomness) { account in
            .emailChanged(name: account.name, newAddress: account.emailVerified ? change.email.text : nil, at: now)
        }
        try run(
            """
            UPDATE account
            SET email = \(change.email.text), email_key = \(change.email.key),
                email_verified_at = CASE WHEN \(change.provesAddress) THEN \(now) END
            WHERE id = \(id)
            """
        )
        try trail.record(
            AuditEvent(
                .emailChanged, of: id, before: [.email: .text(former?.email ?? "")],
                after: [.email: .text(change.email.text), .emailVerified: .flag(change.provesAddress)]
            ),
            on: self
        )
        try endAllElse(of: session)
        if change.provesAddress, former?.emailVerified == false { try endWhatAnyoneMayHaveMade(id, trail) }
        try endSignUps(of: change.email)
    }

    /// The token goes together with the message that carries it.
    ///
    /// - Returns: how many there were.
    @discardableResult
    func voidEmailChange(of account: ID<Account>) throws -> Int {
        try dropMessages(carrying: "SELECT token_hash FROM email_change WHERE account_id = \(account)")
        return try run("DELETE FROM email_change WHERE account_id = \(account)")
    }
}
