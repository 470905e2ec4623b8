/// Codes that change with the time (TOTP, RFC 6238): six digits of an HMAC-SHA-1 over the number of a step of 30 seconds, which is what all
/// apps can do. The HMAC is Storage's, which has the cryptography.
public enum TimeCode {
    public static let digits = 6
    public static let period = Span.seconds(30)
    /// How many steps a clock may be off, either way (RFC 6238 §5.2).
    public static let drift = 1

    /// The number of the step that a moment is in.
    public static func step(at now: Instant) -> Int { Int(now.milliseconds / period.milliseconds) }

    /// The steps whose codes count at a moment, the likeliest first: never one that has been used, nor any before it (RFC 6238 §5.2).
    ///
    /// - Parameter last: the last step whose code was accepted.
    public static func steps(at now: Instant, after last: Int) -> [Int] {
        let present = step(at: now)
        return [present, present - drift, present + drift].filter { $0 > last }
    }

    /// What the HMAC is of: the number of the step in eight bytes (RFC 4226 §5.1).
    public static func message(of step: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
    }

    /// The digits of an HMAC of 20 bytes (RFC 4226 §5.3).
    public static func code(truncating mac: [UInt8]) -> String {
        let offset = Int(mac[mac.count - 1] & 0x0f)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// A code as it is typed: with the spaces that apps show in it, or without.
    public static func typed(_ text: String) -> String? {
        let code = text.filter { $0 != " " && $0 != "\u{a0}" && $0 != "-" }
        return code.utf8.count == digits && code.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? code : nil
    }
}

/// What an app and this server share: 160 random bits, as RFC 4226 §4 recommends. Nothing that prints, logs or inspects it gets to see it.
public struct TimeCodeSecret: Sendable, CustomStringConvertible, CustomReflectable {
    public static let size = 20

    public let bytes: [UInt8]

    public init(from randomness: Randomness) { bytes = randomness.bytes(Self.size) }

    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// As it is typed into an app that has no camera.
    public var base32: String { Base32.text(of: bytes) }

    /// As a QR code says it (github.com/google/google-authenticator/wiki/Key-Uri-Format).
    ///
    /// - Parameters:
    ///   - issuer: the service.
    ///   - account: what tells one of a person's accounts there from the next.
    public func link(issuer: String, account: String) -> String {
        let (issuer, account) = (Self.encoded(issuer), Self.encoded(account))
        return "otpauth://totp/\(issuer):\(account)?secret=\(base32)&issuer=\(issuer)&algorithm=SHA1&digits=\(TimeCode.digits)&period=30"
    }

    /// RFC 3986 §2.3: what is not unreserved is percent-encoded; a colon separates issuer and account, and is in neither.
    private static func encoded(_ text: String) -> String {
        let unreserved = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: ":") {
            if unreserved.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    public var description: String { "a secret" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
