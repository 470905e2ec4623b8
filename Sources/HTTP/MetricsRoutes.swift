import Domain
import Hummingbird
import NIOConcurrencyHelpers
import Storage
import Telemetry

/// What Prometheus reads. For those who may not, there is no such route.
struct MetricsRoutes {
    /// How long counts of rows are kept: a million of them take some tens of milliseconds.
    private static let censusLifetime = Span.seconds(30)

    let services: Services
    private let access: MetricsAccess
    private let census = NIOLockedValueBox<(counted: Instant, census: Census)?>(nil)

    init(services: Services) {
        self.services = services
        access = MetricsAccess(token: services.settings.metricsToken, trustedProxies: services.settings.trustedProxies)
    }

    @Sendable func show(_ request: Request, context: AnonymousContext) async throws -> Response {
        guard access.admits(request, from: context.peer) else { throw Failure.notFound }
        let now = services.clock.now
        let census = try await census(at: now)
        let readings = Self.readings(of: services.storage.load) + Self.readings(of: census, at: now) + ProcessReadings.now()
        return Response(
            status: .ok, headers: [.contentType: MetricsRegistry.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: services.metrics.text(with: readings)))
        )
    }

    private func census(at now: Instant) async throws -> Census {
        if let kept = census.withLockedValue({ $0 }), kept.counted <= now, now < kept.counted + Self.censusLifetime { return kept.census }
        let fresh = try await services.storage.maintenance.census(at: now)
        census.withLockedValue { $0 = (now, fresh) }
        return fresh
    }

    private static func readings(of load: Load) -> [Reading] {
        [
            .gauge("tenantry_database_queue_length", Double(load.reads), [("queue", "read")]),
            .gauge("tenantry_database_queue_length", Double(load.writes), [("queue", "write")]),
            .gauge("tenantry_hashing_queue_length", Double(load.hashes)),
        ]
    }

    private static func readings(of census: Census, at now: Instant) -> [Reading] {
        let age = census.waitingSince.map { Double(max(0, (now - $0).milliseconds)) / 1000 } ?? 0
        return [
            .gauge("tenantry_accounts", Double(census.accounts)),
            .gauge("tenantry_memberships", Double(census.memberships)),
            .gauge("tenantry_organizations", Double(census.deletedOrganizations), [("status", "deleted")]),
            .gauge("tenantry_outbox_oldest_waiting_seconds", age),
            .gauge("tenantry_sessions", Double(census.sessions)),
        ]
            + Organization.Status.allCases.map { status in
                .gauge("tenantry_organizations", Double(census.organizations[status] ?? 0), [("status", status.rawValue)])
            }
            + Delivery.State.allCases.map { state in
                .gauge("tenantry_outbox_messages", Double(census.messages[state] ?? 0), [("state", state.rawValue)])
            }
    }
}

extension MetricsRegistry {
    /// Knows everything that Tenantry measures.
    public static func tenantry() -> MetricsRegistry {
        MetricsRegistry(
            Storage.metrics + ProcessReadings.descriptions + [
                MetricDescription("tenantry_accounts", "Accounts."),
                MetricDescription("tenantry_database_queue_length", "Reads and writes that wait at this moment, by queue."),
                MetricDescription("tenantry_hashing_queue_length", "Passwords that wait at this moment to be hashed."),
                MetricDescription(
                    "tenantry_http_request_duration_seconds", "Time from a request's head to the answer's, by method and route's pattern."
                ),
                MetricDescription("tenantry_http_requests_total", "Requests that were answered, by method, route's pattern and status."),
                MetricDescription("tenantry_memberships", "Memberships of accounts in organizations, personal ones included."),
                MetricDescription("tenantry_organizations", "Organizations, personal ones included, by status."),
                MetricDescription("tenantry_outbox_messages", "Messages, by what has become of them. What has ended is kept for a while."),
                MetricDescription("tenantry_outbox_oldest_waiting_seconds", "Age of the oldest message that waits, 0 if none does."),
                MetricDescription("tenantry_sessions", "Sessions that have not run out."),
            ]
        )
    }
}
