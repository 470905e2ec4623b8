import Domain

/// What whoever runs the process may do, across all organizations: reached from the command line and from timers, never from a route.
public struct Maintenance: Sendable {
    let storage: Storage

    fileprivate init(_ storage: Storage) {
        self.storage = storage
    }
}

extension Storage {
    public var maintenance: Maintenance { Maintenance(self) }
}

extension Maintenance {
    /// Whether the database answers.
    public func check() async throws {
        _ = try await storage.read { try $0.count("SELECT count(*) FROM sqlite_schema") }
    }

    /// Writes a consistent copy of the database to a file that must not exist yet. Readers and writers go on meanwhile. The file gets its
    /// name once it has been opened and found sound. Fails with a `DatabaseError`, or in words for the operator.
    public func backUp(to path: String) async throws {
        try await storage.database.copy(to: path)
    }

    /// Deletes what has run out: sessions, browsers, tokens of every kind, messages whose token has run out or that ended long ago,
    /// organizations that can't be brought back any more, notes of requests older than a day, and who it was that caused a message.
    ///
    /// - Parameter auditLifetime: for how long events of the audit log are kept; nil for ever.
    public func sweep(auditLifetime: Span? = nil, at now: Instant) async throws {
        let trail = storage.trail(of: .timer, at: now)
        while try await storage.write({ try $0.eraseDeletedOrganizations(trail) }) {}
        try await storage.write { connection in
            try connection.run("DELETE FROM session WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM session WHERE remember = 0 AND last_seen_at <= \(now - Session.idleLifetime)")
            try connection.run("DELETE FROM known_browser WHERE last_seen_at <= \(now - KnownBrowser.lifetime)")
            try connection.dropMessages(
                carrying: """
                    SELECT token_hash FROM password_reset WHERE expires_at <= \(now)
                    UNION ALL
                    SELECT token_hash FROM email_verification WHERE expires_at <= \(now)
                    UNION ALL
                    SELECT token_hash FROM email_change WHERE expires_at <= \(now)
                    UNION ALL
                    SELECT token_hash FROM sign_up WHERE expires_at <= \(now)
                    UNION ALL
                    SELECT token.token_hash
                    FROM outbox AS message
                    JOIN invitation_token AS token ON token.token_hash = message.token_hash
                    JOIN invitation ON invitation.organization_id = token.organization_id AND invitation.id = token.invitation_id
                    WHERE message.state = 'waiting' AND message.state <> 'sent' AND invitation.expires_at <= \(now)
                    """
            )
            try connection.run("DELETE FROM outbox WHERE ended_at <= \(now - Delivery.kept)")
            try connection.forgetSenders(at: now)
            try connection.run("DELETE FROM password_reset WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM email_verification WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM email_change WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM former_slug WHERE kept_until <= \(now)")
            try connection.run("DELETE FROM sign_up WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM half_sign_in WHERE expires_at <= \(now)")
            try connection.run("DELETE FROM factor WHERE confirmed_at IS NULL AND created_at <= \(now - Factor.enrolmentLifetime)")
            try connection.run("DELETE FROM stripe_event WHERE heard_at <= \(now - BillingWord.remembered)")
            try connection.run("DELETE FROM password_reset_request WHERE requested_at <= \(now - .days(1))")
        }
        if let auditLifetime { try await removeAuditEvents(olderThan: auditLifetime, at: now) }
    }
}
