import Domain

/// What an upstream and this server have agreed on.
public struct ClientRegistration: Sendable {
    public let clientID: String
    /// Nil for a public client: PKCE alone proves who fetches the token.
    public let clientSecret: SecretValue?
    /// Exactly as the upstream has it.
    public let redirectURI: String

    public init(clientID: String, clientSecret: SecretValue?, redirectURI: String) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.redirectURI = redirectURI
    }
}
