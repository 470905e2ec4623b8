import Crypto
import Domain

/// An app that is about to become a factor: what it has to be told, in this one answer.
public struct TimeCodeEnrolment: Sendable {
    public let factor: Factor
    public let secret: TimeCodeSecret
    /// What the app calls the account.
    public let email: String
}

/// A factor that counts from now on.
public struct ConfirmedFactor: Sendable {
    public let factor: Factor
    /// The session's new one.
    public let token: Token
    /// With the account's first factor, in this one answer; else none.
    public let recoveryCodes: [RecoveryCode]
}

extension Storage {
    /// The account's factors, the oldest first, and how many recovery codes are left.
    public func factors(_ session: LiveSession, at now: Instant) async throws -> (items: [Factor], recoveryCodes: Int) {
        try await read { connection in
            let codes = try connection.count("SELECT count(*) FROM recovery_code WHERE account_id = \(session.account.id)")
            return (try connection.factors(of: session.account.id), codes)
        }
    }

    /// Begins with an app. It is no factor before a code of it is confirmed; one that was begun before is given up.
    /// Fails with `.proofRequired`, `.addressUnproven`, or `.invalidInput` for a name that another has and for one too many.
    public func enrolTimeCode(
        _ session: LiveSession, name: DisplayName, mailing: Mailing, at now: Instant
    ) async throws -> TimeCodeEnrolment {
        try await write { [vault, randomness] connection in
            let account = try connection.mayAddFactor(session, mailing: mailing, at: now)
            try connection.giveUpUnconfirmed(of: account.id)
            try connection.requireUnused(name, by: account.id)
            let (id, secret) = (ID<Factor>(at: now, from: randomness), TimeCodeSecret(from: randomness))
            let sealed = try vault.seal(bytes: secret.bytes, for: Factor.purpose(id, of: account.id))
            try connection.run(
                """
                INSERT INTO factor (id, account_id, kind, name, name_key, sealed, created_at)
                VALUES (\(id), \(account.id), \(Factor.Kind.totp), \(name.text), \(name.text.folded), \(sealed), \(now))
                """
            )
            let factor = Factor(id: id, kind: .totp, name: name.text, createdAt: now, lastUsedAt: nil)
            return TimeCodeEnrolment(factor: factor, secret: secret, email: account.email)
        }
    }

    /// Makes an app that was begun with a factor, once it shows the right code. Every other session of the account ends, this one gets a new
    /// token, and what was outstanding is void. The owner is told.
    /// Fails with `.notFound`, also for one that was begun too long ago, or `.invalidInput` for `code`.
    public func confirmTimeCode(
        _ id: ID<Factor>, code: String, by session: LiveSession, mailing: Mailing, at now: Instant
    ) async throws -> ConfirmedFactor {
        let trail = trail(of: session, at: now)
        return try await write { [vault, randomness] connection in
            let account = try connection.mayChangeFactors(session, at: now)
            guard let begun = try connection.timeCode(id, of: account.id, isConfirmed: false, vault),
                now < begun.factor.createdAt + Factor.enrolmentLifetime
            else { throw Failure.notFound }
            guard let step = begun.step(of: code, at: now) else { throw Failure.invalid("code", "is not the one that the app shows") }
            let isFirst = try !connection.hasFactor(account.id)
            try connection.run("UPDATE factor SET confirmed_at = \(now), last_step = \(step) WHERE id = \(id)")
            return try connection.count(begun.factor, isFirst: isFirst, by: session, mailing: mailing, at: now, randomness, trail)
        }
    }

    /// Fails with `.proofRequired`, `.notFound`, or `.invalidInput` for a name that another has.
    public func renameFactor(_ id: ID<Factor>, to name: DisplayName, by session: LiveSession, at now: Instant) async throws -> Factor {
        let trail = trail(of: session, at: now)
        return try await write { connection in
            let account = try connection.mayChangeFactors(session, at: now).id
            guard let former = try connection.factors(of: account).first(where: { $0.id == id }) else { throw Failure.notFound }
            try connection.giveUpUnconfirmed(of: account)
            try connection.requireUnused(name, by: account, besides: id)
            try connection.run("UPDATE factor SET name = \(name.text), name_key = \(name.text.folded) WHERE id = \(id)")
            let change = AuditEvent(.factorRenamed, of: id, before: [.name: .text(former.name)], after: [.name: .text(name.text)])
            if change.isChange { try trail.record(change, on: connection) }
            return Factor(id: id, kind: former.kind, name: name.text, createdAt: former.createdAt, lastUsedAt: former.lastUsedAt)
        }
    }

