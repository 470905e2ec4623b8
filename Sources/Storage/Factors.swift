import Domain

/// A factor that counts from now on.
public struct ConfirmedFactor: Sendable {
    public let factor: Factor
    /// The session's new one.
    public let token: Token
    /// With the account's first factor, in this one answer; else none.
    public let recoveryCodes: [RecoveryCode]
}

extension Storage {
    /// The account's factors, the oldest first, how many recovery codes are left, and from when on an operator may remove all of them, if one
    /// has announced that.
    public func factors(
        _ session: LiveSession, at now: Instant
    ) async throws -> (items: [Factor], recoveryCodes: Int, removableAt: Instant?) {
        try await read { connection in
            let codes = try connection.count("SELECT count(*) FROM recovery_code WHERE account_id = \(session.account.id)")
            let removableAt = try connection.factorRemoval(of: session.account.id, at: now)
            return (try connection.factors(of: session.account.id), codes, removableAt)
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
            try connection.keepFactors(of: account.id, trail)
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
}

extension Factor {
    /// Whether the account of a row has one.
    static let isDue: SQL = "EXISTS (SELECT 1 FROM factor WHERE factor.account_id = account.id AND confirmed_at IS NOT NULL)"

    static let columns: SQL = "id, kind, name, created_at, last_used_at"

    init(_ row: Row) throws {
        self.init(id: try row[0], kind: try row[1], name: try row[2], createdAt: try row[3], lastUsedAt: try row[4])
    }
}

extension Factor {
    /// For the audit log.
    fileprivate var state: AuditState { [.name: .text(name), .kind: .text(kind.rawValue)] }
}

extension Factor.Kind: SQLConvertible {}

extension Connection {
    /// The account as it is now, of somebody who is present.
    func mayChangeFactors(_ session: LiveSession, at now: Instant) throws -> Account {
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
    func admit(
        _ factor: Factor, isFirst: Bool, by session: LiveSession, mailing: Mailing, at now: Instant, _ randomness: Randomness,
        _ trail: AuditTrail
    ) throws -> ConfirmedFactor {
        let account = session.account.id
        try keepFactors(of: account, trail)
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

    /// All of them, and what stands in for them: somebody else may have made them, or the account ends.
    func endFactors(of account: ID<Account>) throws {
        try run("DELETE FROM factor WHERE account_id = \(account)")
        try run("DELETE FROM recovery_code WHERE account_id = \(account)")
        try run("UPDATE account SET factors_removable_at = NULL WHERE id = \(account)")
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
