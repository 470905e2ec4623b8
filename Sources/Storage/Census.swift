import Domain

/// How many there are of everything, across all organizations.
public struct Census: Sendable {
    public let accounts: Int
    public let memberships: Int
    /// By how they stand; those that are deleted apart.
    public let organizations: [Organization.Status: Int]
    public let deletedOrganizations: Int
    /// Those that went unused for too long count until the sweep takes them, within the hour.
    public let sessions: Int
    public let messages: [Delivery.State: Int]
    /// When the oldest message was posted that waits.
    public let waitingSince: Instant?
}

extension Maintenance {
    /// Counts everything, on one state. All is counted in indexes alone; of a million rows that takes some tens of milliseconds, so whoever
    /// asks often keeps the answer for a while.
    public func census(at now: Instant) async throws -> Census {
        try await storage.read { connection in
            let deleted = try connection.count("SELECT count(*) FROM organization WHERE deleted_at IS NOT NULL")
            let waiting = try connection.waitingMessages()
            let failed = try connection.count("SELECT count(*) FROM outbox WHERE state = 'failed' AND state <> 'sent'")
            let messages = try connection.count("SELECT count(*) FROM outbox")
            let standing = try connection.rows(
                """
                SELECT \(Organization.status(at: now)) AS standing, count(*) FROM organization
                WHERE organization.deleted_at IS NULL GROUP BY standing
                """
            ) { (status: try $0[0] as Organization.Status, count: try $0[1] as Int) }
            return Census(
                accounts: try connection.accountCount(),
                memberships: try connection.count("SELECT count(*) FROM membership"),
                organizations: Dictionary(uniqueKeysWithValues: standing.map { ($0.status, $0.count) }),
                deletedOrganizations: deleted,
                sessions: try connection.count("SELECT count(*) FROM session WHERE expires_at > \(now)"),
                messages: [.waiting: waiting.count, .failed: failed, .sent: messages - waiting.count - failed],
                waitingSince: waiting.since
            )
        }
    }
}

extension Connection {
    /// How many messages wait, and since when the oldest of them does.
    func waitingMessages() throws -> (count: Int, since: Instant?) {
        let oldest = try first("SELECT created_at FROM outbox WHERE \(Delivery.waits) ORDER BY number LIMIT 1") { try $0[0] as Instant }
        return (try count("SELECT count(*) FROM outbox WHERE state = 'waiting' AND state <> 'sent'"), oldest)
    }

    /// Those that are deleted count for nothing.
    func accountCount() throws -> Int {
        try count("SELECT count(*) FROM account") - count("SELECT count(*) FROM account WHERE deleted_at IS NOT NULL")
    }
}
