import CoreMetrics
import NIOConcurrencyHelpers

/// What a metric is, for whoever reads it.
public struct MetricDescription: Sendable {
    public let name: String
    public let help: String
    /// Upper bounds of a histogram, ascending, without the last, which is infinite.
    let buckets: [Double]

    public init(_ name: String, _ help: String, buckets: [Double] = MetricDescription.seconds) {
        self.name = name
        self.help = help
        self.buckets = buckets
    }

    /// For times from a look into a cache to a request that has waited.
    public static let seconds = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
}

/// What this process has counted since its start, behind the API of swift-metrics, in Prometheus' terms: counters, gauges, histograms.
///
/// Labels of swift-metrics are whole names of metrics here, dimensions are labels. Whoever makes an instrument keeps it: making one looks
/// for it, using one takes a lock that is its own.
public final class MetricsRegistry: MetricsFactory, Sendable {
    private struct Key: Hashable {
        let name: String
        let labels: Labels
    }

    private let descriptions: [String: MetricDescription]
    private let instruments = NIOLockedValueBox<[Key: any Instrument]>([:])

    public init(_ descriptions: [MetricDescription] = []) {
        self.descriptions = Dictionary(uniqueKeysWithValues: descriptions.map { ($0.name, $0) })
    }

    /// Of `text`.
    public static let contentType = MetricsText.contentType

    /// Everything in Prometheus' text format, by name and labels.
    ///
    /// - Parameter readings: what is not counted but looked up at this moment.
    public func text(with readings: [Reading] = []) -> String {
        let counted = instruments.withLockedValue { $0 }.map { Series(name: $0.name, labels: $0.labels, value: $1.value) }
        let families = Dictionary(grouping: counted + readings.map(\.series), by: \.name)
        return families.sorted { $0.key < $1.key }.map { MetricsText.family(descriptions[$0], $1) }.joined()
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        instrument(label, dimensions) { CounterInstrument() }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        instrument(label, dimensions) { GaugeInstrument() }
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return instrument(label, dimensions) { GaugeInstrument() } }
        return instrument(label, dimensions) { HistogramInstrument(buckets(of: label)) }
    }

    /// Timers count in seconds, whatever they are told in.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        instrument(label, dimensions) { HistogramInstrument(buckets(of: label)) }
    }

    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func buckets(of name: String) -> [Double] { descriptions[name]?.buckets ?? MetricDescription.seconds }

    /// The one with that name and these labels: two that are called the same are the same.
    private func instrument<Kind: Instrument>(_ name: String, _ dimensions: [(String, String)], _ make: () -> Kind) -> Kind {
        let key = Key(name: name, labels: Labels(dimensions))
        return instruments.withLockedValue { instruments in
            guard let existing = instruments[key] else {
                let made = make()
                instruments[key] = made
                return made
            }
            guard let existing = existing as? Kind else { preconditionFailure("\(name) is two kinds of metric") }
            return existing
        }
    }

    private func remove(_ handler: AnyObject) {
        instruments.withLockedValue { instruments in
            instruments = instruments.filter { $0.value !== handler }
        }
    }
}

/// A value that nobody counts, as it is when somebody asks.
public struct Reading: Sendable {
    let series: Series

    public static func gauge(_ name: String, _ value: Double, _ labels: [(String, String)] = []) -> Reading {
        Reading(series: Series(name: name, labels: Labels(labels), value: .gauge(value)))
    }

    /// Of something that only ever grows while the process lives.
    public static func counter(_ name: String, _ value: Double, _ labels: [(String, String)] = []) -> Reading {
        Reading(series: Series(name: name, labels: Labels(labels), value: .counter(value)))
    }
}
