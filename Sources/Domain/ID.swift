/// A thing that has ids of its own.
public protocol Identified {
    /// What an id begins with, before the underscore.
    static var idPrefix: String { get }
}

/// A TypeID (github.com/jetify-com/typeid, v0.3): the kind's prefix, `_`, and a UUIDv7 in 26 digits of Crockford's base32.
///
/// Ids of different kinds don't mix: an `ID<Account>` isn't an `ID<Organization>`. An id is no secret.
public struct ID<Kind: Identified>: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Refuses anything but the canonical form.
    public init?(_ text: String) {
        guard TypeID.isValid(text, prefix: Kind.idPrefix) else { return nil }
        description = text
    }

    /// A new id, ordered by time.
    public init(at now: Instant, from randomness: Randomness) {
        description = Kind.idPrefix + "_" + TypeID.suffix(milliseconds: now.milliseconds, randomness.word(), randomness.word())
    }
}

enum TypeID {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let length = 26
    /// Whether a byte is in the alphabet.
    private static let isDigit = (UInt8.min...UInt8.max).map(alphabet.contains)

    /// UUIDv7 (RFC 9562 §5.7): 48 bits of time, version, 12 random bits, variant, 62 random bits.
    static func suffix(milliseconds: Int64, _ first: UInt64, _ second: UInt64) -> String {
        let high = UInt64(bitPattern: milliseconds) << 16 | 0x7000 | first & 0x0fff
        let low = 0x8000_0000_0000_0000 | second & 0x3fff_ffff_ffff_ffff
        return String(unsafeUninitializedCapacity: length) { digits in
            var (high, low) = (high, low)
            for position in stride(from: length - 1, through: 0, by: -1) {
                digits[position] = alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return length
        }
    }

    static func isValid(_ text: String, prefix: String) -> Bool {
        var (text, prefix) = (text, prefix)  // a row has several of these, so that they are read where they are
        let start = prefix.utf8.count + 1
        guard text.utf8.count == start + length else { return false }
        return text.withUTF8 { text in
            prefix.withUTF8 { prefix in
                text.starts(with: prefix) && text[prefix.count] == UInt8(ascii: "_") && text[start] <= UInt8(ascii: "7")
                    && text[start...].allSatisfy { isDigit[Int($0)] }
            }
        }
    }
}
