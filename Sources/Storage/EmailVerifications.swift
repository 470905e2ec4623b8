import Domain

/// What a link that proves an address is for, as its holder may know.
public struct AddressProof: Sendable {
    public enum Purpose: String, CaseIterable, Sendable {
        /// The address that an account has.
        case verification
        /// The one that it is to have.
        case change
        /// The one with which an account starts.
        case signUp = "signup"
    }

    public let purpose: Purpose
    public let email: String
}

extension AddressProof.Purpose: SQLConvertible {}

extension Storage {
    /// Fails with `.tokenInvalid` for a token that proves nothing, or no longer.
    public func lookUpProof(_ token: Token, at now: Instant) async throws -> AddressProof {
        let hash = TokenHash(token)
        let proof = try await read { connection in
            try connection.first(
                """
                SELECT \(AddressProof.Purpose.verification), account.email
                FROM email_verification AS verification
                JOIN account ON account.id = verification.account_id AND account.email_key = verification.email_key
                WHERE verification.token_hash = \(hash) AND verification.expires_at > \(now)
                UNION ALL
                SELECT \(AddressProof.Purpose.change), email FROM email_change WHERE token_hash = \(hash) AND expires_at > \(now)
                UNION ALL
                SELECT \(AddressProof.Purpose.signUp), email FROM sign_up WHERE token_hash = \(hash) AND expires_at > \(now)
                """
            ) { AddressProof(purpose: try $0[0], email: try $0[1]) }
        }
        guard let proof else { throw Failure.tokenInvalid }
        return proof
    }

    /// Puts a message into the outbox whose link verifies the account's address, in place of an earlier one. Not for an address that has had
    /// one within the last minute, or its fill for the day.
    ///
    /// - Parameter mailing: whether the message will reach a mailbox. Only then does its token prove the address.
    /// - Returns: the message, for the log alone; nil if the address is proven already, or there is none.
    public func requestVerification(_ session: LiveSession, mailing: Mailing, at now: Instant) async throws -> ID<Message>? {
        try await write { [vault, randomness] connection in
            try connection.requireLive(session, at: now)
            guard try connection.hasRoomForVerification(of: session.account.id, mailing, at: now) else { return nil }
            return try connection.issueVerification(for: session.account.id, mailing: mailing, at: now, vault, randomness)
        }
    }

    /// Marks the address of the session's account as proven, or gives it the one that the token was sent to. Fails with `.tokenInvalid`,
    /// also for another account's token, with `.verificationProvesNothing` for a token that verifies and was not mailed, which stays as it
    /// is, or with `.emailTaken`.
    public func verifyAddress(with token: Token, by session: LiveSession, mailing: Mailing, at now: Instant) async throws {
        let trail = trail(of: session, at: now)
        try await write { [randomness] connection in
            try connection.requireLive(session, at: now)
            if let change = try connection.emailChange(token, of: session.account.id, at: now) {
                return try connection.carryOut(change, by: session, mailing: mailing, at: now, randomness, trail)
            }
            guard try connection.provesAddress(token, of: session.account.id, at: now) else { throw Failure.verificationProvesNothing }
            try connection.proveAddress(by: session, trail)
        }
    }
}

extension Connection {
    fileprivate func hasRoomForVerification(of account: ID<Account>, _ mailing: Mailing, at now: Instant) throws -> Bool {
        guard mailing.isLimited else { return true }
        let address: String? = try first("SELECT email FROM account WHERE id = \(account)") { try $0[0] }
        guard let address else { return false }
        for kind in [Message.Kind.emailVerification, .welcome] {
            guard try messageCount(kind, to: address, since: now - EmailVerification.interval) == 0 else { return false }
        }
        return try messageCount(.emailVerification, to: address, since: now - .days(1)) < EmailVerification.mostPerDay
    }

    /// Nothing for an address that is proven already.
    ///
    /// - Parameters:
    ///   - sender: on whose behalf the message goes.
    ///   - message: what carries the token, made of the account's name and the end of the token.
    func issueVerification(
        for account: ID<Account>, from sender: Sender? = nil, mailing: Mailing, at now: Instant, _ vault: Vault, _ randomness: Randomness,
        _ message: (String, Instant) -> Message = Message.emailVerification
    ) throws -> ID<Message>? {
        guard let found = try self.account(account), !found.emailVerified else { return nil }
        try voidVerifications(of: account)
        let token = Token(from: randomness)
        let expiresAt = now + EmailVerification.lifetime
        try run(
            """
            INSERT INTO email_verification (token_hash, account_id, email_key, proves_address, issued_at, expires_at)
            SELECT \(TokenHash(token)), id, email_key, \(mailing.reachesMailboxes), \(now), \(expiresAt) FROM account WHERE id = \(account)
            """
        )
        return try post(
            message(found.name, expiresAt), to: found.email, in: found.language, carrying: token, from: sender, at: now, vault, randomness
        )
    }

    /// Whether a token that stands came by mail. Whoever else presents it gets what an unknown one gets; so does its account once it
    /// has another address.
    fileprivate func provesAddress(_ token: Token, of account: ID<Account>, at now: Instant) throws -> Bool {
        let proves: Bool? = try first(
            """
            SELECT verification.proves_address
            FROM email_verification AS verification
            JOIN account ON account.id = verification.account_id AND account.email_key = verification.email_key
            WHERE verification.token_hash = \(TokenHash(token)) AND verification.account_id = \(account)
            AND verification.expires_at > \(now)
            """
        ) { try $0[0] }
        guard let proves else { throw Failure.tokenInvalid }
        return proves
    }

    /// The first proof ends every other session and voids every outstanding token: someone else may have signed up with the address.
    func proveAddress(by session: LiveSession, _ trail: AuditTrail) throws {
        let ended = try endAllElse(of: session)
        try markAddressProven(of: session.account.id, endedSessions: ended, trail)
    }

    /// Every outstanding token and every other session of the account.
    ///
    /// - Returns: how many sessions there were.
    @discardableResult
    func endAllElse(of session: LiveSession) throws -> Int {
        try voidTokens(of: session.account.id)
        return try endSessions(of: session.account.id, except: session.id)
    }

    /// The token goes together with the message that carries it.
    func voidVerifications(of account: ID<Account>) throws {
        try dropMessages(carrying: "SELECT token_hash FROM email_verification WHERE account_id = \(account)")
        try run("DELETE FROM email_verification WHERE account_id = \(account)")
    }
}
