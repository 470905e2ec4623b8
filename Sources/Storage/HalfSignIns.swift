import Domain

/// What a right password, or the word of a provider, leads to.
public enum SignInStep: Sendable {
    case signedIn(SignedIn)
    /// The account has a factor, which is due.
    case factorDue(HalfSignedIn)
}

/// A sign-in whose first step was right. Its token is in no other answer and in no table.
public struct HalfSignedIn: Sendable {
    /// Opens the next step, and nothing else.
    public let token: Token
    /// What can complete it.
    public let means: [ProofMeans]
}

extension Storage {
    /// Completes a sign-in, with what is due. Each code works once.
    /// Fails with `.tokenInvalid` for a sign-in that is over, `.invalidInput` or `PasskeyRefusal` for what is not right, or `.rateLimited`
    /// after some failures.
    public func completeSignIn(
        _ half: Token, with answer: FactorAnswer, replacing replaced: Token?, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> SignedIn {
        let found = try await read { connection in
            try connection.first(
                """
                SELECT account.id, account.email, half_sign_in.remember, \(KnownBrowser.isKnown(device)), half_sign_in.means,
                    half_sign_in.provider_id
                FROM half_sign_in JOIN account ON account.id = half_sign_in.account_id
                WHERE half_sign_in.token_hash = \(TokenHash(half)) AND half_sign_in.expires_at > \(now) AND account.disabled_at IS NULL
                """
            ) { row in
                (
                    account: try row[0] as ID<Account>, email: try EmailAddress(row[1] as String), remember: try row[2] as Bool,
                    isKnown: try row[3] as Bool, means: try row[4] as ProofMeans,
                    provider: try row[5] as ID<IdentityProvider>?
                )
            }
        }
        guard let found else { throw Failure.tokenInvalid }
        let trail = trail(from: device, at: now).by(found.account)
        let suspicion: SignInAttempts.Suspicion.Kind = found.means == .password ? .passwordKnown : .guesses
        return try await judged(of: found.email, isKnown: found.isKnown, as: suspicion, on: device, at: now) {
            [vault, challenges, randomness] connection in
            // What was right a moment ago may have ended since: by a new password, or by the same code in another request.
            let ended = try connection.run(
                "DELETE FROM half_sign_in WHERE token_hash = \(TokenHash(half)) AND account_id = \(found.account) AND expires_at > \(now)"
            )
            guard ended > 0, try !connection.isDisabled(found.account) else { throw Failure.tokenInvalid }
            try connection.spend(
                answer, of: found.account, for: .factor(found.account), mailing: mailing, at: now, vault, challenges, randomness, trail
            )
            if let replaced { try connection.endSession(openedBy: replaced, trail) }
            return try connection.startSession(
                of: found.account, in: connection.lastOrganization(of: found.account), by: [found.means, answer.means],
                through: found.provider, remember: found.remember, on: device, mailing: mailing, at: now, randomness, trail
            )
        }
    }
}

extension ProofMeans: SQLConvertible {}

extension Connection {
    /// Begins the second step of a sign-in.
    ///
    /// - Parameters:
    ///   - means: of the first.
    ///   - provider: whose word that was, if it was one's.
    func beginHalfSignIn(
        of account: ID<Account>, by means: ProofMeans = .password, through provider: ID<IdentityProvider>? = nil, remember: Bool,
        at now: Instant, _ randomness: Randomness
    ) throws -> HalfSignedIn {
        let token = Token(from: randomness)
        try run(
            """
            INSERT INTO half_sign_in (token_hash, account_id, means, provider_id, remember, created_at, expires_at)
            VALUES (\(TokenHash(token)), \(account), \(means), \(provider), \(remember), \(now), \(now + HalfSignIn.lifetime))
            """
        )
        try run(
            """
            DELETE FROM half_sign_in WHERE account_id = \(account) AND token_hash IN (
                SELECT token_hash FROM half_sign_in WHERE account_id = \(account)
                ORDER BY created_at DESC, token_hash = \(TokenHash(token)) DESC
                LIMIT -1 OFFSET \(HalfSignIn.mostPerAccount)
            )
            """
        )
        return HalfSignedIn(token: token, means: try proofMeans(of: account))
    }

    /// Whose second step a token opens; nil for one that is over.
    func account(halfSignedInBy half: Token, at now: Instant) throws -> ID<Account>? {
        try first("SELECT account_id FROM half_sign_in WHERE token_hash = \(TokenHash(half)) AND expires_at > \(now)") { try $0[0] }
    }

    func endHalfSignIns(of account: ID<Account>) throws {
        try run("DELETE FROM half_sign_in WHERE account_id = \(account)")
    }
}
