/// A value in the CBOR that authenticators speak: the CTAP2 canonical CBOR encoding form (CTAP 2.1 §8), which WebAuthn §2.4 asks decoders to
/// insist on. Of its simple values those are read that something uses; floating point, tags and integers of 65 bits are not.
enum CBOR: Hashable, Sendable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    /// Names are integers or text.
    case map([CBOR: CBOR])
    case bool(Bool)
    case null
}

/// Reads CBOR (RFC 8949) strictly, in one pass: every value has one spelling, and any other is refused.
struct CBORReader {
    /// How many arrays and maps may be in each other (CTAP 2.1 §8).
    static let deepest = 4
    /// In bytes. With a key of RSA-4096 and the longest id an attestation object has 2 KiB.
    static let longest = 16 * 1024

    private let bytes: [UInt8]
    /// Of the next value.
    private(set) var position: Int

    /// - Parameter position: at most the number of bytes.
    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The one value that all of the bytes are. Fails with `.encoding`.
    static func value(of bytes: [UInt8]) throws(PasskeyRefusal) -> CBOR {
        var reader = CBORReader(bytes)
        let value = try reader.value()
        guard reader.position == bytes.count else { throw reader.refusal }
        return value
    }

    /// The next value, whatever follows it. Fails with `.encoding`.
    mutating func value() throws(PasskeyRefusal) -> CBOR {
        guard bytes.count <= Self.longest else { throw refusal }
        return try value(depth: 0)
    }

    private var refusal: PasskeyRefusal { .encoding(at: position) }

    private mutating func value(depth: Int) throws(PasskeyRefusal) -> CBOR {
        let (kind, argument) = try head()
        switch (kind, argument) {
        case (0, ...UInt64(Int64.max)): return .integer(Int64(argument))
        case (1, ...UInt64(Int64.max)): return .integer(-1 - Int64(argument))
        case (2, _): return .bytes(Array(try take(argument)))
        case (3, _): return .text(try text(argument))
        case (4, _): return .array(try array(argument, depth: depth + 1))
        case (5, _): return .map(try map(argument, depth: depth + 1))
        case (7, 20): return .bool(false)
        case (7, 21): return .bool(true)
        case (7, 22): return .null
        default: throw refusal
        }
    }

    /// A value's kind and argument (RFC 8949 §3). The shortest spelling alone will do, and no indefinite length.
    private mutating func head() throws(PasskeyRefusal) -> (kind: UInt8, argument: UInt64) {
        guard position < bytes.count else { throw refusal }
        let first = bytes[position]
        position += 1
        let information = UInt64(first & 31)
        guard information >= 24 else { return (first >> 5, information) }
        guard information <= 27, first >> 5 != 7 else { throw refusal }
        let size: UInt64 = 1 << (information - 24)
        let argument = try take(size).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let least: UInt64 = size == 1 ? 24 : 1 << (4 * size)
        guard argument >= least else { throw refusal }
        return (first >> 5, argument)
    }

    private mutating func take(_ count: UInt64) throws(PasskeyRefusal) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count - position) else { throw refusal }
        defer { position += Int(count) }
        return bytes[position..<position + Int(count)]
    }

    private mutating func text(_ count: UInt64) throws(PasskeyRefusal) -> String {
        guard let text = String(validating: try take(count), as: UTF8.self) else { throw refusal }
        return text
    }

    private mutating func array(_ count: UInt64, depth: Int) throws(PasskeyRefusal) -> [CBOR] {
        guard depth <= Self.deepest, count <= UInt64(bytes.count - position) else { throw refusal }
        var values: [CBOR] = []
        for _ in 0..<count { values.append(try value(depth: depth)) }
        return values
    }

    private mutating func map(_ count: UInt64, depth: Int) throws(PasskeyRefusal) -> [CBOR: CBOR] {
        guard depth <= Self.deepest, count <= UInt64(bytes.count - position) else { throw refusal }
        var fields: [CBOR: CBOR] = [:]
        var last: ArraySlice<UInt8>?
        for _ in 0..<count {
            let start = position
            let name = try value(depth: depth)
            let spelling = bytes[start..<position]
            switch name {
            case .integer, .text: break
            default: throw refusal
            }
            if let last { guard Self.areInOrder(last, spelling) else { throw refusal } }
            last = spelling
            // Text that Unicode takes for the same has several spellings in UTF-8.
            guard fields.updateValue(try value(depth: depth), forKey: name) == nil else { throw refusal }
        }
        return fields
    }

    /// CTAP 2.1 §8: by kind, then the shorter first, then byte by byte.
    private static func areInOrder(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool {
        let kinds = (first[first.startIndex] >> 5, second[second.startIndex] >> 5)
        if kinds.0 != kinds.1 { return kinds.0 < kinds.1 }
        if first.count != second.count { return first.count < second.count }
        return first.lexicographicallyPrecedes(second)
    }
}
