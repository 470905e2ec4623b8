import Domain

/// What somebody has besides the password.
public enum FactorAnswer: Sendable {
    /// As an app shows it.
    case code(String)
    case recovery(RecoveryCode)
    case passkey(PasskeyAnswer)
}

extension Storage {
    /// Notes that the person is present: the password was typed just now. The session gets a new token, which is answered.
    /// Fails with `.invalidInput` if it is wrong, and where there is a factor, which counts instead; or with `.rateLimited` after some failures.
    @discardableResult
    public func prove(_ session: LiveSession, with password: Password, on device: Device, at now: Instant) async throws -> Token {
        try session.requireInPerson()
        guard try await proofMeans(session).contains(.password) else { throw Self.factorIsDue }
        let stored = try await requireRight(password, field: "password", of: session.account, on: device, at: now)
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            try connection.requireLive(session, at: now)
            guard try connection.passwordHash(of: session.account.id) == stored else { throw Failure.unauthenticated }
            guard try !connection.hasFactor(session.account.id) else { throw Self.factorIsDue }
            return try connection.noteProof(of: session.id, by: .password, at: now, randomness, trail)
        }
    }

    private static var factorIsDue: Failure { .invalid("password", "is not enough: the account has a second factor, which counts instead") }

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
        return try await judged(of: EmailAddress(account.email), isKnown: isKnown, on: device, at: now) {
            [vault, challenges, randomness] connection in
            try connection.requireLive(session, at: now)
            try connection.spend(
                answer, of: account.id, for: .proof(account.id), mailing: mailing, at: now, vault, challenges, randomness, trail
            )
            return try connection.noteProof(of: session.id, by: answer.means, at: now, randomness, trail)
        }
    }

    /// Writes what hangs on an answer, as often as one may be tried: passwords and factors of an account are counted together.
    func judged<Result: Sendable>(
        of email: EmailAddress, isKnown: Bool, as suspicion: SignInAttempts.Suspicion.Kind = .guesses, on device: Device, at now: Instant,
        _ work: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let target = SignInAttempts.Target(email, knownBrowser: isKnown ? device.browser : nil)
        try attempts?.begin(target, at: now)
        do {
            let result = try await write(work)
            attempts?.succeeded(target)
            return result
        } catch let refusal where FactorAnswer.isRefusal(refusal) {
            attempts?.failed(target, for: email, as: suspicion, at: now)
            throw refusal
        } catch {
            attempts?.withdraw(target)
            throw error
        }
    }
}

extension FactorAnswer {
    var means: ProofMeans {
        switch self {
        case .code: .code
        case .recovery: .recoveryCode
        case .passkey: .passkey
        }
    }

    /// One answer to what is wrong, spent, or of somebody else.
    fileprivate static let wrongCode = Failure.invalid("code", "is not the one that the app shows now, or was used already")
    fileprivate static let wrongRecoveryCode = Failure.invalid("recoveryCode", "is not one of yours, or was used already")

    fileprivate static func isRefusal(_ error: any Error) -> Bool {
        switch error {
        case let failure as Failure: failure == wrongCode || failure == wrongRecoveryCode
        case let refusal as PasskeyRefusal: refusal != .challenge  // which is over, or was spent: nobody guesses one
        default: false
        }
    }
}

extension Connection {
    /// What counts with an account as it is now.
    func proofMeans(of account: ID<Account>) throws -> [ProofMeans] {
        let kinds = Set(try factors(of: account).map(\.kind))
        if kinds.isEmpty { return try hasPassword(account) || identities(of: account).isEmpty ? [.password] : [.provider] }
        var means: [ProofMeans] = []
        if kinds.contains(.passkey) { means.append(.passkey) }
        if kinds.contains(.totp) { means.append(.code) }
        if try exists("SELECT 1 FROM recovery_code WHERE account_id = \(account)") { means.append(.recoveryCode) }
        return means
    }

    /// - Returns: the session's new token, for it opens more than before.
    func noteProof(
        of session: ID<Session>, by means: ProofMeans, at now: Instant, _ randomness: Randomness, _ trail: AuditTrail
    ) throws -> Token {
        try trail.record(AuditEvent(.sessionProven, of: session, after: [.means: .texts([means.rawValue])]), on: self)
        return try renewToken(of: session, provenAt: now, randomness)
    }

    /// Whoever has one has not lost it.
    func spend(
        _ answer: FactorAnswer, of account: ID<Account>, for purpose: Challenges.Purpose, mailing: Mailing, at now: Instant,
        _ vault: Vault, _ challenges: Challenges, _ randomness: Randomness, _ trail: AuditTrail
    ) throws {
        try keepFactors(of: account, trail)
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

    /// For acts of weight, which no key does.
    func requireProof(of scope: OrganizationScope, at now: Instant) throws {
        switch scope.entry {
        case .session(let session): try requireProof(of: session, at: now)
        case .key: throw Failure.keyNotAdmitted
        }
    }

    /// For acts of weight. Fails with `.proofRequired` if it is too long since the person has shown to be present, and with `.forbidden`
    /// where somebody else acts as that person.
    func requireProof(of session: ID<Session>, within lifetime: Span = Session.proofLifetime, at now: Instant) throws {
        let found = try first("SELECT proven_at, \(Impersonation.columns) FROM session WHERE id = \(session)") { row in
            (provenAt: try row[0] as Instant, impersonation: try Impersonation(row, from: 1))
        }
        if found?.impersonation != nil { throw Impersonation.refusal }
        guard let found, now < found.provenAt + lifetime else { throw Failure.proofRequired }
    }
}
