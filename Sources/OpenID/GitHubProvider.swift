import Domain
import Outbound

/// GitHub, which speaks OAuth without OpenID Connect: who somebody is comes from its API (docs.github.com/en/apps/oauth-apps).
public struct GitHubProvider: UpstreamProvider {
    public static let issuer = "https://github.com"
    private static let scope = "read:user user:email"

    private let registration: ClientRegistration
    private let client: OutboundClient
    /// As GitHub names itself in an answer (RFC 9207), other than as the issuer of accounts.
    private let answeringIssuer: String
    private let authorizationEndpoint: OutboundURL
    private let tokenEndpoint: OutboundURL
    private let userURL: OutboundURL
    private let emailsURL: OutboundURL

    /// - Parameter web: without a path, as `api` is.
    public init(
        _ registration: ClientRegistration, over client: OutboundClient,
        web: String = "https://github.com", api: String = "https://api.github.com"
    ) throws(Problem) {
        self.registration = registration
        self.client = client
        answeringIssuer = web + "/login/oauth"
        authorizationEndpoint = try OutboundURL(web + "/login/oauth/authorize")
        tokenEndpoint = try OutboundURL(web + "/login/oauth/access_token")
        userURL = try OutboundURL(api + "/user")
        emailsURL = try OutboundURL(api + "/user/emails")
    }

    public func authorizationURL(
        for secrets: AuthorizationSecrets, loginHint: String?, prompt: String?
    ) async throws(OpenIDFailure) -> OutboundURL {
        try registration.authorizationURL(
            at: authorizationEndpoint, scope: Self.scope, secrets, [("login", loginHint), ("prompt", prompt)]
        )
    }

    public func identity(
        from response: AuthorizationResponse, to secrets: AuthorizationSecrets
    ) async throws(OpenIDFailure) -> UpstreamIdentity {
        let code = try response.code(for: secrets, from: answeringIssuer, isIssuerRequired: false)
        let request = TokenRequest(
            endpoint: tokenEndpoint, registration: registration,
            authentication: try ClientAuthentication(with: registration.clientSecret, among: ["client_secret_post"]), code: code,
            codeVerifier: secrets.codeVerifier
        )
        let accessToken = try TokenResponse(try await client.response(to: request.outbound)).accessToken
        return try await identity(by: accessToken)
    }

    private func identity(by accessToken: String) async throws(OpenIDFailure) -> UpstreamIdentity {
        let user = JSONValue.parsedObject(try await body(of: userURL, accessToken))
        guard case .integer(let id)? = user?["id"], id > 0 else { throw .profileMalformed }
        let address = try await primaryAddress(accessToken)
        return UpstreamIdentity(
            issuer: Self.issuer, subject: String(id), email: address?.email, isEmailVerified: address?.isVerified ?? false,
            name: user?["name"]?.text
        )
    }

    /// The address in the profile is what somebody wrote there; the list says which is the account's own.
    private func primaryAddress(_ accessToken: String) async throws(OpenIDFailure) -> (email: EmailAddress, isVerified: Bool)? {
        let body = try await body(of: emailsURL, accessToken)
        guard let addresses = try? JSONParser.parse(body, deepest: JSONValue.deepest).elements else { throw .profileMalformed }
        guard let primary = addresses.first(where: { $0["primary"]?.isTrue == true }),
            let email = primary["email"]?.text.flatMap({ try? EmailAddress($0) })
        else { return nil }
        return (email, primary["verified"]?.isTrue == true)
    }

    private func body(of url: OutboundURL, _ accessToken: String) async throws(OpenIDFailure) -> [UInt8] {
        let headers = [
            (name: "Accept", value: "application/vnd.github+json"), (name: "Authorization", value: "Bearer \(accessToken)"),
            (name: "X-GitHub-Api-Version", value: "2022-11-28"),
        ]
        return try await client.body(of: .get(url, headers: headers))
    }
}
