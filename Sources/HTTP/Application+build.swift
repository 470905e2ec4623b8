import Assets
import Domain
import Hummingbird
import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
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
func buildRouter(_ services: Services, web: AssetFolder = .webAssets) throws -> Router<AnonymousContext> {
    let site = try Site(web: web, passwordMinimum: services.settings.passwordRules.minimum)
    return buildRouter(services, site, Envelope(services, site))
}

private func buildRouter(_ services: Services, _ site: Site, _ envelope: Envelope) -> Router<AnonymousContext> {
    let router = Router(context: AnonymousContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: envelope)  // before the routes that it is around
    addRoutes(to: router, services, site)
    let shown = router.routes.map { ("\($0.path)", $0.method) }.filter { $0.0 != "/metrics" }  // 405 would tell that it is there
    envelope.methods.withLockedValue { $0 = MethodMap(shown) }
    return router
}

/// The server, ready to run.
public func buildApplication(
    _ services: Services, _ site: Site, listening: Listening, logger: Logger, beforeListening: @escaping @Sendable () async -> Void = {},
    onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
) -> some ApplicationProtocol {
    let envelope = Envelope(services, site)
    let files = OpenFiles(PageRoutes(site: site, services: services).openFiles, envelope, clock: services.clock, logger: logger)
    var application = Application(
        router: buildRouter(services, site, envelope),
        server: .limited(listening.limits, exempting: services.settings.trustedProxies, files: files),
        configuration: ApplicationConfiguration(address: .hostname(listening.host, port: listening.port), serverName: nil),
        onServerRunning: onServerRunning,
        logger: logger
    )
    application.beforeServerStarts(perform: beforeListening)
    return application
}
