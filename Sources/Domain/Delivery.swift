/// How messages get to their recipients: how often one is tried, and how long what is left of it is kept.
public enum Delivery {
    public enum State: String, CaseIterable, Sendable {
        case waiting, sent, failed
    }

    /// What became of one attempt.
    public enum Outcome: Hashable, Sendable {
        case sent, refused, deferred
    }

    /// How many are taken at once.
    public static let batch = 20
    /// How long what was taken is nobody else's; it lapses by itself.
    public static let lease = Span.minutes(5)

    public static let firstPause = Span.seconds(20)
    public static let longestPause = Span.hours(1)
    /// How long after the first attempt one more is made, at least.
    public static let patience = Span.days(2)
    /// How long a message that has been sent or has failed stays listed.
    public static let kept = Span.days(30)

    /// The same for one to an account that has been deleted: for as long as it counts against limits.
    public static let keptOfDeletedAccounts = Span.days(1)

    /// When one that ends now must seem to have ended, to be kept no longer than that.
    public static func earlyEnd(at now: Instant) -> Instant { now - kept + keptOfDeletedAccounts }

    /// When to try again after `attempts` that were deferred, the first at `first`; nil once it has been tried long enough.
    public static func nextAttempt(after attempts: Int, since first: Instant, at now: Instant, _ randomness: Randomness) -> Instant? {
        guard now - first < patience else { return nil }
        return now + pause(after: attempts, randomness)
    }

    /// Doubles from 20 seconds to an hour; up to a quarter is taken off at random, so that what failed together isn't tried together.
    static func pause(after attempts: Int, _ randomness: Randomness) -> Span {
        let doublings = min(max(attempts, 1) - 1, 8)
        let full = min(firstPause.milliseconds << Int64(doublings), longestPause.milliseconds)
        return Span(milliseconds: full - Int64(randomness.word() % UInt64(full / 4 + 1)))
    }
}

/// What the other side said to an attempt, fit to be kept and shown: one line of at most 300 code points, without the message's token.
public struct DeliveryAnswer: Hashable, Sendable {
    public static let limit = 300

    public let text: String

    /// - Parameter token: what the message carries. Some servers answer with the link that they take exception to.
    public init(_ text: String, hiding token: Token? = nil) {
        let line = Array((token.map { Self.cut($0.secret, outOf: text) } ?? text).unicodeScalars.map { $0.isUnprintable ? " " : $0 })
        let words = String(String.UnicodeScalarView(line)).split(separator: " ").map(Self.withoutFragment).joined(separator: " ")
        self.text = String(String.UnicodeScalarView(words.unicodeScalars.prefix(Self.limit)))
    }

    private static func cut(_ secret: String, outOf text: String) -> String {
        let pieces = Array(text.unicodeScalars).split(separator: Array(secret.unicodeScalars), omittingEmptySubsequences: false)
        return pieces.map { String(String.UnicodeScalarView($0)) }.joined(separator: "…")
    }

    /// What stands after `#` and is as long as part of a token is left out; `#5.7.1` stays.
    private static func withoutFragment(_ word: Substring) -> String {
        guard let mark = word.utf8.firstIndex(of: UInt8(ascii: "#")) else { return String(word) }
        let fragment = word.utf8[word.utf8.index(after: mark)...].prefix { $0 != UInt8(ascii: ".") }
        return fragment.count < 12 ? String(word) : "\(word[..<mark])#…"
    }
}
