import Domain
import NIOConcurrencyHelpers
import ScriptedHTTPS

@testable import OpenID
@testable import Outbound

/// An issuer on this machine, and this server's end of it.
struct FakeProvider: Sendable {
    struct Behaviour: Sendable {
        /// What its metadata say beyond the usual, or instead: names, and values as JSON.
        var metadata: [(String, String?)] = []
        /// Instead of all of that.
        var document: String?
        /// As JSON.
        var keys: [String] = []
        /// Instead of a set of them.
        var keySet: String?
        var token: ScriptedHTTPSServer.Answer = .http(500)
        /// By path.
        var others: [String: ScriptedHTTPSServer.Answer] = [:]
    }

    private static let authority = Result { try TestAuthority() }
    private static let client = Result {
        try OutboundClient(
            policy: AddressPolicy(allowing: [try IPNetwork("127.0.0.0/8")]), limits: OutboundLimits(time: .seconds(60)),
            authorities: CertificateAuthorities(file: authority.get().file), resolver: HostResolver(waiting: 1000)
        )
    }

    let server: ScriptedHTTPSServer
    let provider: OpenIDProvider
    let clock: TestClock
    let behaviour: NIOLockedValueBox<Behaviour>

    var issuer: String { "https://localhost:\(server.port)" }

    static func run(
        secret: String? = "client secret", _ keys: [TestKey] = [], _ body: (FakeProvider) async throws -> Void
    ) async throws {
        let behaviour = NIOLockedValueBox(Behaviour(keys: keys.map(\.jwk)))
        try await withServer({ request in behaviour.withLockedValue { $0.answer(request) } }) { server, client in
            let clock = TestClock()
            let registration = ClientRegistration(
                clientID: "client", clientSecret: try secret.map(SecretValue.init), redirectURI: "https://accounts.example/callback?a=b"
            )
            let provider = OpenIDProvider(try Issuer("https://localhost:\(server.port)"), registration, over: client, clock: clock.clock)
            try await body(FakeProvider(server: server, provider: provider, clock: clock, behaviour: behaviour))
        }
    }

    static func withServer(
        _ script: @escaping ScriptedHTTPSServer.Script, _ body: (ScriptedHTTPSServer, OutboundClient) async throws -> Void
    ) async throws {
        let client = try client.get()
        try await ScriptedHTTPSServer.run(authority.get().server(names: ["localhost"]), script) { try await body($0, client) }
    }

    /// How often that path was asked for.
    func count(_ path: String) -> Int { server.requests.count { $0.target == path } }

    /// The whole way: a request, an answer with a code, and a token that `alter` alters.
    func signIn(
        with key: TestKey, _ alter: (inout TestToken) throws -> Void = { _ in }
    ) async throws -> UpstreamIdentity {
        let secrets = try await provider.authorizationRequest().secrets
        var token = TestToken(from: issuer, nonce: secrets.nonce, at: clock.now, by: key)
        try alter(&token)
        try hand(out: try token.signed(by: key))
        return try await provider.identity(from: answer(secrets), to: secrets)
    }

    func hand(out idToken: String?) throws {
        let field = idToken.map { ",\"id_token\":\"\($0)\"" } ?? ""
        behaviour.withLockedValue { $0.token = .json("{\"access_token\":\"access\",\"token_type\":\"Bearer\"\(field)}") }
    }

    func answer(_ secrets: AuthorizationSecrets, issuer: String? = nil) -> AuthorizationResponse {
        AuthorizationResponse(state: secrets.state, code: "the code", error: nil, issuer: issuer)
    }
}

extension FakeProvider.Behaviour {
    fileprivate func answer(_ request: ScriptedHTTPSServer.Request) -> ScriptedHTTPSServer.Answer {
        let issuer = "https://" + (request.headers["Host"].first ?? "")
        switch request.target {
        case "/.well-known/openid-configuration": return .json(document ?? metadataDocument(issuer))
        case "/keys": return .json(keySet ?? "{\"keys\":[\(keys.joined(separator: ","))]}")
        case "/token": return token
        default: return others[request.target] ?? .http(404)
        }
    }

    private func metadataDocument(_ issuer: String) -> String {
        var json = TestJSON([
            ("issuer", "\"\(issuer)\""), ("authorization_endpoint", "\"\(issuer)/authorize?tenant=1\""),
            ("token_endpoint", "\"\(issuer)/token\""), ("jwks_uri", "\"\(issuer)/keys\""),
        ])
        for (name, value) in metadata { json[name] = value }
        return json.text
    }
}

/// A clock that goes on only when a test says so. It begins at no time in particular.
struct TestClock: Sendable {
    private let instant = NIOLockedValueBox(Clock.system.now)

    var now: Instant { instant.withLockedValue { $0 } }
    var clock: Clock { Clock { [instant] in instant.withLockedValue { $0 } } }

    func advance(by span: Span) { instant.withLockedValue { $0 = $0 + span } }
}

extension UpstreamProvider {
    /// Where a browser is sent for the first time, and by which it is known when it comes back.
    func authorizationRequest(
        loginHint: String? = nil, prompt: String? = nil
    ) async throws(OpenIDFailure) -> (url: OutboundURL, secrets: AuthorizationSecrets) {
        let secrets = AuthorizationSecrets(state: Token(from: .system).secret, of: Token(from: .system))
        return (try await authorizationURL(for: secrets, loginHint: loginHint, prompt: prompt), secrets)
    }
}
