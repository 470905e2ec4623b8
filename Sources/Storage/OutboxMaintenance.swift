import Domain

/// Why an operator can't have a message sent again or dropped.
public enum OutboxRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case sentAlready
    case causeGone
    case notWaiting

    public var description: String {
        switch self {
        case .sentAlready: "has been sent already"
        case .causeGone: "can't be sent any more: what its link was for has been used, replaced or withdrawn, or has run out"
        case .notWaiting: "does not wait any more"
        }
    }
}

extension Maintenance {
    /// How many messages are listed at most.
    public static let longestOutbox = 1000

    /// What waits and what has become of the rest, the oldest first; of very many the newest alone.
    public func outbox() async throws -> [OutboxEntry] {
        try await storage.read { connection in
            try connection.rows(
                "SELECT \(OutboxEntry.columns) FROM outbox ORDER BY number DESC LIMIT \(Self.longestOutbox)", OutboxEntry.init
            ).reversed()
        }
    }

    /// A message and the token that it carries. Fails with `.notFound`.
    public func outboxEntry(_ id: ID<Message>) async throws -> (entry: OutboxEntry, token: Token?) {
        try await storage.read { [vault = storage.vault] connection in
            let found = try connection.first("SELECT \(OutboxEntry.columns), sealed_token FROM outbox WHERE id = \(id)") { row in
                (try OutboxEntry(row), try row[10] as [UInt8]?)
            }
            guard let (entry, sealed) = found else { throw Failure.notFound }
            return (entry, try sealed.map { Token(presented: try vault.open($0, for: id.description)) })
        }
    }

    /// The same, for somebody who reads it: that they have had the token is noted.
    public func showMessage(_ id: ID<Message>, at now: Instant) async throws -> (entry: OutboxEntry, token: Token?) {
        let found = try await outboxEntry(id)
        let trail = storage.trail(of: .commandLine, at: now)
        if found.token != nil { try await storage.write { try trail.record(AuditEvent(.messageShown, of: id), on: $0) } }
        return found
    }

    /// Makes a message due at this moment, with everything else that waits for its recipient: the order stays. One that has failed
    /// begins anew, with a new token in place of the one that was erased. Fails with `.notFound` or an `OutboxRefusal`.
    public func retryMessage(_ id: ID<Message>, at now: Instant) async throws {
        let trail = storage.trail(of: .commandLine, at: now)
        try await storage.write { [vault = storage.vault, randomness = storage.randomness] connection in
            try connection.retry(id, at: now, vault, randomness)
            try trail.record(AuditEvent(.messageRetried, of: id), on: connection)
        }
    }

    /// Removes a message that waits, for good. Fails with `.notFound` or an `OutboxRefusal`.
    public func dropMessage(_ id: ID<Message>, at now: Instant) async throws {
        let trail = storage.trail(of: .commandLine, at: now)
        try await storage.write { connection in
            try connection.drop(id)
            try trail.record(AuditEvent(.messageDropped, of: id), on: connection)
        }
    }
}

extension Connection {
    func retry(_ id: ID<Message>, at now: Instant, _ vault: Vault, _ randomness: Randomness) throws {
        let found = try first("SELECT state, recipient_key, token_hash FROM outbox WHERE id = \(id)") { row in
            (state: try row[0] as Delivery.State, recipient: try row[1] as String, token: try row[2] as TokenHash?)
        }
        guard let found else { throw Failure.notFound }
        if found.state == .sent { throw OutboxRefusal.sentAlready }
        if let hash = found.token, try !stands(hash, at: now) { throw OutboxRefusal.causeGone }
        if found.state == .failed {
            let renewed = try found.token.map { try renew($0, for: id, vault, randomness) }
            try reopen(id, carrying: renewed)
        }
        try run(
            "UPDATE outbox SET next_attempt_at = \(now) WHERE recipient_key = \(found.recipient) AND state = 'waiting'"
        )
    }

    func drop(_ id: ID<Message>) throws {
        let state: Delivery.State? = try first("SELECT state FROM outbox WHERE id = \(id)") { try $0[0] }
        guard let state else { throw Failure.notFound }
        guard state == .waiting else { throw state == .sent ? OutboxRefusal.sentAlready : .notWaiting }
        try run("DELETE FROM outbox WHERE id = \(id)")
    }

    /// Puts a new token in the place of one that has reached nobody.
    fileprivate func renew(_ old: TokenHash, for message: ID<Message>, _ vault: Vault, _ randomness: Randomness) throws -> SealedToken {
        let new = try SealedToken(Token(from: randomness), for: message, vault)
        try run("UPDATE password_reset SET token_hash = \(new.hash) WHERE token_hash = \(old)")
        try run("UPDATE email_verification SET token_hash = \(new.hash) WHERE token_hash = \(old)")
        try run("UPDATE email_change SET token_hash = \(new.hash) WHERE token_hash = \(old)")
        try run("UPDATE sign_up SET token_hash = \(new.hash) WHERE token_hash = \(old)")
        try run("UPDATE invitation_token SET token_hash = \(new.hash) WHERE token_hash = \(old)")
        return new
    }

    fileprivate func reopen(_ id: ID<Message>, carrying token: SealedToken?) throws {
        try run(
            """
            UPDATE outbox
            SET state = \(Delivery.State.waiting), attempts = 0, first_attempt_at = NULL, ended_at = NULL,
                token_hash = \(token?.hash), sealed_token = \(token?.sealed)
            WHERE id = \(id)
            """
        )
    }
}
