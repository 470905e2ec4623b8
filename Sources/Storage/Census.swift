import Domain

/// How many there are of everything, across all organizations.
public struct Census: Sendable {
    public let accounts: Int
    public let memberships: Int
    public let organizations: Int
    public let deletedOrganizations: Int
    /// Those that went unused for too long count until the sweep takes them, within the hour.
    public let sessions: Int
    public let messages: [Delivery.State: Int]
    /// When the oldest message was posted that waits.
    public let waitingSince: Instant?
}

extension Maintenance {
    /// Counts everything, on one state. All but the messages are counted in an index alone; of a million rows that takes some tens of
    /// milliseconds, so whoever asks often keeps the answer for a while.
    public func census(at now: Instant) async throws -> Census {
        try await storage.read { connection in
            let deleted = try connection.count("SELECT count(*) FROM organization WHERE deleted_at IS NOT NULL")
            let messages = try connection.rows("SELECT state, count(*), min(created_at) FROM outbox GROUP BY state") { row in
                (state: try row[0] as Delivery.State, count: try row[1] as Int, oldest: try row[2] as Instant)
            }
            return Census(
                accounts: try connection.count("SELECT count(*) FROM account"),
                memberships: try connection.count("SELECT count(*) FROM membership"),
                organizations: try connection.count("SELECT count(*) FROM organization") - deleted,
                deletedOrganizations: deleted,
                sessions: try connection.count("SELECT count(*) FROM session WHERE expires_at > \(now)"),
                messages: Dictionary(uniqueKeysWithValues: messages.map { ($0.state, $0.count) }),
                waitingSince: messages.first { $0.state == .waiting }?.oldest
            )
        }
    }
}
