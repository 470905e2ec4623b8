import Domain

extension Storage {
    /// Puts a reset message into the outbox if the address has an account that is not disabled, and has not had one a moment ago. The work, and what the disk has
    /// to do, is the same if not.
    ///
    /// - Returns: the message, for the log alone.
    public func requestPasswordReset(_ email: EmailAddress, mailing: Mailing, at now: Instant) async throws -> ID<Message>? {
        try await write { [vault, randomness] connection in
            let isDue = try connection.noteResetRequest(for: email, at: now) || !mailing.isLimited
            let account = try connection.account(with: email)
            let isDisabled = try connection.isDisabled(email)
            let hasRoom = try connection.hasRoom(for: .passwordReset, to: email.text, mailing, at: now)
            guard let account, !isDisabled, isDue, hasRoom || !mailing.reachesMailboxes else {
                let somebody = account ?? .nobody(with: email, at: now, randomness)
                try connection.rehearse { _ = try connection.issueReset(for: somebody, mailing: mailing, at: now, vault, randomness) }
                return nil
            }
            return try connection.issueReset(for: account, mailing: mailing, at: now, vault, randomness)
        }
    }

    /// The same for an operator, who learns what the account's owner would not: whether it is sent. The link goes to the owner alone.
    /// Fails with `.proofRequired`, `.mailOff`, `.notFound`, `.accountDisabled`, or `.rateLimited` where one was sent a moment ago.
    public func sendPasswordReset(to id: ID<Account>, by scope: OperatorScope, mailing: Mailing, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [vault, randomness] connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            guard let account = try connection.account(id) else { throw Failure.notFound }
            guard mailing.reachesMailboxes else { throw Failure.mailOff }
            guard try !connection.isDisabled(id) else { throw Failure.accountDisabled }
            let isDue = try connection.noteResetRequest(for: EmailAddress(account.email), at: now) || !mailing.isLimited
            guard isDue, try connection.hasRoom(for: .passwordReset, to: account.email, mailing, at: now) else {
                throw Failure.rateLimited(retryAfter: PasswordReset.interval)
            }
            _ = try connection.issueReset(for: account, mailing: mailing, at: now, vault, randomness)
            try trail.record(AuditEvent(.accountResetSent, of: id), on: connection)
        }
    }

    /// Whose password a token resets, for the rules of the new one. Fails with `.tokenInvalid`.
    public func account(resetting token: Token, at now: Instant) async throws -> Account {
        try await read { try $0.account(resetting: token, at: now) }
    }

    /// Sets a new password, spends the token, and ends every session and outstanding token. A token that came by mail proves the address.
    /// A message tells the owner, where mail reaches mailboxes. Fails with `.tokenInvalid`.
    public func resetPassword(with token: Token, to password: Password, mailing: Mailing, on device: Device, at now: Instant) async throws {
        let hash = try await hasher.hash(password, for: device.client)
        let anonymous = trail(from: device, at: now)
        let forgiven = try await write { [randomness] connection -> EmailAddress? in
            let account = try connection.account(resetting: token, at: now)
            let trail = anonymous.by(account.id)
            if !account.emailVerified, try connection.provesAddress(resetToken: token) {
                // Whoever signed up with the address may be somebody else, who could come back by a link of theirs.
                try connection.markAddressProven(of: account.id, trail)
                try connection.revokeInvitations(by: account.id, trail)
            }
            try connection.setPassword(of: account.id, hash: hash)
            let ended = try connection.endSessions(of: account.id)
            try trail.record(AuditEvent(.passwordReset, of: account.id, after: [.sessionsEnded: .number(ended)]), on: connection)
            try connection.tellOfNewPassword(account.id, mailing: mailing, at: now, randomness)
            return try connection.hasFactor(account.id) ? nil : EmailAddress(account.email)
        }
        // Who can read the mail, and no more, guesses no codes by it.
        if let forgiven { attempts?.forget(forgiven) }
    }
}

extension Connection {
    /// Whether the last one that counted is long enough ago; then this one counts. Asking again and again does not put it off.
    fileprivate func noteResetRequest(for email: EmailAddress, at now: Instant) throws -> Bool {
        let noted = try run(
            """
            INSERT INTO password_reset_request (email_hash, requested_at) VALUES (\(TokenHash(of: email.key)), \(now))
            ON CONFLICT (email_hash) DO UPDATE SET requested_at = excluded.requested_at
            WHERE password_reset_request.requested_at <= \(now - PasswordReset.interval)
            """
        )
        return noted > 0
    }

    fileprivate func provesAddress(resetToken token: Token) throws -> Bool {
        try exists("SELECT 1 FROM password_reset WHERE token_hash = \(TokenHash(token)) AND proves_address = 1")
    }

    fileprivate func account(resetting token: Token, at now: Instant) throws -> Account {
        let account = try first(
            """
            SELECT \(Account.columns)
            FROM password_reset
            JOIN account ON account.id = password_reset.account_id
            WHERE password_reset.token_hash = \(TokenHash(token)) AND password_reset.expires_at > \(now) AND account.disabled_at IS NULL
            """
        ) { try Account($0, from: 0) }
        guard let account else { throw Failure.tokenInvalid }
        return account
    }

    fileprivate func issueReset(
        for account: Account, mailing: Mailing, at now: Instant, _ vault: Vault, _ randomness: Randomness
    ) throws -> ID<Message> {
        let token = Token(from: randomness)
        let expiresAt = now + PasswordReset.lifetime
        try run(
            """
            INSERT INTO password_reset (token_hash, account_id, proves_address, created_at, expires_at)
            VALUES (\(TokenHash(token)), \(account.id), \(mailing.reachesMailboxes), \(now), \(expiresAt))
            """
        )
        let message = Message.passwordReset(name: account.name, expiresAt: expiresAt)
        let id = try post(message, to: account.email, in: account.language, carrying: token, at: now, vault, randomness)
        try dropResets(
            """
            SELECT token_hash FROM password_reset WHERE account_id = \(account.id)
            ORDER BY created_at DESC, token_hash = \(TokenHash(token)) DESC, token_hash
            LIMIT -1 OFFSET \(PasswordReset.standing)
            """
        )
        return id
    }

    func voidPasswordResets(of account: ID<Account>) throws {
        try dropResets("SELECT token_hash FROM password_reset WHERE account_id = \(account)")
    }

    /// Tokens go together with the messages that carry them.
    private func dropResets(_ hashes: SQL) throws {
        try dropMessages(carrying: hashes)
        try run("DELETE FROM password_reset WHERE token_hash IN (\(hashes))")
    }
}

extension Account {
    /// For work that is done as for an account and then undone.
    fileprivate static func nobody(with email: EmailAddress, at now: Instant, _ randomness: Randomness) -> Account {
        Account(
            id: ID(at: now, from: randomness), email: email.text, emailVerified: false, name: email.text, language: .english,
            isOperator: false, createdAt: now
        )
    }
}
