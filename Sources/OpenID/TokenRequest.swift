import Domain
import FoundationEssentials
import Outbound

/// Trades a code for tokens (RFC 6749 §4.1.3).
struct TokenRequest: Sendable {
    let endpoint: OutboundURL
    let registration: ClientRegistration
    let authentication: ClientAuthentication
    let code: String
    let codeVerifier: String

    var outbound: OutboundRequest {
        var parameters: [(String, String?)] = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", registration.redirectURI),
            ("code_verifier", codeVerifier),
        ]
        var headers = [(name: String, value: String)].acceptingJSON
        switch authentication {
        case .none: parameters.append(("client_id", registration.clientID))
        case .post(let secret): parameters += [("client_id", registration.clientID), ("client_secret", secret.text)]
        case .basic(let secret):
            let credentials = "\(FormEncoding.encoded(registration.clientID)):\(FormEncoding.encoded(secret.text))"
            headers.append((name: "Authorization", value: "Basic \(Data(credentials.utf8).base64EncodedString())"))
        }
        return .post(Array(FormEncoding.text(of: parameters).utf8), as: FormEncoding.contentType, to: endpoint, headers: headers)
    }
}

/// How a client proves to the token endpoint who it is (OpenID Connect Core §9).
enum ClientAuthentication: Sendable {
    /// With the id alone: a public client.
    case none
    case basic(SecretValue)
    case post(SecretValue)

    /// As metadata name them.
    static let known: Set = ["client_secret_basic", "client_secret_post", "none"]

    /// In the header where that is taken (RFC 6749 §2.3.1), else in the body.
    init(with secret: SecretValue?, among methods: [String]) throws(OpenIDFailure) {
        if let secret, methods.contains("client_secret_basic") {
            self = .basic(secret)
        } else if let secret, methods.contains("client_secret_post") {
            self = .post(secret)
        } else if secret == nil {
            self = .none
        } else {
            throw .clientAuthentication
        }
    }
}
