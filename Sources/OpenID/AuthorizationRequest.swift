import Domain
import Outbound

extension ClientRegistration {
    /// Where a browser is sent: RFC 6749 §4.1.1 with PKCE (RFC 7636 §4.3). Fails with `.requestTooLong`.
    ///
    /// - Parameter parameters: what the upstream takes beyond that.
    func authorizationURL(
        at endpoint: OutboundURL, scope: String, _ secrets: AuthorizationSecrets, _ parameters: [(String, String?)]
    ) throws(OpenIDFailure) -> OutboundURL {
        let common: [(String, String?)] = [
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectURI), ("scope", scope), ("state", secrets.state),
            ("code_challenge", secrets.codeChallenge), ("code_challenge_method", "S256"),
        ]
        guard let url = try? endpoint.appending(query: FormEncoding.text(of: common + parameters)) else { throw .requestTooLong }
        return url
    }
}
