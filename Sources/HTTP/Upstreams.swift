import Domain
import NIOConcurrencyHelpers
import OpenID
import Outbound
import Storage

/// Providers elsewhere, as this server asks them. What one says of itself is fetched once and kept for a while, by all who ask it.
public final class Upstreams: Sendable {
    /// By what a provider is known. With another secret it is another one.
    private struct Known {
        let isInstances: Bool
        let request: Registered
        let provider: any UpstreamProvider
    }

    fileprivate struct Registered: Equatable {
        let issuer: String
        let clientID: String
        let secret: String?
        let redirectURI: String
    }

    /// How many are kept.
    private static let most = 1000

    private let client: OutboundClient
    /// For organizations' own, which anybody can have: what they hold up is not the instance's.
    private let organizationsClient: OutboundClient
    private let clock: Clock
    private let known = NIOLockedValueBox<[ID<IdentityProvider>: Known]>([:])

    public init(client: OutboundClient, clock: Clock = .system) {
        self.client = client
        organizationsClient = client.apart()
        self.clock = clock
    }

    /// - Parameter redirectURI: each has one of its own, so that no answer of one is taken for another's (RFC 9700 §4.4).
    func provider(for request: ProviderRequest, redirectURI: String) throws -> any UpstreamProvider {
        let registered = Registered(
            issuer: request.provider.issuer, clientID: request.provider.clientID, secret: request.clientSecret?.text,
            redirectURI: redirectURI
        )
        if let known = known.withLockedValue({ $0[request.provider.id] }), known.request == registered { return known.provider }
        let registration = ClientRegistration(
            clientID: request.provider.clientID, clientSecret: request.clientSecret, redirectURI: redirectURI
        )
        let client = request.provider.organization == nil ? client : organizationsClient
        let provider: any UpstreamProvider =
            switch request.provider.kind {
            case .oidc: OpenIDProvider(try Issuer(request.provider.issuer), registration, over: client, clock: clock)
            case .github: try GitHubProvider(registration, over: client)
            }
        known.withLockedValue { known in
            // Organizations' own, which anybody can have, make no room at the expense of the instance's.
            if known.count >= Self.most { known = known.filter { $0.value.isInstances } }
            known[request.provider.id] = Known(isInstances: request.provider.organization == nil, request: registered, provider: provider)
        }
        return provider
    }

    /// Whether an issuer, as whoever typed it, says of itself what it must.
    func requireMetadata(of issuer: Issuer) async throws(OpenIDFailure) {
        let registration = ClientRegistration(clientID: "", clientSecret: nil, redirectURI: "")
        try await OpenIDProvider(issuer, registration, over: organizationsClient, clock: clock).requireMetadata()
    }
}

extension OpenIDFailure {
    /// Whether nothing was said of anybody: it can be tried again.
    var isUnavailability: Bool {
        switch self {
        case .unreachable, .status, .discoveryMalformed, .discoveryIssuer, .keysMalformed, .requestTooLong, .clientAuthentication: true
        default: false
        }
    }
}
