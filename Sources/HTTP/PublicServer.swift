import Assets
import Domain
import Hummingbird
import Logging
import ServiceLifecycle
import WebAssets

/// Where the server listens, and within which limits.
public struct Listening: Sendable {
    public let host: String
    public let port: Int
    public let limits: ConnectionLimits

    public init(host: String, port: Int, limits: ConnectionLimits = ConnectionLimits()) {
        self.host = host
        self.port = port
        self.limits = limits
    }
}

/// The router with everything on it: the same for the program and for its tests.
func buildRouter(_ services: Services, web: AssetFolder = .webAssets) -> Router<AnonymousContext> {
    let site = Site(web: web, passwordMinimum: services.settings.passwordRules.minimum)
    return buildRouter(services, site, Envelope(services, site))
}

private func buildRouter(_ services: Services, _ site: Site, _ envelope: Envelope) -> Router<AnonymousContext> {
    let router = Router(context: AnonymousContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: envelope)  // before the routes that it is around
    addRoutes(to: router, services, site)
    let shown = router.routes.filter { $0.path.description != "/metrics" }  // 405 would tell that it is there
    envelope.methods.set(shown.map { ($0.path, $0.method) })
    return router
}

/// Serves the product: its routes within limits, and files that everyone gets where they are asked for.
public struct PublicServer: Service {
    private let services: Services
    private let site: Site
    private let listening: Listening
    private let logger: Logger
    private let ready: @Sendable () async -> Void
    private let announce: @Sendable () async -> Void

    /// - Parameters:
    ///   - ready: returns when requests may come.
    ///   - announce: called once they are answered, and they don't wait for it. Is cancelled when the server stops.
    public init(
        _ services: Services, _ site: Site, listening: Listening, logger: Logger, when ready: @escaping @Sendable () async -> Void,
        announce: @escaping @Sendable () async -> Void
    ) {
        self.services = services
        self.site = site
        self.listening = listening
        self.logger = logger
        self.ready = ready
        self.announce = announce
    }

    /// Fails with what keeps it from listening.
    public func run() async throws {
        let envelope = Envelope(services, site)
        let date = DateHeader(services.clock)
        let files = OpenFiles(PageRoutes(site: site, services: services).openFiles, envelope, date: date, logger: logger)
        // To make the routes takes as long as to listen, and to take a connection for the first time.
        let responder = Task { buildRouter(services, site, envelope).buildResponder() }
        let server = WebServer(
            responder, on: .hostname(listening.host, port: listening.port),
            by: .limited(listening.limits, exempting: services.settings.trustedProxies, files: files), date: date, logger: logger
        )
        await ready()
        if Task.isCancelled { return }  // nobody is taken on by a server that ends
        let (listens, isListening) = AsyncStream<Never>.makeStream()
        async let _ = announce(once: listens, responder)
        try await server.run { isListening.finish() }
    }

    private func announce(once listens: AsyncStream<Never>, _ responder: Task<some Sendable, Never>) async {
        for await _ in listens {}
        _ = await responder.value
        if !Task.isCancelled { await announce() }
    }
}
