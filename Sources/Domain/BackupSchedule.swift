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

    /// Takes any digits in the right places, those of no date and no time as well.
    fileprivate init?(stamp: Substring) {
        let bytes = Array(stamp.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
        let digits = bytes[0..<8] + bytes[9..<15]
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        let number = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        let (date, time) = (number / 1_000_000, number % 1_000_000)
        let days = Self.days(year: date / 10_000, month: date / 100 % 100, day: date % 100)
        self.init(milliseconds: ((days * 24 + time / 10_000) * 60 + time / 100 % 100) * 60_000 + time % 100 * 1000)
    }

    /// Howard Hinnant's `days_from_civil`: since 1970, in the proleptic Gregorian calendar, for years from 0 on.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
