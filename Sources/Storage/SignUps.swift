import Domain

/// Accounts that start with the link in a message, where addresses are proven first.
extension Storage {
    /// Sends a link with which the account starts. Whoever has an account with that address already gets another message instead, which does
    /// not show the token: the answer, what is kept and what it costs are the same. An address that has had its fill of messages gets
    /// none, and what was asked for waits all the same: any link that came to it leads there (`confirmSignUp`). An invitation that came by
    /// mail proves the address by itself; its holder is signed in at once, as `signUp` does.
    ///
    /// - Returns: nil where a link was sent.
    /// - Throws: what `signUp` does, or `.rateLimited`.
    public func requestSignUp(
        _ signUp: SignUp, replacing replaced: Token? = nil, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> SignedIn? {
        let sender = Sender.network(device.network)
        let isProven = try await read { connection in  // refused before it costs a hash
            if try connection.claim(of: signUp, isProven: true, at: now)?.provesAddress == true { return true }
            try connection.requireRoom(for: sender, mailing, at: now)
            return false
        }
        if isProven { return try await self.signUp(signUp, replacing: replaced, mailing: mailing, on: device, at: now) }
        let hash = try await hasher.hash(signUp.password, for: device.client)
        try await write { [vault, randomness] connection in
            _ = try connection.claim(of: signUp, isProven: true, at: now)
            try connection.requireRoom(for: sender, mailing, at: now)
            let owner = try connection.account(with: signUp.email)
            let hasRoom = try connection.hasRoomForSignUp(of: signUp.email, mailing, at: now)
            let token = Token(from: randomness)
            try connection.insert(signUp, passwordHash: hash, startedBy: token, hasMessage: hasRoom, from: sender, at: now)
            guard hasRoom else { return }
            let message = owner.map { .accountExists(name: $0.name) } ?? Message.signUp(expiresAt: now + SignUp.lifetime)
            try connection.post(
                message, to: owner?.email ?? signUp.email.text, in: owner?.language ?? signUp.language, carrying: token, from: sender,
                at: now, vault, randomness
            )
        }
        return nil
    }

    /// Makes an account that a link was sent for, its address proven, and signs in. The link proves the address, and the password says which
    /// of those that wait for it: the owner of an address does not complete a stranger's sign-up, nor is kept from their own by one.
    /// Fails with `.tokenInvalid`, `.invalidInput` for `password`, `.emailTaken`, as accepting the invitation does, or as `rule` does.
    ///
    /// - Parameter rule: whether people may sign up by now, told whether they are invited.
    public func confirmSignUp(
        with token: Token, password: Password, replacing replaced: Token? = nil, mailing: Mailing, on device: Device, at now: Instant,
        where rule: @Sendable (_ isInvited: Bool) throws -> Void = { _ in }
    ) async throws -> SignedIn {
        let candidates = try await read { try $0.signUps(waitingFor: TokenHash(token), at: now) }
        guard let chosen = try await chosen(of: candidates, by: password, on: device) else {
            throw Failure.invalid("password", "is not the one that was chosen when signing up")
        }
        try rule(chosen.invitation != nil)
        let anonymous = trail(from: device, at: now)
        return try await write { [terms, randomness] connection in
            let waiting = try connection.signUps(waitingFor: chosen.token, at: now)[0]
            let claim = try waiting.invitation.map { try connection.claim($0) }
            try claim?.requireAcceptable(by: waiting.account.email, isProven: true, at: now)
            let made = try connection.makeAccount(waiting.account, by: claim, on: terms, mailing: mailing, at: now, randomness, anonymous)
            let trail = anonymous.by(made.account)
            try connection.markAddressProven(of: made.account, trail)
            if let replaced { try connection.endSession(openedBy: replaced, trail) }
            return try connection.startSession(
                of: made.account, in: made.organization, remember: false, on: device, isNew: true, mailing: mailing, at: now, randomness,
                trail
            )
        }
    }

    private func chosen(of candidates: [WaitingSignUp], by password: Password, on device: Device) async throws -> WaitingSignUp? {
        for candidate in candidates {
            if try await hasher.verify(password, against: candidate.account.passwordHash, for: device.client) { return candidate }
        }
        return nil
    }
}

/// A sign-up for an address of which a token has been presented.
private struct WaitingSignUp: Sendable {
    let token: TokenHash
    let account: NewAccount
    /// Of the token that it came with.
    let invitation: TokenHash?
    /// Where it came from.
    let network: String

