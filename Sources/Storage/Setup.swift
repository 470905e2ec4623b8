import Domain

/// What leads to the first operator of an instance.
public enum Setup {
    /// How long a link holds from the start of the server that prints it.
    public static let lifetime = Span.minutes(30)
}

extension Maintenance {
    /// A link for whoever is to be the first operator, in place of an earlier one; nil where there is one, or has been.
    public func offerSetup(at now: Instant) async throws -> Token? {
        try await storage.write { [randomness = storage.randomness] connection in
            let token = Token(from: randomness)
            let offered = try connection.run(
                "UPDATE setup SET token_hash = \(TokenHash(token)), expires_at = \(now + Setup.lifetime) WHERE is_over = 0"
            )
            return offered > 0 ? token : nil
        }
    }
}

extension Storage {
    /// Fails with `.tokenInvalid` for a link that no longer makes anyone an operator.
    public func lookUpSetup(_ token: Token, at now: Instant) async throws {
        try await read { try $0.requireSetup(token, at: now) }
    }

    /// Makes an account as signing up does, whoever may sign up otherwise, and makes it the first operator. Fails with `.tokenInvalid`.
    public func setUp(
        _ signUp: SignUp, with token: Token, replacing replaced: Token?, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> SignedIn {
        try await self.signUp(signUp, setup: token, replacing: replaced, mailing: mailing, on: device, at: now)
    }

    /// Makes the account of a session the first operator. Fails with `.tokenInvalid`.
    public func setUp(_ session: LiveSession, with token: Token, at now: Instant) async throws -> Me {
        let trail = trail(of: session, at: now)
        return try await write { connection in
            try connection.requireLive(session, at: now)
            try connection.appointFirst(session.account.id, with: token, at: now, trail)
            return try connection.me(session.id, at: now)
        }
    }
}

extension Connection {
    func requireSetup(_ token: Token, at now: Instant) throws {
        guard try exists("SELECT 1 FROM setup WHERE token_hash = \(TokenHash(token)) AND expires_at > \(now)") else {
            throw Failure.tokenInvalid
        }
    }

    /// The link ends with it (`setup_ends_with_the_first_operator`), as with every other way of making an operator.
    func appointFirst(_ account: ID<Account>, with token: Token, at now: Instant, _ trail: AuditTrail) throws {
        try requireSetup(token, at: now)
        try run("UPDATE account SET is_operator = 1 WHERE id = \(account)")
        try trail.record(AuditEvent(.operatorAdded, of: account), on: self)
    }
}
