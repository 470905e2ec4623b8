import Domain
import HTTPTypes
import Hummingbird
import Storage
import Telemetry

/// What handlers work with.
public struct Services: Sendable {
    let storage: Storage
    let records: any TextRecords
    let settings: Settings
    let clock: Clock
    let metrics: MetricsRegistry
    let instance: Instance
    /// Nil where no set of breached passwords is there.
    let breached: BreachedPasswords?
    let cookie: TokenCookie
    let browserCookie: TokenCookie
    let operatorCookie: TokenCookie
    let halfCookie: TokenCookie
    let providerCookie: TokenCookie
    /// Nil where nothing elsewhere is asked.
    let upstreams: Upstreams?
    /// Nil where anything may be done as often as one likes.
    let limiter: RateLimiter?

    /// - Parameters:
    ///   - records: where proofs of domains are looked for.
    ///   - upstreams: through which providers elsewhere are asked who somebody is.
    public init(
        storage: Storage, records: any TextRecords, settings: Settings, clock: Clock = .system, metrics: MetricsRegistry = .tenantry(),
        instance: Instance? = nil, breached: BreachedPasswords? = nil, upstreams: Upstreams? = nil
    ) {
        self.storage = storage
        self.records = records
        self.settings = settings
        self.clock = clock
        self.metrics = metrics
        self.breached = breached
        self.upstreams = upstreams
        self.instance = instance ?? Instance(version: "", startedAt: clock.now)
        cookie = .session(settings.publicURL)
        browserCookie = .browser(settings.publicURL)
        operatorCookie = .operating(settings.publicURL)
        halfCookie = .half(settings.publicURL)
        providerCookie = .provider(settings.publicURL)
        limiter = settings.limits.map { RateLimiter($0) }
    }

    /// All that open something.
    var openingCookies: [TokenCookie] { [cookie, operatorCookie, halfCookie, providerCookie] }

    /// Fails with `.invalidInput` for the field that a new password stands in, if it has been in a breach.
    func requireUnbreached(_ password: Password, in field: String) async throws {
        guard let breached, try await breached.contains(password) else { return }
        throw Failure.invalid(field, "has been in a breach of data elsewhere")
    }

    /// Where a request comes from.
    func address(of request: Request, _ peer: IPAddress?) -> IPAddress? {
        IPAddress.client(peer: peer, forwardedFor: request.headers[values: .xForwardedFor], trusting: settings.trustedProxies)
    }

    /// - Parameter id: of the request.
    func device(of request: Request, _ peer: IPAddress?, _ id: String) -> Device {
        let address = address(of: request, peer)
        return Device(
            userAgent: request.headers[.userAgent] ?? "", address: address?.description ?? "", network: address?.network,
            browser: browserCookie.token(in: request), requestID: id
        )
    }
}