    /// Every other session ends, and this one gets a new token, which is answered. With the last factor the recovery codes go. The owner is
    /// told. Fails with `.proofRequired` or `.notFound`.
    public func removeFactor(_ id: ID<Factor>, by session: LiveSession, mailing: Mailing, at now: Instant) async throws -> Token {
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            let account = try connection.mayChangeFactors(session, at: now)
            guard let factor = try connection.factors(of: account.id).first(where: { $0.id == id }) else { throw Failure.notFound }
            try connection.run("DELETE FROM factor WHERE id = \(id)")
            if try connection.factors(of: account.id).isEmpty { try connection.endFactors(of: account.id) }
            try connection.voidTokens(of: account.id)
            let ended = try connection.endSessions(of: account.id, except: session.id)
            let event = AuditEvent(.factorRemoved, of: id, before: factor.state, after: [.sessionsEnded: .number(ended)])
            try trail.record(event, on: connection)
            try connection.notify(account.id, mailing: mailing, at: now, randomness) {
                .factorRemoved(name: $0.name, factor: factor.name, at: now)
            }
            return try connection.renewToken(of: session.id, randomness)
        }
    }

    /// Ten new ones, in this one answer; the old ones open nothing any more, and neither do sign-ins that are half done. The owner is told.
    /// Fails with `.proofRequired`, or `.notFound` without a factor.
    public func renewRecoveryCodes(_ session: LiveSession, mailing: Mailing, at now: Instant) async throws -> [RecoveryCode] {
        let trail = trail(of: session, at: now)
        return try await write { [randomness] connection in
            let account = try connection.mayChangeFactors(session, at: now)
            guard try connection.hasFactor(account.id) else { throw Failure.notFound }
            let codes = try connection.renewRecoveryCodes(of: account.id, randomness)
            try connection.endHalfSignIns(of: account.id)
            try trail.record(AuditEvent(.recoveryCodesRenewed, of: account.id), on: connection)
            try connection.notify(account.id, mailing: mailing, at: now, randomness) { .recoveryCodesRenewed(name: $0.name, at: now) }
            return codes
        }
    }
}

extension Factor {
    /// What a secret is sealed for: in any other row, and of any other account it doesn't open.
    static func purpose(_ id: ID<Factor>, of account: ID<Account>) -> String { "factor \(account) \(id)" }

    /// Whether the account of a row has one.
    static let isDue: SQL = "EXISTS (SELECT 1 FROM factor WHERE factor.account_id = account.id AND confirmed_at IS NOT NULL)"

    static let columns: SQL = "id, kind, name, created_at, last_used_at"

    init(_ row: any Row) throws {
        self.init(id: try row[0], kind: try row[1], name: try row[2], createdAt: try row[3], lastUsedAt: try row[4])
    }
}

extension Factor {
    /// For the audit log.
    fileprivate var state: AuditState { [.name: .text(name), .kind: .text(kind.rawValue)] }
}

extension Factor.Kind: SQLConvertible {}

/// An app, with what it shares with this server.
struct TimeCodeFactor {
    let factor: Factor
    private let secret: TimeCodeSecret
    /// The last step whose code was accepted.
    private let lastStep: Int

    fileprivate init(_ row: any Row, of account: ID<Account>, _ vault: Vault) throws {
        factor = try Factor(row)
        secret = TimeCodeSecret(bytes: try vault.open(bytes: try row[5], for: Factor.purpose(factor.id, of: account)))
        lastStep = try row[6]
    }

    /// The step whose code somebody has typed; nil if it is none that counts now.
    func step(of typed: String, at now: Instant) -> Int? {
        guard let code = TimeCode.typed(typed) else { return nil }
        let key = SymmetricKey(data: secret.bytes)
        return TimeCode.steps(at: now, after: lastStep).first { step in
            let mac = HMAC<Insecure.SHA1>.authenticationCode(for: TimeCode.message(of: step), using: key)
            return TimeCode.code(truncating: Array(mac)) == code
        }
    }
}

extension Connection {
    /// The account as it is now, of somebody who is present.
    fileprivate func mayChangeFactors(_ session: LiveSession, at now: Instant) throws -> Account {
        let account = try requireLive(session, at: now).account
        try requireProof(of: session.id, at: now)
        return account
    }

    /// Fails with `.proofRequired`, `.addressUnproven`, or `.invalidInput` for one too many.
    func mayAddFactor(_ session: LiveSession, mailing: Mailing, at now: Instant) throws -> Account {
        let account = try mayChangeFactors(session, at: now)
        guard account.emailVerified || !mailing.reachesMailboxes else { throw Failure.addressUnproven }
        guard try factors(of: account.id).count < Factor.most else {
            throw Failure.invalid("name", "can't be added: there are \(Factor.most) already")
        }
        return account
    }

