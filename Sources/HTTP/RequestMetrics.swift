import CoreMetrics
import NIOConcurrencyHelpers
import Telemetry

/// Counts requests and how long they take, by the pattern of the route: never by a path, which may hold what is private, and of which
/// anyone can make up as many as they like.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct Instruments {
        let count: Counter
        let duration: CoreMetrics.Timer
    }

    /// Whatever else a client makes up is `other`.
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    /// Of a request that no route takes.
    private static let noRoute = "none"

    private let factory: any MetricsFactory
    /// So that a request makes no labels of its own.
    private let known = NIOLockedValueBox<[Key: Instruments]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
    }

    func note(method: String, route: String?, status: Int, took duration: Duration) {
        let key = Key(method: Self.methods.contains(method) ? method : "other", route: route ?? Self.noRoute, status: status)
        let instruments = known.withLockedValue { known in
            if let instruments = known[key] { return instruments }
            let made = make(key)
            known[key] = made
            return made
        }
        instruments.count.increment()
        instruments.duration.record(duration)
    }

    private func make(_ key: Key) -> Instruments {
        let labels = [("method", key.method), ("route", key.route)]
        return Instruments(
            count: Counter(
                label: "tenantry_http_requests_total", dimensions: labels + [("status", String(key.status))], factory: factory
            ),
            duration: Timer(label: "tenantry_http_request_duration_seconds", dimensions: labels, factory: factory)
        )
    }
}
