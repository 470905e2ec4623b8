@testable import Domain

extension FuzzTarget {
    /// A value has one spelling: what is read, written again, is what it was read from; and it is all that was read.
    static let cbor = FuzzTarget(name: "cbor", longest: 512, seeds: samples.map(\.canonical)) { bytes in
        var reader = CBORReader(bytes)
        guard let value = try? reader.value() else { return try require((0...bytes.count).contains(reader.position), "a position within") }
        let spelling = Array(bytes[..<reader.position])
        try require(value.canonical == spelling, "one spelling of \(value)")
        try require(value.depth <= CBORReader.deepest, "a depth of \(value.depth)")
        try require((try? CBORReader.value(of: spelling)) == value, "the same again")
        try require((try? CBORReader.value(of: spelling + [0])) == nil, "nothing behind it")
        var embedded = CBORReader([0xff] + bytes, from: 1)
        try require((try? embedded.value()) == value && embedded.position == reader.position + 1, "the same further on")
    }

    private static let samples: [CBOR] = [
        .integer(0), .integer(23), .integer(24), .integer(256), .integer(65_536), .integer(.max), .integer(-1), .integer(.min),
        .bytes([1, 2, 3]), .bytes([UInt8](repeating: 7, count: 300)), .text(""), .text("Zoë"), .bool(true), .bool(false), .null,
        .array([.array([.array([.array([.integer(1)])])])]), .array([.text("a"), .null, .integer(-70_000)]),
        .map([.integer(1): .integer(2), .integer(-1): .text("x"), .text("fmt"): .map([:])]),
    ]
}

extension CBOR {
    fileprivate var depth: Int {
        switch self {
        case .array(let values): 1 + (values.map(\.depth).max() ?? 0)
        case .map(let fields): 1 + (fields.flatMap { [$0.depth, $1.depth] }.max() ?? 0)
        default: 0
        }
    }
}
