import Crypto
import Domain

/// An app that is about to become a factor: what it has to be told, in this one answer.
public struct TimeCodeEnrolment: Sendable {
    public let factor: Factor
    public let secret: TimeCodeSecret
    /// What the app calls the account.
    public let email: String
}

extension Storage {
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
            return try connection.admit(begun.factor, isFirst: isFirst, by: session, mailing: mailing, at: now, randomness, trail)
        }
    }
}

extension Factor {
    /// What a secret is sealed for: in any other row, and of any other account it doesn't open.
    static func purpose(_ id: ID<Factor>, of account: ID<Account>) -> String { "factor \(account) \(id)" }
}

/// An app, with what it shares with this server.
struct TimeCodeFactor {
    let factor: Factor
    private let secret: TimeCodeSecret
    /// The last step whose code was accepted.
    private let lastStep: Int

    fileprivate init(_ row: Row, of account: ID<Account>, _ vault: Vault) throws {
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
}
