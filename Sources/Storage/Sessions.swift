import Domain

/// A session that has just begun or changed its token. The token is in no other answer and in no table.
public struct SignedIn: Sendable {
    public let token: Token
    /// By which the account knows the browser from now on.
    public let browser: Token
    public let me: Me
}

/// A session as its owner sees it in a list.
public struct SessionListing: Sendable {
    public let id: ID<Session>
    public let device: Device
    public let createdAt: Instant
    public let lastSeenAt: Instant
    public let expiresAt: Instant
    /// Whether it is an operator's who acts as the account.
    public let isImpersonation: Bool
}

extension Storage {
    /// The session that a token opens at this moment, or nil.
    ///
    /// - Parameter device: which presents it.
    public func session(opening token: Token, on device: Device = .none, at now: Instant) async throws -> LiveSession? {
        let hash = TokenHash(token)
        return try await read { try $0.session(opening: hash, on: device, at: now) }
    }

    /// Notes that the session was used, at most once a minute.
    public func touch(_ session: LiveSession, at now: Instant) async throws {
        guard now - session.lastSeenAt >= Session.seenInterval else { return }
        try await write { connection in
            let isDue = try connection.run(
                """
                UPDATE session SET last_seen_at = \(now)
                WHERE id = \(session.id) AND last_seen_at <= \(now - Session.seenInterval)
                """
            )
            guard isDue > 0 else { return }
            guard let current = try connection.session(session.id), current.impersonation == nil else { return }
            try connection.noteActivity(of: current.account.id, in: current.organization, at: now)
        }
    }

    /// Signs in, or begins to, where a factor is due. Known and unknown addresses, and accounts that are disabled, cost the same. Ends the
    /// session that `replaced` opens. The owner is told of a browser that the account was never used with, where messages reach mailboxes.
    /// Fails with `.invalidCredentials`, or `.rateLimited` after some failures.
    public func beginSignIn(
        email: EmailAddress, password: Password, remember: Bool, replacing replaced: Token?, mailing: Mailing, on device: Device,
        at now: Instant
    ) async throws -> SignInStep {
        let stored = try await read { connection in
            try connection.first(
                """
                SELECT id, password_hash, disabled_at IS NULL, \(KnownBrowser.isKnown(device)), \(Factor.isDue)
                FROM account WHERE email_key = \(email.key)
                """
            ) { row in
                (
                    id: try row[0] as ID<Account>, hash: try row[1] as String, isEnabled: try row[2] as Bool, isKnown: try row[3] as Bool,
                    isFactorDue: try row[4] as Bool
                )
            }
        }
        let isRight = try await verify(
            password, against: stored?.hash, isOpen: stored?.isEnabled ?? false, isAll: stored?.isFactorDue != true, of: email,
            isKnown: stored?.isKnown ?? false, on: device, at: now
        )
        guard let stored, isRight else { throw Failure.invalidCredentials }
        let newHash = hasher.needsRehash(stored.hash) ? try await hasher.hash(password, for: device.client) : nil
        let trail = trail(from: device, at: now).by(stored.id)
        return try await write { [randomness] connection in
            guard try connection.passwordHash(of: stored.id) == stored.hash, try !connection.isDisabled(stored.id) else {
                throw Failure.invalidCredentials
            }
            if let newHash { try connection.run("UPDATE account SET password_hash = \(newHash) WHERE id = \(stored.id)") }
            if try connection.hasFactor(stored.id) {
                return .factorDue(try connection.beginHalfSignIn(of: stored.id, remember: remember, at: now, randomness))
            }
            if let replaced { try connection.endSession(openedBy: replaced, trail) }
            let organization = try connection.lastOrganization(of: stored.id)
            let signedIn = try connection.startSession(
                of: stored.id, in: organization, remember: remember, on: device, mailing: mailing, at: now, randomness, trail
            )
            return .signedIn(signedIn)
        }
    }

