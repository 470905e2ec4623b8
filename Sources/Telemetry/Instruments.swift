import CoreMetrics
import NIOConcurrencyHelpers

/// Something that counts. Each has a lock of its own, which is held for a few additions; what is read under it belongs together.
protocol Instrument: AnyObject, Sendable {
    var value: SeriesValue { get }
}

final class CounterInstrument: Instrument, CounterHandler {
    private let count = NIOLockedValueBox<Int64>(0)

    var value: SeriesValue { .counter(Double(count.withLockedValue { $0 })) }

    /// Counters don't go down.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        count.withLockedValue { $0 &+= amount }
    }

    func reset() {
        count.withLockedValue { $0 = 0 }
    }
}

final class GaugeInstrument: Instrument, MeterHandler, RecorderHandler {
    private let current = NIOLockedValueBox<Double>(0)

    var value: SeriesValue { .gauge(current.withLockedValue { $0 }) }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { current.withLockedValue { $0 = value } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func increment(by amount: Double) { current.withLockedValue { $0 += amount } }
    func decrement(by amount: Double) { increment(by: -amount) }
}

final class HistogramInstrument: Instrument, RecorderHandler, TimerHandler {
    private let bounds: [Double]
    private let state: NIOLockedValueBox<State>

    private struct State {
        /// One more than there are bounds. Each observation is in one of them.
        var counts: [UInt64]
        var sum = 0.0
    }

    init(_ bounds: [Double]) {
        self.bounds = bounds
        state = NIOLockedValueBox(State(counts: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    var value: SeriesValue {
        let state = state.withLockedValue { $0 }
        return .histogram(Histogram(bounds: bounds, counts: state.counts, sum: state.sum))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLockedValue { state in
            state.counts[index] += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(max(0, duration)) / 1e9) }
}
