import Domain
import Outbound

/// An upstream that says who somebody is.
public protocol UpstreamProvider: Sendable {
    /// Where a browser is sent.
    ///
    /// - Parameter prompt: `login`, `select_account` … where the upstream is to ask again (OpenID Connect Core §3.1.2.1).
    func authorizationURL(
        for secrets: AuthorizationSecrets, loginHint: String?, prompt: String?
    ) async throws(OpenIDFailure) -> OutboundURL

    /// - Parameter secrets: those of the request that `response` answers. Whoever calls sees to it that they serve once, and only the
    ///   browser that made the request.
    func identity(from response: AuthorizationResponse, to secrets: AuthorizationSecrets) async throws(OpenIDFailure) -> UpstreamIdentity
}
