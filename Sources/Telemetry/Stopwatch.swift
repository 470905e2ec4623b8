import CoreMetrics

/// Runs from where it is made.
public struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    public init() {}

    public var duration: Duration { ContinuousClock.now - start }
}

extension CoreMetrics.Timer {
    public func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    public func record(_ watch: Stopwatch) {
        record(watch.duration)
    }
}
