import Domain
import Outbound

/// An issuer of ID tokens, found by its metadata: the authorization code flow of OpenID Connect Core §3.1, with PKCE.
public struct OpenIDProvider: UpstreamProvider {
    private static let scope = "openid email profile"
    /// How long metadata and keys are kept.
    private static let lifetime = Span.minutes(10)
    /// Between two looks for a key that the last look didn't find.
    private static let interval = Span.seconds(60)

    public let issuer: Issuer
    private let registration: ClientRegistration
    private let client: OutboundClient
    private let clock: Clock
    private let metadata: SharedFetch<ProviderMetadata>
    private let keys: SharedFetch<ProviderKeySet>

    /// Fetches nothing yet. Copies share what is fetched.
    public init(_ issuer: Issuer, _ registration: ClientRegistration, over client: OutboundClient, clock: Clock = .system) {
        self.issuer = issuer
        self.registration = registration
        self.client = client
        self.clock = clock
        let metadata = SharedFetch<ProviderMetadata>(for: Self.lifetime, clock: clock) { () async throws(OpenIDFailure) in
            try ProviderMetadata(try await client.body(of: .get(issuer.metadataURL, headers: .acceptingJSON)), of: issuer)
        }
        self.metadata = metadata
        keys = SharedFetch(for: Self.lifetime, clock: clock) { () async throws(OpenIDFailure) in
            try ProviderKeySet(try await client.body(of: .get(try await metadata.value().keysURL, headers: .acceptingJSON)))
        }
    }

    /// Whether what the issuer says of itself can be read.
    public func requireMetadata() async throws(OpenIDFailure) { _ = try await metadata.value() }

    public func authorizationURL(
        for secrets: AuthorizationSecrets, loginHint: String?, prompt: String?
    ) async throws(OpenIDFailure) -> OutboundURL {
        let endpoint = try await metadata.value().authorizationEndpoint
        let parameters = [("nonce", secrets.nonce), ("login_hint", loginHint), ("prompt", prompt)]
        return try registration.authorizationURL(at: endpoint, scope: Self.scope, secrets, parameters)
    }

    public func identity(
        from response: AuthorizationResponse, to secrets: AuthorizationSecrets
    ) async throws(OpenIDFailure) -> UpstreamIdentity {
        let metadata = try await metadata.value()
        let code = try response.code(for: secrets, from: issuer.text, isIssuerRequired: metadata.namesIssuerInResponses)
        let authentication = try ClientAuthentication(with: registration.clientSecret, among: metadata.clientAuthenticationMethods)
        let request = TokenRequest(
            endpoint: metadata.tokenEndpoint, registration: registration, authentication: authentication, code: code,
            codeVerifier: secrets.codeVerifier
        )
        let tokens = try TokenResponse(try await client.response(to: request.outbound))
        guard let text = tokens.idToken else { throw .idTokenMissing }
        let token = try IDToken(text)
        guard await token.isSigned(byOneOf: try await keys(for: token.header)) else { throw .idTokenSignature }
        let check = IDTokenCheck(issuer: issuer.text, clientID: registration.clientID, nonce: secrets.nonce, now: clock.now)
        let identity = try check.identity(in: token, accessToken: tokens.accessToken)
        guard identity.email == nil, let endpoint = metadata.userInfoEndpoint else { return identity }
        return try await userInfo(of: identity, at: endpoint, by: tokens.accessToken)
    }

    /// Some put an address nowhere else (§5.4). It must be about the same subject (§5.3.2); where there is no JSON, nothing is said.
    private func userInfo(
        of identity: UpstreamIdentity, at endpoint: OutboundURL, by accessToken: String
    ) async throws(OpenIDFailure) -> UpstreamIdentity {
        let headers = .acceptingJSON + [(name: "Authorization", value: "Bearer \(accessToken)")]
        let response = try await client.response(to: .get(endpoint, headers: headers))
        guard response.status == 200, let profile = JSONValue.parsedObject(response.body) else { return identity }
        guard profile["sub"]?.text == identity.subject else { throw .profileMalformed }
        return UpstreamIdentity(issuer: identity.issuer, subject: identity.subject, profile: profile)
    }

    /// A key that isn't known may be new: then the keys are fetched once more.
    private func keys(for header: IDTokenHeader) async throws(OpenIDFailure) -> [ProviderKey] {
        do throws(OpenIDFailure) {
            return try await keys.value().keys(for: header)
        } catch {
            guard error == .idTokenKey else { throw error }
            return try await keys.value(atMost: Self.interval).keys(for: header)
        }
    }
}
