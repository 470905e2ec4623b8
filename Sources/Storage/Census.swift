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
    /// Counts everything, on one state. All but the messages are counted in an index alone; of a million rows that takes some tens of
    /// milliseconds, so whoever asks often keeps the answer for a while.
    public func census(at now: Instant) async throws -> Census {
        try await storage.read { connection in
            let deleted = try connection.count("SELECT count(*) FROM organization WHERE deleted_at IS NOT NULL")
            let messages = try connection.rows("SELECT state, count(*), min(created_at) FROM outbox GROUP BY state") { row in
                (state: try row[0] as Delivery.State, count: try row[1] as Int, oldest: try row[2] as Instant)
            }
            let standing = try connection.rows(
                """
                SELECT \(Organization.status(at: now)) AS standing, count(*) FROM organization
                WHERE organization.deleted_at IS NULL GROUP BY standing
                """
            ) { (status: try $0[0] as Organization.Status, count: try $0[1] as Int) }
            return Census(
                accounts: try connection.count("SELECT count(*) FROM account")
                    - connection.count("SELECT count(*) FROM account WHERE deleted_at IS NOT NULL"),
                memberships: try connection.count("SELECT count(*) FROM membership"),
                organizations: Dictionary(uniqueKeysWithValues: standing.map { ($0.status, $0.count) }),
                deletedOrganizations: deleted,
                sessions: try connection.count("SELECT count(*) FROM session WHERE expires_at > \(now)"),
                messages: Dictionary(uniqueKeysWithValues: messages.map { ($0.state, $0.count) }),
                waitingSince: messages.first { $0.state == .waiting }?.oldest
            )
        }
    }
}