    /// From now on a factor counts: every other session of the account ends, this one gets a new token, and what was outstanding is void.
    /// The owner is told.
    func count(
        _ factor: Factor, isFirst: Bool, by session: LiveSession, mailing: Mailing, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws -> ConfirmedFactor {
        let account = session.account.id
        try voidTokens(of: account)
        try forgetBrowsers(of: account, except: session.device.browser)
        let ended = try endSessions(of: account, except: session.id)
        let codes = isFirst ? try renewRecoveryCodes(of: account, randomness) : []
        try trail.record(
            AuditEvent(.factorAdded, of: factor.id, after: factor.state.merging([.sessionsEnded: .number(ended)]) { $1 }), on: self
        )
        try notify(account, mailing: mailing, at: now, randomness) {
            .factorAdded(name: $0.name, factor: factor.name, at: now, withoutPassword: factor.kind == .passkey ? true : nil)
        }
        return ConfirmedFactor(factor: factor, token: try renewToken(of: session.id, randomness), recoveryCodes: codes)
    }

    /// Those that are confirmed, the oldest first.
    func factors(of account: ID<Account>) throws -> [Factor] {
        try rows(
            "SELECT \(Factor.columns) FROM factor WHERE account_id = \(account) AND confirmed_at IS NOT NULL ORDER BY created_at, id",
            Factor.init
        )
    }

    func hasFactor(_ account: ID<Account>) throws -> Bool {
        try exists("SELECT 1 FROM factor WHERE account_id = \(account) AND confirmed_at IS NOT NULL")
    }

    fileprivate func timeCode(_ id: ID<Factor>, of account: ID<Account>, isConfirmed: Bool, _ vault: Vault) throws -> TimeCodeFactor? {
        try first(
            """
            SELECT \(Factor.columns), sealed, last_step FROM factor
            WHERE id = \(id) AND account_id = \(account) AND (confirmed_at IS NOT NULL) = \(isConfirmed)
            """
        ) { try TimeCodeFactor($0, of: account, vault) }
    }

    /// Spends a code that an app of the account's shows just now, and answers whose it was; nil if none shows it, or it is spent.
    func spendTimeCode(_ typed: String, of account: ID<Account>, at now: Instant, _ vault: Vault) throws -> Factor? {
        let apps = try rows(
            """
            SELECT \(Factor.columns), sealed, last_step FROM factor
            WHERE account_id = \(account) AND confirmed_at IS NOT NULL AND kind = \(Factor.Kind.totp)
            """
        ) { try TimeCodeFactor($0, of: account, vault) }
        for app in apps {
            guard let step = app.step(of: typed, at: now) else { continue }
            try run("UPDATE factor SET last_step = \(step), last_used_at = \(now) WHERE id = \(app.factor.id)")
            return app.factor
        }
        return nil
    }

    /// Spends a recovery code: whether there was one like it.
    func spend(_ code: RecoveryCode, of account: ID<Account>) throws -> Bool {
        let hash = TokenHash(of: code.digits)
        return try run("DELETE FROM recovery_code WHERE account_id = \(account) AND code_hash = \(hash)") > 0
    }

    fileprivate func renewRecoveryCodes(of account: ID<Account>, _ randomness: Randomness) throws -> [RecoveryCode] {
        try run("DELETE FROM recovery_code WHERE account_id = \(account)")
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode(from: randomness) }
        for code in codes {
            try run("INSERT INTO recovery_code (account_id, code_hash) VALUES (\(account), \(TokenHash(of: code.digits)))")
        }
        return codes
    }

    /// All of them, and what stands in for them: somebody else may have made them, or the account ends.
    func endFactors(of account: ID<Account>) throws {
        try run("DELETE FROM factor WHERE account_id = \(account)")
        try run("DELETE FROM recovery_code WHERE account_id = \(account)")
    }

    func requireUnused(_ name: DisplayName, by account: ID<Account>, besides id: ID<Factor>? = nil) throws {
        let isTaken = try exists(
            """
            SELECT 1 FROM factor
            WHERE account_id = \(account) AND name_key = \(name.text.folded) AND confirmed_at IS NOT NULL AND id IS NOT \(id)
            """
        )
        if isTaken { throw Failure.invalid("name", "is the name of another one") }
    }

    /// An app that was begun and not confirmed holds up nothing.
    func giveUpUnconfirmed(of account: ID<Account>) throws {
        try run("DELETE FROM factor WHERE account_id = \(account) AND confirmed_at IS NULL")
    }
}
