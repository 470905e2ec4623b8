/// A credential for a program: an organization's, or an account's own. It acts in the name of whoever made it, with less than they may.
public struct APIKey: Identified, Sendable {
    public static let idPrefix = "key"

    /// How many live ones an organization can have, and how many of its own an account.
    public static let most = 50

    public enum Status: String, CaseIterable, Sendable {
        case active, expired, revoked
    }

    public let id: ID<APIKey>
    public let name: String
    /// How its secret begins, which tells one from the next.
    public let prefix: String
    public let permissions: KeyPermissions
    public let createdAt: Instant
    /// Nil for one that lasts until it is revoked.
    public let expiresAt: Instant?
    /// The beginning, in UTC, of the day on which it was used last.
    public let lastUsedAt: Instant?
    public let revokedAt: Instant?

    public init(
        id: ID<APIKey>, name: String, prefix: String, permissions: KeyPermissions, createdAt: Instant, expiresAt: Instant?,
        lastUsedAt: Instant?, revokedAt: Instant?
    ) {
        self.id = id
        self.name = name
        self.prefix = prefix
        self.permissions = permissions
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }

    public func status(at now: Instant) -> Status {
        if revokedAt != nil { return .revoked }
        return Self.isLive(at: now, expiresAt: expiresAt, isRevoked: false) ? .active : .expired
    }

    public static func isLive(at now: Instant, expiresAt: Instant?, isRevoked: Bool) -> Bool {
        !isRevoked && expiresAt.map { now < $0 } ?? true
    }
}

/// What a key may at most: some permissions, and none that are a person's alone.
public struct KeyPermissions: Hashable, Sendable {
    /// What decides about roles, keys and credentials, about money, or about the whole, takes somebody who is present. So does taking all
    /// data away.
    public static let withheld: PermissionSet = [
        .rolesManage, .apiKeysManage, .secretsManage, .billingManage, .organizationDelete, .organizationTransfer, .organizationExport,
    ]

    public let all: PermissionSet

    public init(_ permissions: PermissionSet) throws(Problem) {
        guard !permissions.isEmpty else { throw Problem("must name at least one") }
        let refused = permissions.intersection(Self.withheld).map(\.rawValue).sorted()
        guard refused.isEmpty else { throw Problem("must not name \(refused.joined(separator: ", ")): no key can have that") }
        all = permissions
    }

    /// As they are stored.
    public init(bits: Int) {
        all = PermissionSet(bits: bits).subtracting(Self.withheld)
    }
}

/// What a program presents: `tnt_`, 256 random bits in 43 digits, and six that check all before them (after github.blog, “Behind GitHub's
/// new authentication token formats”). Scanners know it when they see it, a typo opens nothing without anything being looked up, and a
/// double-click selects all of it. Nothing that prints, logs or inspects it gets to see it.
public struct APIKeySecret: Sendable, CustomStringConvertible, CustomReflectable {
    public static let mark = "tnt_"
    private static let randomDigits = 43
    private static let checkDigits = 6
    private static let shownDigits = 6

    /// What travels in `Authorization`, and in the one answer that shows it.
    public let text: String

    public init(from randomness: Randomness) {
        let body = Self.mark + Base62.digits(of: randomness.bytes(32), count: Self.randomDigits)
        text = body + Self.check(of: body)
    }

    /// Nil for what is none, because of a typo or from the beginning.
    public init?(presented text: String) {
        guard text.utf8.count == Self.mark.utf8.count + Self.randomDigits + Self.checkDigits, text.utf8.starts(with: Self.mark.utf8),
            text.utf8.dropFirst(Self.mark.utf8.count).allSatisfy(Base62.alphabet.contains)
        else { return nil }
        let body = String(decoding: text.utf8.dropLast(Self.checkDigits), as: UTF8.self)
        guard text.utf8.elementsEqual((body + Self.check(of: body)).utf8) else { return nil }
        self.text = text
    }

    /// What of it may be shown: 36 of its 256 bits.
    public var prefix: String { String(decoding: text.utf8.prefix(Self.mark.utf8.count + Self.shownDigits), as: UTF8.self) }

    public var description: String { "an API key" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static func check(of body: String) -> String {
        let sum = CRC32.checksum(of: body.utf8).bigEndian
        return Base62.digits(of: withUnsafeBytes(of: sum, Array.init), count: checkDigits)
    }
}

private enum Base62 {
    static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// A number, its highest byte first, in so many digits.
    static func digits(of bytes: [UInt8], count: Int) -> String {
        var (number, digits) = (bytes, [UInt8](repeating: alphabet[0], count: count))
        for place in digits.indices.reversed() {
            var remainder = 0
            for index in number.indices {
                let part = remainder << 8 | Int(number[index])
                number[index] = UInt8(part / alphabet.count)
                remainder = part % alphabet.count
            }
            digits[place] = alphabet[remainder]
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

private enum CRC32 {
    private static let polynomial: UInt32 = 0xedb8_8320

    /// Of ISO/IEC 3309, as in zip and PNG.
    static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ polynomial }
        }
        return ~sum
    }
}
