import Domain

/// What a right password leads to.
public enum SignInStep: Sendable {
    case signedIn(SignedIn)
    /// The account has a factor, which is due.
    case factorDue(HalfSignedIn)
}

/// A sign-in whose password was right. Its token is in no other answer and in no table.
public struct HalfSignedIn: Sendable {
    /// Opens the next step, and nothing else.
    public let token: Token
    /// What can complete it.
    public let means: [ProofMeans]
}

/// What somebody has besides the password.
public enum FactorAnswer: Sendable {
    /// As an app shows it.
    case code(String)
    case recovery(RecoveryCode)
    case passkey(PasskeyAnswer)
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
                SELECT account.id, account.email, half_sign_in.remember, \(KnownBrowser.isKnown(device))
                FROM half_sign_in JOIN account ON account.id = half_sign_in.account_id
                WHERE half_sign_in.token_hash = \(TokenHash(half)) AND half_sign_in.expires_at > \(now) AND account.disabled_at IS NULL
                """
            ) { row in
                (
                    account: try row[0] as ID<Account>, email: try EmailAddress(row[1] as String), remember: try row[2] as Bool,
                    isKnown: try row[3] as Bool
                )
            }
        }
        guard let found else { throw Failure.tokenInvalid }
        let trail = trail(from: device, at: now).by(found.account)
        return try await judged(answer, of: found.email, isKnown: found.isKnown, on: device, at: now) {
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
                of: found.account, in: connection.lastOrganization(of: found.account), remember: found.remember, on: device,
                mailing: mailing, at: now, randomness, trail
            )
        }
    }

    /// By what the person can show to be present.
    public func proofMeans(_ session: LiveSession) async throws -> [ProofMeans] {
        try await read { try $0.proofMeans(of: session.account.id) }
    }

    /// Notes that the person is present, as the password does for accounts without a factor. The session gets a new token, which is answered.
    /// Fails with `.invalidInput`, `PasskeyRefusal` or `.rateLimited`.
    @discardableResult
    public func prove(
        _ session: LiveSession, with answer: FactorAnswer, mailing: Mailing, on device: Device, at now: Instant
    ) async throws -> Token {
        try session.requireInPerson()
        guard try await proofMeans(session).contains(answer.means) else {
            throw Failure.invalid(answer.means.rawValue, "is nothing that this account has: reload the page")
        }
        let account = session.account
        let isKnown = try await read { connection in
            try connection.exists("SELECT 1 FROM account WHERE id = \(account.id) AND \(KnownBrowser.isKnown(device))")
        }
        let trail = trail(of: session, at: now)
        return try await judged(answer, of: EmailAddress(account.email), isKnown: isKnown, on: device, at: now) {
            [vault, challenges, randomness] connection in
            try connection.requireLive(session, at: now)
            try connection.spend(
                answer, of: account.id, for: .proof(account.id), mailing: mailing, at: now, vault, challenges, randomness, trail
            )
            return try connection.noteProof(of: session.id, at: now, randomness, trail)
        }
    }

    /// Writes what hangs on an answer, as often as one may be tried: passwords and factors of an account are counted together.
    private func judged<Result: Sendable>(
        _ answer: FactorAnswer, of email: EmailAddress, isKnown: Bool, on device: Device, at now: Instant,
        _ work: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let target = SignInAttempts.Target(email, knownBrowser: isKnown ? device.browser : nil)
        try attempts?.begin(target, at: now)
        do {
            let result = try await write(work)
            attempts?.succeeded(target)
            return result
        } catch  where answer.isRefused(by: error) {
            attempts?.failed(target, for: email, at: now)
            throw error
        } catch {
            attempts?.withdraw(target)
            throw error
        }
    }
}

extension FactorAnswer {
    fileprivate var means: ProofMeans {
        switch self {
        case .code: .code
        case .recovery: .recoveryCode
        case .passkey: .passkey
        }
    }

    /// One answer to what is wrong, spent, or of somebody else.
    fileprivate static let wrongCode = Failure.invalid("code", "is not the one that the app shows now, or was used already")
    fileprivate static let wrongRecoveryCode = Failure.invalid("recoveryCode", "is not one of yours, or was used already")

    fileprivate func isRefused(by error: any Error) -> Bool {
        switch error {
        case let failure as Failure: failure == Self.wrongCode || failure == Self.wrongRecoveryCode
        case let refusal as PasskeyRefusal: refusal != .challenge  // which is over, or was spent: nobody guesses one
        default: false
        }
    }
}

extension Connection {
    /// Begins the second step of a sign-in.
    func beginHalfSignIn(of account: ID<Account>, remember: Bool, at now: Instant, _ randomness: Randomness) throws -> HalfSignedIn {
        let token = Token(from: randomness)
        try run(
            """
            INSERT INTO half_sign_in (token_hash, account_id, remember, created_at, expires_at)
            VALUES (\(TokenHash(token)), \(account), \(remember), \(now), \(now + HalfSignIn.lifetime))
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

    /// What counts with an account as it is now.
    fileprivate func proofMeans(of account: ID<Account>) throws -> [ProofMeans] {
        let kinds = Set(try factors(of: account).map(\.kind))
        if kinds.isEmpty { return [.password] }
        var means: [ProofMeans] = []
        if kinds.contains(.passkey) { means.append(.passkey) }
        if kinds.contains(.totp) { means.append(.code) }
        if try exists("SELECT 1 FROM recovery_code WHERE account_id = \(account)") { means.append(.recoveryCode) }
        return means
    }

    /// - Returns: the session's new token, for it opens more than before.
    func noteProof(of session: ID<Session>, at now: Instant, _ randomness: Randomness, _ trail: AuditTrail) throws -> Token {
        try trail.record(AuditEvent(.sessionProven, of: session), on: self)
        return try renewToken(of: session, provenAt: now, randomness)
    }

    /// Whose second step a token opens; nil for one that is over.
    func account(halfSignedInBy half: Token, at now: Instant) throws -> ID<Account>? {
        try first("SELECT account_id FROM half_sign_in WHERE token_hash = \(TokenHash(half)) AND expires_at > \(now)") { try $0[0] }
    }

    func endHalfSignIns(of account: ID<Account>) throws {
        try run("DELETE FROM half_sign_in WHERE account_id = \(account)")
    }

    fileprivate func spend(
        _ answer: FactorAnswer, of account: ID<Account>, for purpose: PasskeyChallenges.Purpose, mailing: Mailing, at now: Instant,
        _ vault: Vault, _ challenges: PasskeyChallenges, _ randomness: Randomness, _ trail: AuditTrail
    ) throws {
        switch answer {
        case .code(let typed):
            guard try spendTimeCode(typed, of: account, at: now, vault) != nil else { throw FactorAnswer.wrongCode }
        case .recovery(let code):
            guard try spend(code, of: account) else { throw FactorAnswer.wrongRecoveryCode }
            let left = try count("SELECT count(*) FROM recovery_code WHERE account_id = \(account)")
            try trail.record(AuditEvent(.recoveryCodeUsed, of: account), on: self)
            try notify(account, mailing: mailing, at: now, randomness) { .recoveryCodeUsed(name: $0.name, left: left, at: now) }
        case .passkey(let answer):
            let found = try passkey(with: answer.assertion.id)
            guard let found, found.account == account else { throw PasskeyRefusal.otherCredential }
            try use(found, as: answer, for: purpose, at: now, challenges)
        }
    }
}
