/// A secret that opens something: 256 random bits in base64url, 43 characters. Only its SHA-256 is stored.
public struct Token: Sendable {
    /// What travels in a cookie or a link. Never log it.
    public let secret: String

    public init(from randomness: Randomness) {
        secret = Base64URL.text(of: randomness.bytes(32))
    }

    /// A token that somebody presents. It is looked up as it stands, so any other spelling of the same bits is another token.
    public init(presented text: String) {
        secret = text
    }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Token(…)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How long a password reset token holds, and how many of an account's stand at once.
public enum PasswordReset {
    public static let lifetime = Span.minutes(30)
    public static let standing = 3
    /// Between two messages to one address, however often it is asked for.
    public static let interval = Span.minutes(1)
}

/// How long a token that verifies an address holds. The newest alone stands.
public enum EmailVerification {
    public static let lifetime = Span.hours(24)
    /// Between two messages to one address, however often it is asked for; the welcome counts.
    public static let interval = Span.minutes(1)
    /// How many messages are sent again to one address within a day.
    public static let mostPerDay = 10
}

/// How long a link holds that gives an account another address. The newest alone stands.
public enum EmailChange {
    public static let lifetime = Span.hours(24)
    /// Between two messages to one address, however often it is asked for.
    public static let interval = Span.minutes(1)
}
