import Domain

/// What whoever runs the process may do, across all organizations: reached from the command line and from timers, never from a route.
public struct Maintenance: Sendable {
    fileprivate let storage: Storage
}

extension Storage {
    public var maintenance: Maintenance { Maintenance(storage: self) }
}

extension Maintenance {
    /// Whether the database answers.
    public func check() async throws {
        _ = try await storage.read { try $0.count("SELECT count(*) FROM sqlite_schema") }
    }

    /// Writes a consistent copy of the database to a file that must not exist yet. Readers and writers go on meanwhile.
    public func backUp(to path: String) async throws {
        try await storage.database.copy(to: path)
    }

    /// The messages that wait, the oldest first.
    public func outbox() async throws -> [OutboxEntry] {
        try await storage.read { connection in
            try connection.rows("SELECT \(OutboxEntry.columns) FROM outbox ORDER BY created_at, id", OutboxEntry.init)
        }
    }

    /// A message and the token it carries. Fails with `.notFound`.
    public func outboxEntry(_ id: ID<Message>) async throws -> (entry: OutboxEntry, token: Token) {
        try await storage.read { [vault = storage.vault] connection in
            let found = try connection.first("SELECT \(OutboxEntry.columns), sealed_token FROM outbox WHERE id = \(id)") { row in
                (try OutboxEntry(row), try row[5] as [UInt8])
            }
            guard let (entry, sealed) = found else { throw Failure.notFound }
            return (entry, Token(presented: try vault.open(sealed, for: id.description)))
        }
    }

    /// Deletes what has run out: sessions, reset and verification tokens, messages whose token has run out, notes of requests older than a day.
    public func sweep(at now: Instant) async throws {
        try await storage.write { connection in
            try connection.run("DELETE FROM session WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM session WHERE remember = 0 AND last_seen_at <= \(now - Session.idleLifetime)")
            try connection.run(
                """
                DELETE FROM outbox WHERE token_hash IN (
                    SELECT token_hash FROM password_reset WHERE expires_at <= \(now)
                    UNION ALL
                    SELECT token_hash FROM email_verification WHERE expires_at <= \(now)
                    UNION ALL
                    SELECT token.token_hash
                    FROM invitation_token AS token
                    JOIN invitation ON invitation.organization_id = token.organization_id AND invitation.id = token.invitation_id
                    WHERE invitation.expires_at <= \(now)
                )
                """
            )
            try connection.run("DELETE FROM password_reset WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM email_verification WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM password_reset_request WHERE requested_at <= \(now - .days(1))")
        }
    }
}
