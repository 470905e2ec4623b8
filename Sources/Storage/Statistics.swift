import Domain

/// What happened on one day, in UTC.
public struct DailyStatistics: Sendable {
    /// Its beginning.
    public let day: Instant
    /// Accounts that were made.
    public let signUps: Int
    /// Sessions that people began who had an account already.
    public let signIns: Int
    /// Organizations in which somebody was, with a session: teams, not personal ones.
    public let activeOrganizations: Int
}

/// What is counted by day.
enum DailyCount: String, SQLConvertible {
    case signUp = "sign_up"
    case signIn = "sign_in"
    case activeOrganization = "active_organization"
}

extension Storage {
    /// The last days, the present one included, the oldest first.
    public func statistics(by scope: OperatorScope, days: Int, at now: Instant) async throws -> [DailyStatistics] {
        let last = now.daysSince1970
        return try await read { connection in
            try connection.requireOperator(scope, at: now)
            let counts = try connection.rows("SELECT day, kind, count FROM daily_count WHERE day > \(last - days) AND day <= \(last)") {
                row in
                (day: try row[0] as Int, kind: try row[1] as DailyCount, count: try row[2] as Int)
            }
            let byDay = Dictionary(grouping: counts, by: \.day).mapValues { counts in
                Dictionary(uniqueKeysWithValues: counts.map { ($0.kind, $0.count) })
            }
            return (last - days + 1...last).map { day in
                let found = byDay[day] ?? [:]
                return DailyStatistics(
                    day: Instant(milliseconds: Int64(day) * 86_400_000), signUps: found[.signUp] ?? 0, signIns: found[.signIn] ?? 0,
                    activeOrganizations: found[.activeOrganization] ?? 0
                )
            }
        }
    }
}

extension Connection {
    func count(_ kind: DailyCount, at now: Instant) throws {
        try run(
            """
            INSERT INTO daily_count (day, kind, count) VALUES (\(now.daysSince1970), \(kind), 1)
            ON CONFLICT (day, kind) DO UPDATE SET count = count + 1
            """
        )
    }

    /// Once a day. Personal organizations are nobody's but one's own.
    func countActive(_ organization: ID<Organization>, at now: Instant) throws {
        let day = now.daysSince1970
        let isFirst = try run(
            """
            UPDATE organization SET last_active_day = \(day)
            WHERE id = \(organization) AND kind = \(Organization.Kind.team) AND coalesce(last_active_day, -1) < \(day)
            """
        )
        if isFirst > 0 { try count(.activeOrganization, at: now) }
    }
}

extension Instant {
    fileprivate var daysSince1970: Int { Int(milliseconds / 86_400_000) }
}
