import Domain
import Outbound

/// What a token endpoint answers (RFC 6749 §5, OpenID Connect Core §3.1.3.3).
struct TokenResponse: Sendable {
    let accessToken: String
    let idToken: String?

    /// GitHub says with a 200, too, that it refuses.
    init(_ response: OutboundResponse) throws(OpenIDFailure) {
        let json = JSONValue.parsedObject(response.body)
        if let code = json?["error"]?.text { throw .tokenRefused(code: ErrorCode.read(code)) }
        guard response.status == 200 else { throw .status(response.status) }
        guard let json, json["token_type"]?.text?.lowercased() == "bearer", let accessToken = json["access_token"]?.text,
            Self.isToken(accessToken)
        else { throw .tokenMalformed }
        self.accessToken = accessToken
        idToken = json["id_token"]?.text
    }

    /// What fits into `Authorization` (RFC 6749 appendix A.12).
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy((UInt8(ascii: "!")...UInt8(ascii: "~")).contains)
    }
}
