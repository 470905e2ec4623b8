import FoundationEssentials

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, as stored and compared everywhere.
public struct Instant: Hashable, Comparable, Codable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
    public static func + (instant: Instant, span: Span) -> Instant { Instant(milliseconds: instant.milliseconds + span.milliseconds) }
    public static func - (instant: Instant, span: Span) -> Instant { Instant(milliseconds: instant.milliseconds - span.milliseconds) }
    public static func - (later: Instant, earlier: Instant) -> Span { Span(milliseconds: later.milliseconds - earlier.milliseconds) }
}

/// A length of time in milliseconds.
public struct Span: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }

    public static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
    public static func minutes(_ count: Int64) -> Span { .seconds(count * 60) }
    public static func hours(_ count: Int64) -> Span { .minutes(count * 60) }
    public static func days(_ count: Int64) -> Span { .hours(count * 24) }

    public var seconds: Int64 { milliseconds / 1000 }
}

extension Instant {
    /// The beginning of its day in UTC.
    public var midnight: Instant { Instant(milliseconds: milliseconds.floorDivided(by: Self.day) * Self.day) }

    private static let day: Int64 = 86_400_000
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, for the years 0 to 9999: `2026-11-21T09:30:00.000Z`.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { text in
            write(to: text)
            return Self.textLength
        }
    }

    /// How long its description is, in bytes of UTF-8.
    public static let textLength = 24

    /// Its description in one piece, for a list has hundreds of these.
    public func write(to text: UnsafeMutableBufferPointer<UInt8>) {
        let days = milliseconds.floorDivided(by: 86_400_000)
        let inDay = milliseconds - days * 86_400_000
        let (year, month, day) = Self.civil(daysSince1970: days)
        var place = 0
        func write(_ number: Int64, digits: Int, then mark: Unicode.Scalar) {
            var rest = number.magnitude  // an offset leads from the year 0 to one before it
            for position in stride(from: place + digits - 1, through: place, by: -1) {
                text[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            text[place + digits] = UInt8(ascii: mark)
            place += digits + 1
        }
        write(year, digits: 4, then: "-")
        write(month, digits: 2, then: "-")
        write(day, digits: 2, then: "T")
        write(inDay / 3_600_000, digits: 2, then: ":")
        write(inDay / 60_000 % 60, digits: 2, then: ":")
        write(inDay / 1000 % 60, digits: 2, then: ".")
        write(inDay % 1000, digits: 3, then: "Z")
    }

    /// Howard Hinnant's `civil_from_days`: the proleptic Gregorian date of a day count.
    private static func civil(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Instant {
    /// As mail and HTTP write it (RFC 5322 §3.3, RFC 9110 §5.6.7): `Sat, 21 Nov 2026 09:30:00 GMT`.
    ///
    /// - Parameter zone: how UTC is called there.
    public func dateAndTime(zone: String) -> String {
        let text = description  // 2026-11-21T09:30:00.000Z
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]  // 1 January 1970 was a Thursday
        let days = Int(milliseconds.floorDivided(by: Self.day))
        let parts = text.prefix(10).split(separator: "-")
        let month = months[(Int(parts[1]) ?? 1) - 1]
        return "\(weekdays[(days % 7 + 7) % 7]), \(parts[2]) \(month) \(parts[0]) \(text.dropFirst(11).prefix(8)) \(zone)"
    }
}

extension Instant {
    /// What RFC 3339 §5.6 allows, with up to millisecond precision read and the rest dropped; or a date alone, which is its beginning in UTC.
    public init(rfc3339 text: String) throws(Problem) {
        let problem = Problem("must be a date such as 2026-11-21, or a time such as 2026-11-21T09:30:00Z")
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2),
            (1...12).contains(month), (1...Self.lastDay(of: month, in: year)).contains(day)
        else { throw problem }
        var milliseconds = Self.days(since1970: year, month, day) * 86_400_000
        if !scanner.isAtEnd {
            guard scanner.take("T") || scanner.take("t"), let time = scanner.time(), let offset = scanner.offset(), scanner.isAtEnd else {
                throw problem
            }
            milliseconds += time - offset
        }
        self.init(milliseconds: milliseconds)
    }

    private static func lastDay(of month: Int64, in year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Howard Hinnant's `days_from_civil`, for years from 0 on.
    private static func days(since1970 year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.floorDivided(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

/// Reads digits and marks from the beginning of a text.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Of exactly so many digits.
    mutating func number(_ count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return Int64(String(Substring(digits)))
    }

    /// In milliseconds. A leap second counts as the one before it.
    mutating func time() -> Int64? {
        guard let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var fraction: Int64 = 0
        if take(".") {
            var places = 0
            while let digit = number(1) {
                if places < 3 { fraction = fraction * 10 + digit }
                places += 1
            }
            guard places > 0 else { return nil }
            for _ in 0..<max(0, 3 - places) { fraction *= 10 }
        }
        return ((hour * 60 + minute) * 60 + min(second, 59)) * 1000 + fraction
    }

    /// From UTC, in milliseconds.
    mutating func offset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isEast = take("+")
        guard isEast || take("-"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return (isEast ? 1 : -1) * (hours * 60 + minutes) * 60_000
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

/// Tells the time. Tests pass one that stands still.
public struct Clock: Sendable {
    private let read: @Sendable () -> Instant

    public init(_ read: @escaping @Sendable () -> Instant) {
        self.read = read
    }

    public var now: Instant { read() }

    public static let system = Clock { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
