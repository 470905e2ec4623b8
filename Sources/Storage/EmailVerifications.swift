import Domain

extension Storage {
    /// Puts a message into the outbox whose link verifies the account's address, in place of an earlier one. Not for an address that has had
    /// one within the last minute, or its fill for the day.
    ///
    /// - Parameter mailed: whether the message will reach a mailbox. Only then does its token prove the address.
    /// - Returns: the message, for the log alone; nil if the address is proven already, or there is none.
    public func requestVerification(_ session: LiveSession, mailed: Bool, at now: Instant) async throws -> ID<Message>? {
        try await write { [vault, randomness] connection in
            try connection.requireLive(session, at: now)
            guard try connection.hasRoomForVerification(of: session.account.id, at: now) else { return nil }
            return try connection.issueVerification(for: session.account.id, mailed: mailed, at: now, vault, randomness)
        }
    }

    /// Marks the address of the session's account as proven. Fails with `.tokenInvalid`, also for another account's token, or with
    /// `.verificationProvesNothing` for one that was not mailed, which stays as it is.
    public func verifyAddress(with token: Token, by session: LiveSession, at now: Instant) async throws {
        try await write { connection in
            try connection.requireLive(session, at: now)
            guard try connection.provesAddress(token, of: session.account.id, at: now) else { throw Failure.verificationProvesNothing }
            try connection.proveAddress(by: session, at: now)
        }
    }
}

extension Connection {
    fileprivate func hasRoomForVerification(of account: ID<Account>, at now: Instant) throws -> Bool {
        let address: String? = try first("SELECT email FROM account WHERE id = \(account)") { try $0[0] }
        guard let address else { return false }
        for kind in [Message.Kind.emailVerification, .welcome] {
            guard try messageCount(kind, to: address, since: now - EmailVerification.interval) == 0 else { return false }
        }
        return try messageCount(.emailVerification, to: address, since: now - .days(1)) < EmailVerification.mostPerDay
    }

    /// Nothing for an address that is proven already.
    ///
    /// - Parameter message: what carries the token, made of the account's name and the end of the token.
    func issueVerification(
        for account: ID<Account>, mailed: Bool, at now: Instant, _ vault: Vault, _ randomness: Randomness,
        _ message: (String, Instant) -> Message = Message.emailVerification
    ) throws -> ID<Message>? {
        let found = try first("SELECT \(Account.columns) FROM account WHERE id = \(account)") { try Account($0, from: 0) }
        guard let found, !found.emailVerified else { return nil }
        try voidVerifications(of: account)
        let token = Token(from: randomness)
        let expiresAt = now + EmailVerification.lifetime
        try run(
            """
            INSERT INTO email_verification (token_hash, account_id, email_key, proves_address, issued_at, expires_at)
            SELECT \(TokenHash(token)), id, email_key, \(mailed), \(now), \(expiresAt) FROM account WHERE id = \(account)
            """
        )
        return try post(
            message(found.name, expiresAt), to: found.email, in: found.language, carrying: token, at: now, vault, randomness
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
    func proveAddress(by session: LiveSession, at now: Instant) throws {
        try markAddressProven(of: session.account.id, at: now)
        try voidTokens(of: session.account.id)
        try run("DELETE FROM session WHERE account_id = \(session.account.id) AND id <> \(session.id)")
    }

    /// The token goes together with the message that carries it.
    func voidVerifications(of account: ID<Account>) throws {
        try dropMessages(carrying: "SELECT token_hash FROM email_verification WHERE account_id = \(account)")
        try run("DELETE FROM email_verification WHERE account_id = \(account)")
    }
}
