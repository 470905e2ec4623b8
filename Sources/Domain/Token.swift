/// A secret that opens something: 256 random bits in base64url, 43 characters. Only its SHA-256 is stored.
public struct Token: Sendable {
    /// What travels in a cookie or a link. Never log it.
    public let secret: String

    public init(from randomness: Randomness) {
        secret = Self.base64URL(randomness.bytes(32))
    }

    /// A token that somebody presents. It is looked up as it stands, so any other spelling of the same bits is another token.
    public init(presented text: String) {
        secret = text
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func base64URL(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
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