    /// Whoever acts as somebody else leaves their own session, and that one with it.
    public func logOut(_ session: LiveSession, at now: Instant) async throws {
        let trail = trail(of: session, at: now)
        try await write { connection in
            let own: ID<Session>? = try connection.first(
                "SELECT coalesce(impersonator_session_id, id) FROM session WHERE id = \(session.id)"
            ) { try $0[0] }
            guard let own else { return }
            try connection.endImpersonations(from: own, trail)
            try connection.run("DELETE FROM session WHERE id = \(own)")
            try trail.record(AuditEvent(.sessionEnded, of: own), on: connection)
        }
    }

    /// Makes an organization the session's current one, also where its member has yet to add the factor that it wants.
    /// Fails with `.notFound` for those who are no members.
    public func switchOrganization(_ session: LiveSession, to organization: ID<Organization>, at now: Instant) async throws -> Me {
        try await write { connection in
            let present = try connection.present(session, at: now)
            _ = try connection.scope(of: organization, for: session, withoutFactor: true)
            if present.impersonation == nil {
                try connection.place(session.id, of: session.account.id, in: organization, at: now)
            } else {
                try connection.place(session.id, in: organization)
            }
            return try connection.me(session.id, at: now)
        }
    }

    /// The account's live sessions, the most recently used first.
    public func sessions(_ session: LiveSession, at now: Instant) async throws -> [SessionListing] {
        try await read { try $0.sessions(of: session.account.id, at: now) }
    }

    /// Ends one of the account's sessions. Fails with `.notFound` for anyone else's.
    public func revokeSession(_ id: ID<Session>, by session: LiveSession, at now: Instant) async throws {
        let trail = trail(of: session, at: now)
        try await write { connection in
            try connection.requireLive(session, at: now)
            let ended = try connection.run("DELETE FROM session WHERE id = \(id) AND account_id = \(session.account.id)")
            guard ended > 0 else { throw Failure.notFound }
            try trail.record(AuditEvent(.sessionRevoked, of: id), on: connection)
        }
    }

    public func revokeOtherSessions(_ session: LiveSession, at now: Instant) async throws {
        let trail = trail(of: session, at: now)
        try await write { connection in
            try connection.requireLive(session, at: now)
            let ended = try connection.endSessions(of: session.account.id, except: session.id)
            try trail.record(
                AuditEvent(.otherSessionsRevoked, of: session.account.id, after: [.sessionsEnded: .number(ended)]), on: connection
            )
        }
    }
}

extension Connection {
    func sessions(of account: ID<Account>, at now: Instant) throws -> [SessionListing] {
        try rows(
            """
            SELECT id, user_agent, address, created_at, last_seen_at, expires_at, impersonator_id IS NOT NULL
            FROM session
            WHERE account_id = \(account) AND expires_at > \(now)
            AND (remember = 1 OR last_seen_at > \(now - Session.idleLifetime))
            ORDER BY last_seen_at DESC, id DESC
            """
        ) { row in
            SessionListing(
                id: try row[0], device: Device(userAgent: try row[1], address: try row[2]),
                createdAt: try row[3], lastSeenAt: try row[4], expiresAt: try row[5], isImpersonation: try row[6]
            )
        }
    }

    func session(opening hash: TokenHash, on device: Device, at now: Instant) throws -> LiveSession? {
        let session = try first(
            """
            SELECT \(LiveSession.columns)
            FROM session
            JOIN account ON account.id = session.account_id
            WHERE session.token_hash = \(hash)
            """
        ) { try LiveSession($0, on: device) }
        guard let session, session.isLive(at: now) else { return nil }
        return session
    }

    func session(_ id: ID<Session>) throws -> LiveSession? {
        try first(
            """
            SELECT \(LiveSession.columns)
            FROM session
            JOIN account ON account.id = session.account_id
            WHERE session.id = \(id)
            """
        ) { try LiveSession($0) }
    }

    /// - Returns: how many there were.
    @discardableResult
    func endSessions(of account: ID<Account>, except kept: ID<Session>? = nil) throws -> Int {
        try run("DELETE FROM session WHERE account_id = \(account) AND id IS NOT \(kept)")
    }

