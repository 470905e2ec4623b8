/// A credential of another service that an organization keeps here. The product uses it; people see what it is called, never what it is.
public struct Secret: Identified, Sendable {
    public static let idPrefix = "sec"

    /// How many one organization can have.
    public static let most = 100

    public let id: ID<Secret>
    public let name: String
    public let provider: String
    /// What tells one value from the next. Nil where it would tell too much.
    public let lastFour: String?
    public let createdAt: Instant

    public init(id: ID<Secret>, name: String, provider: String, lastFour: String?, createdAt: Instant) {
        self.id = id
        self.name = name
        self.provider = provider
        self.lastFour = lastFour
        self.createdAt = createdAt
    }
}

/// What is secret about it: 1 byte to 16 KiB of UTF-8 without NUL, byte for byte as it was given; white space around it is part of it.
/// Nothing that prints, logs or inspects it gets to see it.
public struct SecretValue: Sendable, CustomStringConvertible, CustomReflectable {
    /// In bytes.
    public static let limit = 16 * 1024
    /// In code points. Of anything shorter the last four would be too large a part.
    private static let leastToShowFour = 12

    public let text: String

    public init(_ text: String) throws(Problem) {
        guard !text.isEmpty else { throw Problem("must not be empty") }
        guard text.fits(Self.limit) else { throw Problem("must have at most \(Self.limit) bytes") }
        guard !text.utf8.contains(0) else { throw Problem("must not contain a NUL character") }
        self.text = text
    }

    public var description: String { "a secret" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The last four characters of a value of at least 12, where they are visible ASCII: whatever else stands there (a line break, half
    /// of a letter with its accents, a change of direction) says nothing to whoever compares.
    public var lastFour: String? {
        guard text.codePointCount >= Self.leastToShowFour else { return nil }
        let bytes = text.utf8.suffix(4)
        guard bytes.allSatisfy((UInt8(ascii: "!")...UInt8(ascii: "~")).contains) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Whose credential it is, as a key that a product looks for: `stripe`, `aws.s3`. Lower-case ASCII letters and digits, and behind the
/// first of them `_`, `.` and `-`; at most 64 in all.
public struct SecretProvider: Hashable, Sendable {
    public static let limit = 64

    public let key: String

    public init(_ text: String) throws(Problem) {
        guard text.fits(Self.limit) else { throw Problem("must have at most \(Self.limit) characters") }
        guard let first = text.utf8.first else { throw Problem("must not be empty") }
        guard Self.isPlain(first), text.utf8.allSatisfy({ Self.isPlain($0) || "_.-".utf8.contains($0) }) else {
            throw Problem("may have lower-case letters a–z and digits, and behind the first of them underscores, dots and hyphens")
        }
        key = text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
