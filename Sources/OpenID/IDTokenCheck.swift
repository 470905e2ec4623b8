import Domain

/// What the claims of an ID token must say (OpenID Connect Core §3.1.3.7), once its signature has been found right.
struct IDTokenCheck: Sendable {
    /// How far two clocks may be apart.
    static let skew = Span.seconds(60)
    /// After which a token is no answer to a sign-in any more, whatever it says itself.
    static let age = Span.minutes(10)
    private static let subjectLimit = 255

    let issuer: String
    let clientID: String
    let nonce: String
    let now: Instant

    /// Who it is about.
    /// - Parameter accessToken: the one that came along.
    func identity(in token: IDToken, accessToken: String?) throws(OpenIDFailure) -> UpstreamIdentity {
        let claims = token.claims
        guard claims["iss"]?.text == issuer else { throw .idTokenIssuer }
        try checkAudience(claims)
        try checkTimes(claims)
        guard let given = claims["nonce"]?.text, given.isSame(as: nonce) else { throw .idTokenNonce }
        try checkAccessToken(claims, accessToken, token.header.algorithm)
        guard let subject = claims["sub"]?.text, Self.isSubject(subject) else { throw .idTokenSubject }
        return UpstreamIdentity(issuer: issuer, subject: subject, profile: claims)
    }

    private func checkAudience(_ claims: JSONValue) throws(OpenIDFailure) {
        guard let audiences = claims["aud"]?.text.map({ [$0] }) ?? claims["aud"]?.texts, audiences.contains(clientID) else {
            throw .idTokenAudience
        }
        guard let party = claims["azp"] else {
            guard audiences.count == 1 else { throw .idTokenAuthorizedParty }
            return
        }
        guard party.text == clientID else { throw .idTokenAuthorizedParty }
    }

    private func checkTimes(_ claims: JSONValue) throws(OpenIDFailure) {
        guard let expiry = claims["exp"]?.instant, let issue = claims["iat"]?.instant else { throw .idTokenMalformed }
        guard now < expiry + Self.skew else { throw .idTokenExpired }
        guard issue <= now + Self.skew else { throw .idTokenEarly }
        guard now - issue <= Self.age else { throw .idTokenOld }
        guard let start = claims["nbf"] else { return }
        guard let start = start.instant else { throw .idTokenMalformed }
        guard start <= now + Self.skew else { throw .idTokenEarly }
    }

    /// §3.1.3.6: the left half of the access token's hash.
    private func checkAccessToken(_ claims: JSONValue, _ accessToken: String?, _ algorithm: SigningAlgorithm) throws(OpenIDFailure) {
        guard let claim = claims["at_hash"] else { return }
        guard let accessToken else { throw .idTokenAccessToken }
        let hash = algorithm.hash(Array(accessToken.utf8))
        guard claim.text == Base64URL.text(of: Array(hash.prefix(hash.count / 2))) else { throw .idTokenAccessToken }
    }

    /// §2: at most 255 characters of ASCII.
    static func isSubject(_ text: String) -> Bool {
        (1...subjectLimit).contains(text.utf8.count) && text.utf8.allSatisfy((UInt8(ascii: " ")...UInt8(ascii: "~")).contains)
    }
}

extension UpstreamIdentity {
    /// Standard claims (§5.1). Some say that an address is verified with a text.
    init(issuer: String, subject: String, profile: JSONValue) {
        let verified = profile["email_verified"]
        self.init(
            issuer: issuer, subject: subject, email: profile["email"]?.text.flatMap { try? EmailAddress($0) },
            isEmailVerified: verified?.isTrue == true || verified?.text == "true", name: profile["name"]?.text
        )
    }
}