    init(_ row: Row) throws {
        token = try row[0]
        account = NewAccount(
            name: try DisplayName(row[1]), email: try EmailAddress(row[2]), language: try row[3], passwordHash: try row[4],
            organizationName: try (row[5] as String?).map { try DisplayName($0) }
        )
        invitation = try row[6]
        network = try row[7]
    }
}

extension Connection {
    fileprivate func hasRoomForSignUp(of email: EmailAddress, _ mailing: Mailing, at now: Instant) throws -> Bool {
        guard mailing.isLimited else { return true }
        let counts = try [Message.Kind.signUp, .accountExists].map { try messageCount($0, to: email.text, since: now - .hours(1)) }
        return counts.reduce(0, +) < Message.Kind.mostSignUpsPerHour
    }

    /// Those whose link was sent stay. Of the others the newest do, a few for each network, since strangers may bring them about.
    fileprivate func insert(
        _ signUp: SignUp, passwordHash: String, startedBy token: Token, hasMessage: Bool, from sender: Sender, at now: Instant
    ) throws {
        let new = NewAccount(signUp, passwordHash: passwordHash)
        var invitation: TokenHash?
        if case .invitation(let token) = signUp.joining { invitation = TokenHash(token) }
        try run(
            """
            INSERT INTO sign_up (
                token_hash, email, email_key, network, has_message, name, language, password_hash, organization_name,
                invitation_token_hash, created_at, expires_at
            ) VALUES (
                \(TokenHash(token)), \(new.email.text), \(new.email.key), \(sender.key), \(hasMessage), \(new.name.text), \(new.language),
                \(passwordHash), \(new.organizationName?.text), \(invitation), \(now), \(now + SignUp.lifetime)
            )
            """
        )
        try trimSignUps(of: new.email, where: "network = \(sender.key)", to: SignUp.mostPerNetwork, keeping: token)
        try trimSignUps(of: new.email, where: "true", to: SignUp.mostWithoutMessage, keeping: token)
    }

    private func trimSignUps(of email: EmailAddress, where condition: SQL, to count: Int, keeping token: Token) throws {
        try run(
            """
            DELETE FROM sign_up WHERE token_hash IN (
                SELECT token_hash FROM sign_up WHERE email_key = \(email.key) AND has_message = 0 AND \(condition)
                ORDER BY created_at DESC, token_hash = \(TokenHash(token)) DESC, token_hash
                LIMIT -1 OFFSET \(count)
            )
            """
        )
    }

    /// Those for the address of a token that are worth a hash: the token's own first, then the newest of each network. Fails with
    /// `.tokenInvalid`.
    fileprivate func signUps(waitingFor token: TokenHash, at now: Instant) throws -> [WaitingSignUp] {
        let found = try rows(
            """
            SELECT waiting.token_hash, waiting.name, waiting.email, waiting.language, waiting.password_hash, waiting.organization_name,
                waiting.invitation_token_hash, waiting.network
            FROM sign_up AS presented
            JOIN sign_up AS waiting ON waiting.email_key = presented.email_key AND waiting.expires_at > \(now)
            WHERE presented.token_hash = \(token) AND presented.expires_at > \(now)
            ORDER BY waiting.token_hash = \(token) DESC, waiting.created_at DESC, waiting.token_hash
            """,
            WaitingSignUp.init
        )
        guard !found.isEmpty else { throw Failure.tokenInvalid }
        var counts: [String: Int] = [:]
        let worthTrying = found.filter { waiting in
            counts[waiting.network, default: 0] += 1
            return waiting.token == token || counts[waiting.network, default: 0] <= SignUp.mostPerNetwork
        }
        return Array(worthTrying.prefix(SignUp.mostTried))
    }

    /// All that wait for an address, with their messages: it has an account now.
    func endSignUps(of email: EmailAddress) throws {
        try dropMessages(carrying: "SELECT token_hash FROM sign_up WHERE email_key = \(email.key)")
        try run("DELETE FROM sign_up WHERE email_key = \(email.key)")
    }
}
