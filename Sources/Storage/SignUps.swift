import Domain

/// Accounts that start with the link in a message, where addresses are proven first.
extension Storage {
    /// Sends a link with which the account starts. Whoever has an account with that address already gets a message without a link instead:
    /// the answer, what is kept and what it costs are the same. An invitation that came by mail proves the address by itself; its holder
    /// is signed in at once, as `signUp` does.
    ///
    /// - Returns: nil where a link was sent.
    /// - Throws: what `signUp` does, or `.rateLimited`.
    public func requestSignUp(
        _ signUp: SignUp, replacing replaced: Token? = nil, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> SignedIn? {
        let claim = try await read { try $0.claim(of: signUp, isProven: true, at: now).map(\.provesAddress) }
        if claim == true { return try await self.signUp(signUp, replacing: replaced, mailing: mailing, on: device, at: now) }
        let hash = try await hasher.hash(signUp.password, for: device.client)
        try await write { [vault, randomness] connection in
            _ = try connection.claim(of: signUp, isProven: true, at: now)
            let sender = Sender.network(device.network)
            try connection.requireRoom(for: sender, mailing, at: now)
            let owner = try connection.account(with: signUp.email)
            guard try connection.hasRoomForSignUp(of: signUp.email, mailing, at: now) else { return }
            let token = Token(from: randomness)
            try connection.insert(signUp, passwordHash: hash, startedBy: token, at: now)
            let id = ID<Message>(at: now, from: randomness)
            let link = try SealedToken(token, for: id, vault)
            let start = Message.signUp(name: signUp.name.text, expiresAt: now + SignUp.lifetime)
            let message = owner.map { .accountExists(name: $0.name) } ?? start
            try connection.insert(
                message, id, to: owner?.email ?? signUp.email.text, in: owner?.language ?? signUp.language,
                carrying: owner == nil ? link : nil, from: sender, at: now
            )
        }
        return nil
    }

    /// Makes the account that a link was sent for, its address proven, and signs in. The password has to be the one that was chosen with it:
    /// the owner of an address who clicks does not complete a stranger's sign-up.
    /// Fails with `.tokenInvalid`, `.invalidInput` for `password`, `.emailTaken`, or as accepting the invitation does.
    public func confirmSignUp(
        with token: Token, password: Password, replacing replaced: Token? = nil, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> SignedIn {
        let stored = try await read { try $0.waitingSignUp(token, at: now).account.passwordHash }
        guard try await hasher.verify(password, against: stored, for: device.client) else {
            throw Failure.invalid("password", "is not the one that was chosen when signing up")
        }
        return try await write { [randomness] connection in
            let waiting = try connection.waitingSignUp(token, at: now)
            let claim = try waiting.invitation.map { try connection.claim($0) }
            try claim?.requireAcceptable(by: waiting.account.email, isProven: true, at: now)
            let made = try connection.makeAccount(waiting.account, by: claim, mailing: mailing, at: now, randomness)
            try connection.markAddressProven(of: made.account, at: now)
            try connection.endSignUps(of: waiting.account.email)
            if let replaced { try connection.endSession(openedBy: replaced) }
            return try connection.startSession(
                of: made.account, in: made.organization, remember: false, on: device, mailing: mailing, at: now, randomness
            )
        }
    }
}

/// A sign-up whose token has been presented.
private struct WaitingSignUp {
    let account: NewAccount
    /// Of the token that it came with.
    let invitation: TokenHash?

    init(_ row: any Row) throws {
        account = NewAccount(
            name: try DisplayName(row[0]), email: try EmailAddress(row[1]), language: try row[2], passwordHash: try row[3],
            organizationName: try (row[4] as String?).map { try DisplayName($0) }
        )
        invitation = try row[5]
    }
}

extension Connection {
    fileprivate func hasRoomForSignUp(of email: EmailAddress, _ mailing: Mailing, at now: Instant) throws -> Bool {
        guard mailing.isLimited else { return true }
        let counts = try [Message.Kind.signUp, .accountExists].map { try messageCount($0, to: email.text, since: now - .hours(1)) }
        return counts.reduce(0, +) < Message.Kind.mostSignUpsPerHour
    }

    fileprivate func insert(_ signUp: SignUp, passwordHash: String, startedBy token: Token, at now: Instant) throws {
        let new = NewAccount(signUp, passwordHash: passwordHash)
        var invitation: TokenHash?
        if case .invitation(let token) = signUp.joining { invitation = TokenHash(token) }
        try run(
            """
            INSERT INTO sign_up (
                token_hash, email, email_key, name, language, password_hash, organization_name, invitation_token_hash, created_at, expires_at
            ) VALUES (
                \(TokenHash(token)), \(new.email.text), \(new.email.key), \(new.name.text), \(new.language), \(passwordHash),
                \(new.organizationName?.text), \(invitation), \(now), \(now + SignUp.lifetime)
            )
            """
        )
    }

    fileprivate func waitingSignUp(_ token: Token, at now: Instant) throws -> WaitingSignUp {
        let found = try first(
            """
            SELECT name, email, language, password_hash, organization_name, invitation_token_hash FROM sign_up
            WHERE token_hash = \(TokenHash(token)) AND expires_at > \(now)
            """,
            WaitingSignUp.init
        )
        guard let found else { throw Failure.tokenInvalid }
        return found
    }

    /// All that wait for an address, with their messages: it has an account now.
    fileprivate func endSignUps(of email: EmailAddress) throws {
        try dropMessages(carrying: "SELECT token_hash FROM sign_up WHERE email_key = \(email.key)")
        try run("DELETE FROM sign_up WHERE email_key = \(email.key)")
    }
}
