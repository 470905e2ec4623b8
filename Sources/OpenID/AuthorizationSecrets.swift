import Crypto
import Domain

/// What ties an answer to its request. Nothing that prints, logs or inspects them gets to see them.
public struct AuthorizationSecrets: Sendable, CustomStringConvertible, CustomReflectable {
    /// Ties the answer to the browser (RFC 6749 §10.12).
    public let state: String
    /// Ties the ID token to the request (OpenID Connect Core §3.1.2.1).
    public let nonce: String
    /// Ties the code to whoever asked for it (RFC 7636 §4.1).
    public let codeVerifier: String

    /// Those of a request of one browser: nonce and verifier are drawn from what the browser alone keeps, so that they are stored nowhere, and
    /// are the same again when it comes back.
    ///
    /// - Parameter state: which no other request has.
    public init(state: String, of browser: Token) {
        let key = SymmetricKey(data: Array(browser.secret.utf8))
        func drawn(for use: String) -> String {
            Base64URL.text(of: Array(HMAC<SHA256>.authenticationCode(for: Array("\(use) \(state)".utf8), using: key)))
        }
        self.init(state: state, nonce: drawn(for: "nonce"), codeVerifier: drawn(for: "code verifier"))
    }

    init(state: String, nonce: String, codeVerifier: String) {
        self.state = state
        self.nonce = nonce
        self.codeVerifier = codeVerifier
    }

    /// RFC 7636 §4.2.
    var codeChallenge: String { Base64URL.text(of: Array(SHA256.hash(data: Array(codeVerifier.utf8)))) }

    public var description: String { "AuthorizationSecrets(…)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// Takes as long wherever two texts of the same length differ.
    func isSame(as other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
