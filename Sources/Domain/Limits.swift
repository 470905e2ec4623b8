/// How often something may be done: `count` times at once, and as often again, evenly, in each `span`. At least a millisecond lies
/// between two.
///
/// A token bucket, kept as the one instant at which it is full again (the generic cell rate algorithm, ITU-T I.371).
public struct Rate: Hashable, Sendable {
    public let count: Int64
    public let span: Span

    public init(_ count: Int64, in span: Span) {
        precondition(count > 0 && count <= span.milliseconds)
        self.count = count
        self.span = span
    }

    private var interval: Span { Span(milliseconds: span.milliseconds / count) }

    /// Takes one from the bucket, if there is one in it.
    ///
    /// - Parameter fullAt: when the bucket is full again; in the past for one that is.
    /// - Returns: how long to wait for one, if there is none; then nothing is taken.
    public func take(from fullAt: inout Instant, at now: Instant) -> Span? {
        let next = max(now, min(fullAt, now + span)) + interval  // a clock that was put back holds up nobody for longer than the span
        let emptyUntil = next - Span(milliseconds: interval.milliseconds * count)
        guard emptyUntil <= now else { return emptyUntil - now }
        fullAt = next
        return nil
    }
}

/// How often things may be done, by whom: the one place where this is said.
public struct Limits: Hashable, Sendable {
    /// What kind of thing it is.
    public enum Class: String, CaseIterable, Sendable {
        /// Where a password or a token that stands for one is judged, or a reset is asked for.
        case signIn = "sign-in"
        /// Where accounts are made.
        case signUp = "sign-up"
        /// What else is open to everyone.
        case visit
        /// With a session or a key.
        case read, write
    }

    /// Whose doings count together.
    public enum Subject: String, CaseIterable, Sendable {
        /// An address of the internet; of IPv6 the 64 bits that one subscriber has (RFC 6177).
        case address
        case account
        /// Everyone.
        case instance
    }

    /// As settings call it: `sign-in/address`.
    public struct Name: Hashable, Sendable, CustomStringConvertible {
        public let kind: Class
        public let subject: Subject

        public init(_ kind: Class, _ subject: Subject) {
            self.kind = kind
            self.subject = subject
        }

        init?(_ text: some StringProtocol) {
            guard let slash = text.firstIndex(of: "/"), let kind = Class(rawValue: String(text[..<slash])),
                let subject = Subject(rawValue: String(text[text.index(after: slash)...]))
            else { return nil }
            self.init(kind, subject)
        }

        public var description: String { "\(kind.rawValue)/\(subject.rawValue)" }
    }

    private var rates: [Name: Rate]

    /// Enough for an office behind one address on a Monday morning, and for a product that asks at every request of its own. How many sign
    /// in at once is bounded by what hashing costs, too (`PasswordHasher`), and by the failures of an address (`Lockout`).
    public static let standard = Limits(rates: [
        Name(.signIn, .address): Rate(100, in: .minutes(5)),
        Name(.signIn, .account): Rate(30, in: .minutes(5)),
        Name(.signUp, .address): Rate(100, in: .hours(1)),
        Name(.signUp, .instance): Rate(5000, in: .hours(1)),
        Name(.visit, .address): Rate(600, in: .minutes(1)),
        Name(.read, .account): Rate(3000, in: .minutes(1)),
        Name(.write, .account): Rate(600, in: .minutes(1)),
    ])

    /// Nil for any number.
    public subscript(kind: Class, subject: Subject) -> Rate? { rates[Name(kind, subject)] }

    /// The standard with changes: `sign-in/address=200/5m, write/account=off`. Accounts can't be told before they have signed in, so
    /// `sign-up` and `visit` have none, and `read` and `write` are counted by account alone, since a product's own server asks for many.
    public init(changes text: String) throws(Problem) {
        self = .standard
        for change in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = change.filter { $0 != " " }.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, let name = Name(sides[0]), Self.applies(name) else {
                throw Problem("must be on, off, or changes such as sign-in/address=200/5m; there are \(Self.names)")
            }
            rates[name] = sides[1] == "off" ? nil : try Self.rate(sides[1], of: name)
        }
    }

    private init(rates: [Name: Rate]) {
        self.rates = rates
    }

    /// Those that are counted.
    private static func applies(_ name: Name) -> Bool {
        switch (name.kind, name.subject) {
        case (.signIn, _), (.signUp, .address), (.signUp, .instance), (.visit, .address), (.visit, .instance): true
        case (.read, .account), (.write, .account): true
        default: false
        }
    }

    private static var names: String {
        let all = Class.allCases.flatMap { kind in Subject.allCases.map { Name(kind, $0) } }
        return all.filter(applies).map(\.description).joined(separator: ", ")
    }

    private static func rate(_ text: some StringProtocol, of name: Name) throws(Problem) -> Rate {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, let count = UInt32(sides[0]), count > 0 else {
            throw Problem("must say of \(name) how many in what time, such as 200/5m, or off")
        }
        let span = try Span(length: String(sides[1]))
        guard span <= .days(1), Int64(count) <= span.milliseconds else {
            throw Problem("must say of \(name) a time of a day at most, and at most one a millisecond")
        }
        return Rate(Int64(count), in: span)
    }
}

extension Span {
    /// A number and a unit: `30m`. Of a year at most, so that sums stay numbers.
    public init(length text: String) throws(Problem) {
        let problem = Problem("must be a length of time such as 30m, 6h or 1d, up to 366d")
        guard let unit = text.unicodeScalars.last.flatMap(Self.unit), let count = UInt32(text.dropLast()), count > 0 else { throw problem }
        let (milliseconds, isTooLong) = unit.milliseconds.multipliedReportingOverflow(by: Int64(count))
        guard !isTooLong, milliseconds <= Span.days(366).milliseconds else { throw problem }
        self.init(milliseconds: milliseconds)
    }

    private static func unit(_ letter: Unicode.Scalar) -> Span? {
        switch letter {
        case "s": .seconds(1)
        case "m": .minutes(1)
        case "h": .hours(1)
        case "d": .days(1)
        default: nil
        }
    }
}
