@testable import Domain

extension CBOR {
    /// CTAP2's canonical form (CTAP 2.1 §8), whatever is in it.
    var canonical: [UInt8] {
        switch self {
        case .integer(let number): number >= 0 ? Self.head(0, UInt64(number)) : Self.head(1, UInt64(-1 - number))
        case .bytes(let bytes): Self.head(2, UInt64(bytes.count)) + bytes
        case .text(let text): Self.head(3, UInt64(text.utf8.count)) + Array(text.utf8)
        case .array(let values): Self.head(4, UInt64(values.count)) + values.flatMap(\.canonical)
        case .map(let fields):
            Self.head(5, UInt64(fields.count))
                + fields.map { (name: $0.canonical, value: $1.canonical) }.sorted { Self.isBefore($0.name, $1.name) }.flatMap {
                    $0.name + $0.value
                }
        case .bool(let flag): [flag ? 0xf5 : 0xf4]
        case .null: [0xf6]
        }
    }

    private static func isBefore(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        let (kinds, lengths) = ((first[0] >> 5, second[0] >> 5), (first.count, second.count))
        if kinds.0 != kinds.1 { return kinds.0 < kinds.1 }
        return lengths.0 == lengths.1 ? first.lexicographicallyPrecedes(second) : lengths.0 < lengths.1
    }

    private static func head(_ kind: UInt8, _ argument: UInt64) -> [UInt8] {
        let size = argument < 24 ? 0 : argument < 1 << 8 ? 1 : argument < 1 << 16 ? 2 : argument < 1 << 32 ? 4 : 8
        guard size > 0 else { return [kind << 5 | UInt8(argument)] }
        let information: UInt8 = 24 + UInt8(size.trailingZeroBitCount)
        return [kind << 5 | information] + (0..<size).reversed().map { UInt8(truncatingIfNeeded: argument >> UInt64(8 * $0)) }
    }
}
