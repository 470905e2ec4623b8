/// When copies of the database are made by themselves, and how many of them stay.
///
/// It goes by the copies that there are, so a restart neither repeats one nor leaves one out. Copies that seem to come from the future,
/// because the clock was wrong then or is wrong now, neither count nor go.
public struct BackupSchedule: Sendable {
    public let interval: Span
    /// At least one.
    public let kept: Int

    public init(every interval: Span, keeping kept: Int) {
        precondition(interval > .seconds(0) && kept > 0)
        self.interval = interval
        self.kept = kept
    }

    /// When the next copy is due: in the past if it was missed, at once if there is none.
    public func due(after copies: [BackupName], at now: Instant) -> Instant {
        guard let newest = past(copies, at: now).max() else { return now }
        return newest.time + interval
    }

    /// The copies that go once a new one has proven good.
    public func surplus(of copies: [BackupName], at now: Instant) -> [BackupName] {
        Array(past(copies, at: now).sorted(by: >).dropFirst(kept))
    }

    private func past(_ copies: [BackupName], at now: Instant) -> [BackupName] {
        copies.filter { $0.time <= now }
    }
}

/// The name of a copy that was made by itself, by which it is known again: `tenantry.scheduled-20261126T093000Z.db`. Sorted as text they
/// are sorted by time.
public struct BackupName: Hashable, Comparable, Sendable, CustomStringConvertible {
    private static let beginning = "tenantry.scheduled-"
    private static let end = ".db"

    /// To the second.
    public let time: Instant

    public init(at now: Instant) {
        time = Instant(milliseconds: now.milliseconds - now.milliseconds % 1000)
    }

    /// Nil for whatever is called otherwise, however slightly.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.beginning), text.hasSuffix(Self.end) else { return nil }
        let stamp = text.dropFirst(Self.beginning.count).dropLast(Self.end.count)
        guard let time = Instant(stamp: stamp), time.stamp == stamp else { return nil }
        self.time = time
    }

    public static func < (left: BackupName, right: BackupName) -> Bool { left.time < right.time }

    public var description: String { Self.beginning + time.stamp + Self.end }
}

extension Instant {
    /// For names of files, to the second: `20261126T093000Z` (ISO 8601, basic format).
    public var stamp: String {
        description.prefix("2026-11-26T09:30:00".count).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// Nil for whatever is no date and time.
    fileprivate init?(stamp: Substring) {
        let parts = [(0, 4), (4, 6), (6, 11), (11, 13), (13, 16)].map { stamp.dropFirst($0.0).prefix($0.1 - $0.0) }
        guard let instant = try? Instant(rfc3339: "\(parts[0])-\(parts[1])-\(parts[2]):\(parts[3]):\(parts[4])") else { return nil }
        self = instant
    }
}
