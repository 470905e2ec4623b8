/// What a browser brings back to the redirect URI, its query's parameters decoded (RFC 6749 §4.1.2).
public struct AuthorizationResponse: Sendable {
    let state: String?
    let code: String?
    let error: String?
    /// RFC 9207.
    let issuer: String?

    public init(state: String?, code: String?, error: String?, issuer: String?) {
        self.state = state
        self.code = code
        self.error = error
        self.issuer = issuer
    }

    /// The code, if this answers the request and comes from `expected`. An error counts no sooner than that either.
    /// - Parameter isIssuerRequired: where the upstream says that it always names itself.
    func code(for secrets: AuthorizationSecrets, from expected: String, isIssuerRequired: Bool) throws(OpenIDFailure) -> String {
        guard let state, state.isSame(as: secrets.state) else { throw .answerState }
        guard issuer == expected || issuer == nil && !isIssuerRequired else { throw .answerIssuer }
        if let error { throw .answerRefused(code: ErrorCode.read(error)) }
        guard let code, !code.isEmpty else { throw .answerWithoutCode }
        return code
    }
}
