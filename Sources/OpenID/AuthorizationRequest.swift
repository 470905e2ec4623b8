import Domain
import Outbound

/// Where a browser is sent, and what has to be known when it comes back.
public struct AuthorizationRequest: Sendable {
    public let url: OutboundURL
    public let secrets: AuthorizationSecrets

    /// RFC 6749 §4.1.1 with PKCE (RFC 7636 §4.3). Fails if it doesn't fit into a URL.
    /// - Parameter parameters: what the upstream takes beyond that.
    init(
        to endpoint: OutboundURL, from registration: ClientRegistration, scope: String, secrets: AuthorizationSecrets,
        _ parameters: [(String, String?)]
    ) throws(Problem) {
        let common: [(String, String?)] = [
            ("response_type", "code"), ("client_id", registration.clientID), ("redirect_uri", registration.redirectURI),
            ("scope", scope), ("state", secrets.state), ("code_challenge", secrets.codeChallenge), ("code_challenge_method", "S256"),
        ]
        url = try endpoint.appending(query: FormEncoding.text(of: common + parameters))
        self.secrets = secrets
    }
}
