import Outbound

/// Why nobody is signed in by an upstream, for logs and operators. A code is what the upstream sent, if it is one; no token is in here.
public enum OpenIDFailure: Error, Hashable, Sendable {
    /// Of whatever had to be asked.
    case unreachable(OutboundFailure)
    /// A status that no answer has.
    case status(Int)

    /// The metadata can't be read, or lack what is needed.
    case discoveryMalformed
    /// The metadata are another issuer's (OpenID Connect Discovery §4.3).
    case discoveryIssuer
    /// The key set can't be read.
    case keysMalformed

    /// The authorization request doesn't fit into a URL.
    case requestTooLong

    /// What came back is the answer to another request.
    case answerState
    /// It is from another issuer, or doesn't say from whom though it must (RFC 9207).
    case answerIssuer
    /// The upstream refuses, or the person did: `access_denied`.
    case answerRefused(code: String)
    case answerWithoutCode

    /// The upstream takes no way of proving who this is that is known here.
    case clientAuthentication
    case tokenRefused(code: String)
    case tokenMalformed

    case idTokenMissing
    case idTokenMalformed
    /// One that is not taken, or that doesn't fit the key.
    case idTokenAlgorithm
    /// The key set has none of that id.
    case idTokenKey
    case idTokenSignature
    case idTokenIssuer
    case idTokenAudience
    case idTokenAuthorizedParty
    case idTokenSubject
    case idTokenExpired
    /// From the future.
    case idTokenEarly
    /// Made too long ago for a sign-in.
    case idTokenOld
    case idTokenNonce
    /// It is about another access token.
    case idTokenAccessToken

    /// What the upstream says of the account can't be read, or is about another one.
    case profileMalformed
}

/// A code such as `invalid_grant` (RFC 6749 §5.2): of what an upstream sends, nothing else is repeated.
enum ErrorCode {
    static func read(_ text: String) -> String {
        let isCode =
            (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_-.".utf8.contains($0) }
        return isCode ? text : "unknown"
    }
}
