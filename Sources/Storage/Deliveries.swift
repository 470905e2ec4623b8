import Domain

/// A message that has been taken to be sent, for as long as its lease lasts.
public struct ClaimedMessage: Sendable {
    public let id: ID<Message>
    public let recipient: String
    public let language: Language
    public let message: Message
    public let token: Token?
    public let createdAt: Instant
}

extension Maintenance {
    /// Takes messages that are due, and for each recipient only the first that waits: nobody else gets them while the lease lasts. Those
    /// that an account's own affairs bring about come before those that somebody sends to others, so that no flood of these holds up a
    /// reset; among each the oldest comes first. One whose cause has gone is dropped instead.
    public func claimMessages(at now: Instant) async throws -> [ClaimedMessage] {
        guard
            try await storage.read({ connection in
                try Self.ranks.contains { try connection.exists("SELECT 1 \(Self.due($0, at: now)) LIMIT 1") }
            })
        else { return [] }
        return try await storage.write { [vault = storage.vault, randomness = storage.randomness] connection in
            var due: [DueMessage] = []
            for rank in Self.ranks where due.count < Delivery.batch {
                due += try connection.rows(
                    """
                    SELECT \(OutboxEntry.columns), token_hash, sealed_token
                    \(Self.due(rank, at: now))
                    ORDER BY due.next_attempt_at, due.number
                    LIMIT \(Delivery.batch - due.count)
                    """,
                    DueMessage.init
                )
            }
            return try due.compactMap { try connection.claim($0, at: now, vault, randomness) }
        }
    }

    private static let ranks: [SQL] = ["due.sender IS NULL", "due.sender IS NOT NULL"]

    private static func due(_ rank: SQL, at now: Instant) -> SQL {
        """
        FROM outbox AS due
        WHERE due.state = 'waiting' AND \(rank) AND due.next_attempt_at <= \(now)
        AND (due.leased_until IS NULL OR due.leased_until <= \(now))
        AND NOT EXISTS (
            SELECT 1 FROM outbox AS earlier
            WHERE earlier.recipient_key = due.recipient_key AND earlier.state = 'waiting' AND earlier.number < due.number
        )
        """
    }

    /// Whether a message that was taken still has its cause: asked right before it leaves.
    public func isWanted(_ id: ID<Message>, at now: Instant) async throws -> Bool {
        try await storage.read { connection in
            let found = try connection.first("SELECT token_hash FROM outbox WHERE id = \(id) AND state = 'waiting'") { row in
                try row[0] as TokenHash?
            }
            guard let found else { return false }
            return try found.map { try connection.stands($0, at: now) } ?? true
        }
    }

    /// Notes what became of an attempt. One whose cause has gone in the meantime stays gone.
    public func note(_ outcome: Delivery.Outcome, of id: ID<Message>, _ answer: DeliveryAnswer, at now: Instant) async throws {
        try await storage.write { [randomness = storage.randomness] connection in
            switch outcome {
            case .sent: try connection.end(id, .sent, answer, at: now)
            case .refused: try connection.end(id, .failed, answer, at: now)
            case .deferred: try connection.putOff(id, answer, at: now, randomness)
            }
        }
    }

    /// Gives back a message that was taken and not tried.
    public func release(_ id: ID<Message>) async throws {
        _ = try await storage.write { try $0.run("UPDATE outbox SET leased_until = NULL WHERE id = \(id)") }
    }

    /// Ends what an earlier process has left: this one owns the data folder, so nobody else is at it.
    public func releaseAllLeases() async throws {
        _ = try await storage.write { try $0.run("UPDATE outbox SET leased_until = NULL WHERE leased_until IS NOT NULL") }
    }
}

/// A message that could be taken, as it is stored.
private struct DueMessage {
    let entry: OutboxEntry
    let tokenHash: TokenHash?
    let sealedToken: [UInt8]?

    init(_ row: Row) throws {
        entry = try OutboxEntry(row)
        tokenHash = try row[10]
        sealedToken = try row[11]
    }
}

extension Connection {
    fileprivate func claim(_ due: DueMessage, at now: Instant, _ vault: Vault, _ randomness: Randomness) throws -> ClaimedMessage? {
        let entry = due.entry
        guard let message = entry.message else { return nil }
        if let hash = due.tokenHash, try !stands(hash, at: now) {
            try run("DELETE FROM outbox WHERE id = \(entry.id)")
            return nil
        }
        var token: Token?
        do {
            token = try due.sealedToken.map { Token(presented: try vault.open($0, for: entry.id.description)) }
        } catch {
            try putOff(entry.id, DeliveryAnswer("not tried: its link is sealed under another master key"), at: now, randomness)
            return nil
        }
        try run("UPDATE outbox SET leased_until = \(now + Delivery.lease) WHERE id = \(entry.id)")
        return ClaimedMessage(
            id: entry.id, recipient: entry.recipient, language: entry.language, message: message, token: token, createdAt: entry.createdAt
        )
    }

    fileprivate func end(_ id: ID<Message>, _ state: Delivery.State, _ answer: DeliveryAnswer, at now: Instant) throws {
        let isSent = state == .sent
        try run(
            """
            UPDATE outbox
            SET state = \(state), attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, \(now)),
                message = CASE WHEN \(isSent) THEN NULL ELSE message END,
                token_hash = CASE WHEN \(isSent) THEN NULL ELSE token_hash END,
                sealed_token = NULL, leased_until = NULL, last_answer = \(answer.text),
                ended_at = CASE WHEN kind = \(Message.Kind.accountDeletion) THEN \(Delivery.earlyEnd(at: now)) ELSE \(now) END
            WHERE id = \(id) AND state = 'waiting'
            """
        )
    }

    /// Until the next attempt, or for good once there have been enough. Those behind it wait for the same time.
    fileprivate func putOff(_ id: ID<Message>, _ answer: DeliveryAnswer, at now: Instant, _ randomness: Randomness) throws {
        let found = try first(
            "SELECT recipient_key, attempts + 1, coalesce(first_attempt_at, \(now)) FROM outbox WHERE id = \(id) AND state = 'waiting'"
        ) { (recipient: try $0[0] as String, attempts: try $0[1] as Int, first: try $0[2] as Instant) }
        guard let found else { return }
        guard let next = Delivery.nextAttempt(after: found.attempts, since: found.first, at: now, randomness) else {
            return try end(id, .failed, answer, at: now)
        }
        try run(
            """
            UPDATE outbox
            SET attempts = \(found.attempts), first_attempt_at = \(found.first), leased_until = NULL, last_answer = \(answer.text)
            WHERE id = \(id)
            """
        )
        try run(
            """
            UPDATE outbox SET next_attempt_at = \(next)
            WHERE recipient_key = \(found.recipient) AND state = 'waiting' AND next_attempt_at < \(next)
            """
        )
    }
}