    /// Signing in counts as a proof of presence.
    ///
    /// - Parameters:
    ///   - provider: with which it ends, if it is by a provider's word.
    ///   - isProof: false where nobody was asked for anything here.
    ///   - isNew: whether the account has just been made, so that nobody has to be told of its first browser.
    func startSession(
        of account: ID<Account>, in organization: ID<Organization>, by means: [ProofMeans] = [.password],
        through provider: ID<IdentityProvider>? = nil, isProof: Bool = true, remember: Bool, on device: Device, isNew: Bool = false,
        mailing: Mailing, at now: Instant, _ randomness: Randomness, _ trail: AuditTrail
    ) throws -> SignedIn {
        let (id, token) = (ID<Session>(at: now, from: randomness), Token(from: randomness))
        try run(
            """
            INSERT INTO session (
                id, token_hash, account_id, organization_id, remember, user_agent, address, created_at, last_seen_at, expires_at, proven_at,
                provider_id
            ) VALUES (
                \(id), \(TokenHash(token)), \(account), \(organization), \(remember), \(device.userAgent), \(device.address),
                \(now), \(now), \(Session.expiry(remember: remember, from: now)),
                \(isProof ? now : now - Session.operatorLifetime), \(provider)
            )
            """
        )
        let ended = try run(
            """
            DELETE FROM session WHERE account_id = \(account) AND id IN (
                SELECT id FROM session WHERE account_id = \(account)
                ORDER BY last_seen_at DESC, id DESC
                LIMIT -1 OFFSET \(Session.mostPerAccount)
            )
            """
        )
        try place(id, of: account, in: organization, at: now)
        if !isNew { try count(.signIn, at: now) }
        let start: AuditState = [
            .organization: .id(organization), .means: .texts(means.map(\.rawValue)), .remember: .flag(remember),
            .sessionsEnded: .number(ended),
        ]
        try trail.record(AuditEvent(.sessionStarted, of: id, after: start), on: self)
        let browser = try recognise(device, of: account, isNew: isNew, mailing: mailing, at: now, randomness)
        return SignedIn(token: token, browser: browser, me: try me(id, at: now))
    }

    /// Where the session stands, and where the account's next one will; being there counts as activity.
    func place(_ session: ID<Session>, of account: ID<Account>, in organization: ID<Organization>, at now: Instant) throws {
        try place(session, in: organization)
        try run("UPDATE account SET last_organization_id = \(organization) WHERE id = \(account)")
        try noteActivity(of: account, in: organization, at: now)
    }

    /// Of whoever acts as the account: what they do is not its activity.
    fileprivate func place(_ session: ID<Session>, in organization: ID<Organization>) throws {
        try run("UPDATE session SET organization_id = \(organization) WHERE id = \(session)")
    }

    fileprivate func noteActivity(of account: ID<Account>, in organization: ID<Organization>, at now: Instant) throws {
        try run(
            """
            UPDATE membership SET last_active_at = \(now)
            WHERE organization_id = \(organization) AND account_id = \(account)
            """
        )
        try countActive(organization, at: now)
    }

    /// - Parameter proof: when the person has shown all that is needed to be present, if just now; else the last time stays.
    func renewToken(of session: ID<Session>, provenAt proof: Instant? = nil, _ randomness: Randomness) throws -> Token {
        let token = Token(from: randomness)
        try run(
            """
            UPDATE session SET token_hash = \(TokenHash(token)), proven_at = coalesce(\(proof), proven_at) WHERE id = \(session)
            """
        )
        return token
    }

    /// With one in which an operator acts as somebody else the operator's own ends.
    func endSession(openedBy token: Token, _ trail: AuditTrail) throws {
        let ended = try rows(
            """
            DELETE FROM session
            WHERE id = (SELECT coalesce(impersonator_session_id, id) FROM session WHERE token_hash = \(TokenHash(token)))
            RETURNING id
            """
        ) { try $0[0] as ID<Session> }
        for session in ended { try trail.record(AuditEvent(.sessionEnded, of: session), on: self) }
    }

    func lastOrganization(of account: ID<Account>) throws -> ID<Organization> {
        let last = try first("SELECT last_organization_id FROM account WHERE id = \(account)") { try $0[0] as ID<Organization>? }
        return try last.flatMap { $0 } ?? personalOrganization(of: account)
    }
}
