import Domain

/// Whom an account is at providers.
extension Storage {
    /// The account's own, the oldest first, and the providers that more can be had of.
    public func identities(_ session: LiveSession) async throws -> (items: [Identity], providers: [IdentityProvider]) {
        try await read { connection in
            guard let account = try connection.account(session.account.id) else { throw Failure.unauthenticated }
            let own = account.emailVerified ? try connection.identityProviders(speakingFor: EmailAddress(account.email)) : []
            return (try connection.identities(of: account.id), try own + connection.identityProviders(of: .instance))
        }
    }

    /// Nobody signs in by it any more: every other session ends, this one gets a new token, which is answered, and the owner is told.
    /// Fails with `.proofRequired`, `.notFound`, or `.lastWayIn` for an account without a password, a passkey or another one.
    public func removeIdentity(_ id: ID<Identity>, by session: LiveSession, mailing: Mailing, at now: Instant) async throws -> Token {
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            let account = try connection.mayChangeFactors(session, at: now).id
            let all = try connection.identities(of: account)
            guard let identity = all.first(where: { $0.id == id }) else { throw Failure.notFound }
            if all.count == 1, try !connection.hasPassword(account), try connection.passkeys(of: account).isEmpty {
                throw Failure.lastWayIn
            }
            // It stays known as removed: an address that both sides have proven doesn't link the account to that provider again by itself.
            try connection.run(
                "DELETE FROM identity WHERE account_id = \(account) AND removed_at IS NOT NULL AND provider_id = \(identity.provider)")
            try connection.run("UPDATE identity SET removed_at = \(now) WHERE id = \(id)")
            try connection.voidTokens(of: account)
            let ended = try connection.endSessions(of: account, except: session.id)
            let event = AuditEvent(.identityRemoved, of: id, before: identity.state, after: [.sessionsEnded: .number(ended)])
            try trail.record(event, on: connection)
            try connection.notify(account, mailing: mailing, at: now, randomness) {
                .identityRemoved(name: $0.name, provider: identity.providerName, at: now)
            }
            return try connection.renewToken(of: session.id, randomness)
        }
    }
}

extension Identity {
    fileprivate static let selection: SQL = """
        SELECT identity.id, identity.provider_id, identity_provider.kind, identity_provider.name, identity.email, identity.created_at,
            identity.last_used_at
        FROM identity JOIN identity_provider ON identity_provider.id = identity.provider_id
        """

    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row[0], provider: try row[1], kind: try row[2], providerName: try row[3], email: try row[4], createdAt: try row[5],
            lastUsedAt: try row[6]
        )
    }

    /// For the audit log.
    fileprivate var state: AuditState { [.name: .text(providerName), .kind: .text(kind.rawValue)] }
}

extension Connection {
    /// The oldest first.
    func identities(of account: ID<Account>) throws -> [Identity] {
        try rows(
            "\(Identity.selection) WHERE identity.account_id = \(account) AND identity.removed_at IS NULL ORDER BY identity.id",
            Identity.init
        )
    }

    func endIdentities(of account: ID<Account>) throws {
        try run("DELETE FROM identity WHERE account_id = \(account)")
    }

    func hasPassword(_ account: ID<Account>) throws -> Bool { try passwordHash(of: account) != PasswordHasher.unusable }

    /// The account that is signed in to by it.
    func account(linkedTo word: ProviderWord) throws -> ID<Account>? {
        try first(
            """
            SELECT account_id FROM identity
            WHERE provider_id = \(word.provider.id) AND subject = \(word.upstream.subject) AND removed_at IS NULL
            """
        ) { try $0[0] }
    }

    /// Whether the account is linked to a provider, as whomever, or was, until its owner removed that.
    func wasLinked(_ account: ID<Account>, to provider: ID<IdentityProvider>) throws -> Bool {
        try exists("SELECT 1 FROM identity WHERE account_id = \(account) AND provider_id = \(provider)")
    }

    func noteUse(of word: ProviderWord, at now: Instant) throws {
        try run(
            """
            UPDATE identity SET last_used_at = \(now), email = \(word.upstream.email?.text)
            WHERE provider_id = \(word.provider.id) AND subject = \(word.upstream.subject)
            """
        )
    }

    /// The account as it is now, of somebody who may add a way in. Fails with `.addressUnproven`, or `.invalidInput` for one too many.
    func mayLink(_ session: LiveSession, mailing: Mailing, at now: Instant) throws -> Account {
        let account = try requireLive(session, at: now).account
        guard account.emailVerified || !mailing.reachesMailboxes else { throw Failure.addressUnproven }
        guard try identities(of: account.id).count < Identity.most else {
            throw Failure.invalid("provider", "can't be added: there are \(Identity.most) already")
        }
        return account
    }

    /// Of somebody who was present when it began. Fails with `.tokenInvalid` if the session has ended since, and with `.identityTaken`.
    func link(
        _ word: ProviderWord, by id: ID<Session>, mailing: Mailing, at now: Instant, _ randomness: Randomness, _ anonymous: AuditTrail
    ) throws -> Identity {
        guard let session = try session(id), session.isLive(at: now) else { throw Failure.tokenInvalid }
        let account = try mayLink(session, mailing: mailing, at: now)
        guard try word.provider.mayServe(account, self) else { throw Failure.tokenInvalid }
        if let other = try self.account(linkedTo: word) {
            guard other == account.id else { throw Failure.identityTaken }
            try noteUse(of: word, at: now)
            return try identity(of: word)
        }
        return try insert(word, of: account.id, mailing: mailing, usedAt: nil, at: now, randomness, anonymous.by(account.id))
    }

    /// The owner is told.
    func insert(
        _ word: ProviderWord, of account: ID<Account>, mailing: Mailing, usedAt: Instant?, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws -> Identity {
        let id = ID<Identity>(at: now, from: randomness)
        try run(
            """
            DELETE FROM identity
            WHERE provider_id = \(word.provider.id) AND subject = \(word.upstream.subject) AND removed_at IS NOT NULL
            """
        )
        try run(
            """
            INSERT INTO identity (id, account_id, provider_id, subject, email, created_at, last_used_at)
            VALUES (
                \(id), \(account), \(word.provider.id), \(word.upstream.subject), \(word.upstream.email?.text), \(now), \(usedAt)
            )
            """
        )
        let made = try identity(of: word)
        try trail.record(AuditEvent(.identityLinked, of: id, after: made.state), on: self)
        try notify(account, mailing: mailing, at: now, randomness) {
            .identityLinked(name: $0.name, provider: word.provider.name, at: now)
        }
        return made
    }

    private func identity(of word: ProviderWord) throws -> Identity {
        let found = try first(
            "\(Identity.selection) WHERE identity.provider_id = \(word.provider.id) AND identity.subject = \(word.upstream.subject)",
            Identity.init
        )
        guard let found else { throw Failure.notFound }
        return found
    }
}
