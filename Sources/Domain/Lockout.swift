/// How those who guess a password are slowed down: from the fifth failure on each doubles the wait for the next try.
public struct Lockout: Hashable, Sendable {
    /// How many failures cost nothing.
    public static let free = 4
    public static let firstWait = Span.seconds(30)
    public static let longestWait = Span.hours(1)
    /// How long after the last failure, and the wait that it cost, nothing is held against anyone any more.
    public static let memory = Span.hours(24)

    public private(set) var failures = 0
    /// How many of them were factors, after the right password.
    public private(set) var refusedFactors = 0
    /// When the next try is let through.
    public private(set) var freeAt = Instant(milliseconds: 0)
    private var lastTry = Instant(milliseconds: 0)

    public init() {}

    /// Counts a try as failed until it is known better, so that those who come at once are counted, too.
    ///
    /// - Returns: how long to wait for it, if it is not let through; then it is not counted.
    public mutating func begin(at now: Instant) -> Span? {
        if isOver(at: now) { self = Lockout() }
        guard now >= freeAt else { return freeAt - now }
        failures += 1
        lastTry = now
        freeAt = max(freeAt, now + Self.wait(after: failures))
        return nil
    }

    /// The last try was of a factor.
    public mutating func noteFactor() { refusedFactors += 1 }

    /// A try that was not even judged.
    public mutating func withdraw() {
        failures = max(0, failures - 1)
        if Self.wait(after: failures + 1) > Span(milliseconds: 0) { freeAt = lastTry }  // of such there is one at a time
    }

    /// Whether it is as if there had been none.
    public func isOver(at now: Instant) -> Bool {
        failures == 0 || now >= max(freeAt, lastTry) + Self.memory
    }

    static func wait(after failures: Int) -> Span {
        guard failures > free else { return Span(milliseconds: 0) }
        let doublings = min(failures - free - 1, 20)
        return min(longestWait, Span(milliseconds: firstWait.milliseconds << doublings))
    }
}
