/// A message to a person, without its words: the Mail target finds those.
public enum Message: Identified, Hashable, Codable, Sendable {
    public static let idPrefix = "msg"

    case invitation(organization: String, inviter: String, role: String, expiresAt: Instant)
    case passwordReset(name: String, expiresAt: Instant)
    case emailVerification(name: String, expiresAt: Instant)

    /// The page that the message's link opens; the token follows after `#`.
    public var page: String {
        switch self {
        case .invitation: "/invite"
        case .passwordReset: "/reset-password"
        case .emailVerification: "/verify-email"
        }
    }
}
