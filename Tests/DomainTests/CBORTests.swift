import Testing

@testable import Domain

@Suite struct CBORTests {
    private static func value(_ digits: String) -> CBOR? { try? CBORReader.value(of: [UInt8](hexadecimal: digits)) }

    /// RFC 8949 appendix A, those that are read.
    @Test(
        arguments: [
            ("00", .integer(0)), ("17", .integer(23)), ("1818", .integer(24)), ("18ff", .integer(255)), ("190100", .integer(256)),
            ("1903e8", .integer(1000)), ("1a000f4240", .integer(1_000_000)), ("1b000000e8d4a51000", .integer(1_000_000_000_000)),
            ("1b7fffffffffffffff", .integer(.max)), ("20", .integer(-1)), ("3863", .integer(-100)), ("3903e7", .integer(-1000)),
            ("3b7fffffffffffffff", .integer(.min)), ("f4", .bool(false)), ("f5", .bool(true)), ("f6", .null), ("40", .bytes([])),
            ("4401020304", .bytes([1, 2, 3, 4])), ("60", .text("")), ("6449455446", .text("IETF")), ("62c3bc", .text("ü")),
            ("64f0908591", .text("\u{10151}")), ("80", .array([])), ("8301820203820405", .array([1, .array([2, 3]), .array([4, 5])])),
            ("a0", .map([:])), ("a201020304", .map([1: 2, 3: 4])), ("a26161016162820203", .map(["a": 1, "b": .array([2, 3])])),
            ("a301012001616101", .map([1: 1, -1: 1, "a": 1])),
        ] as [(String, CBOR)])
    func whatIsRead(digits: String, value: CBOR) {
        #expect(Self.value(digits) == value)
        #expect(value.encoded == [UInt8](hexadecimal: digits))
    }

    /// Every other spelling, and what nothing uses.
    @Test(arguments: [
        // nothing, too little, too much
        "", "18", "19ff", "1aff", "1bff", "41", "5820", "61", "81", "a1", "a101", "0000", "a000", "4000", "820101ff",
        // longer than need be
        "1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "5801ff", "780161", "9801f6", "b8010101", "590001ff",
        // integers of 65 bits
        "1b8000000000000000", "1bffffffffffffffff", "3b8000000000000000", "3bffffffffffffffff",
        // lengths that aren't there
        "5b7fffffffffffffff", "5bffffffffffffffff", "7bffffffffffffffff", "9bffffffffffffffff", "bbffffffffffffffff", "9a00010000f6",
        // reserved and indefinite
        "1c", "1d", "1e", "1f", "5f4101ff", "7f6161ff", "9f01ff", "bf0101ff", "ff", "fc",
        // tags, floating point, other simple values
        "c000", "c11a514b67b0", "d81800", "f97e00", "f90014", "fa47c35000", "fb3ff199999999999a", "f7", "e0", "f0", "f814", "f818", "f8ff",
        // no UTF-8: cut, overlong, a surrogate, beyond Unicode
        "61c3", "62c080", "63eda080", "64f4908080", "61ff",
        // names that are out of order, twice, of other kinds
        "a203040102", "a201020104", "a2616101616101", "a26162016161 01", "a262616101616101", "a220010101", "a2616101 0101", "a2200101 00",
        "a14101f6", "a1f4f6", "a1f6f6", "a180f6", "a1a0f6",
        // the same text to Unicode, spelled twice
        "a2 62c3bc01 63 75cc8802",
    ])
    func whatIsRefused(digits: String) {
        let bytes = [UInt8](hexadecimal: digits.filter { $0 != " " })
        do {
            let value = try CBORReader.value(of: bytes)
            Issue.record("\(digits) is \(value)")
        } catch {
            guard case .encoding(let position) = error else {
                Issue.record("\(error)")
                return
            }
            #expect((0...bytes.count).contains(position))
        }
    }

    @Test func fourLevelsAreEnough() {
        #expect(Self.value("8181818101") != nil && Self.value("818181818101") == nil)
        #expect(Self.value("a101a101a101a10101") != nil && Self.value("a101a101a101a101a10101") == nil)
        #expect(Self.value(String(repeating: "81", count: 10_000) + "01") == nil)
        #expect(Self.value(String(repeating: "9f", count: 10_000)) == nil)
    }

    @Test func lengthIsLimited() {
        let longest = CBORReader.longest
        #expect((try? CBORReader.value(of: CBOR.bytes([UInt8](repeating: 1, count: longest - 3)).encoded)) != nil)
        #expect((try? CBORReader.value(of: CBOR.bytes([UInt8](repeating: 1, count: longest - 2)).encoded)) == nil)
    }

    @Test func whatFollowsIsLeft() throws {
        var reader = CBORReader([UInt8](hexadecimal: "ff820102ff"), from: 1)
        #expect(try reader.value() == .array([1, 2]))
        #expect(reader.position == 4)
    }

    /// No bytes trap, and a value has one spelling: what is read, written again, is what it was read from.
    @Test func anything() {
        #expect(Fuzz.run(200_000, seed: 1) > 20_000)
    }
}

/// Bytes of all sorts for everything that reads what a browser sends.
enum Fuzz {
    /// - Returns: how many of the inputs were CBOR. Ones that are must be in their only spelling.
    static func run(_ rounds: Int, seed: UInt64) -> Int {
        let generator = SeededGenerator(seed)
        let samples = (0..<2000).map { _ in value(generator, depth: 0).encoded }
        var count = 0
        for round in 0..<rounds {
            let bytes = round % 2 == 0 ? damaged(samples[Int(generator.next() % 2000)], generator) : noise(generator)
            if let value = try? CBORReader.value(of: bytes) {
                count += 1
                guard value.encoded == bytes else {
                    Issue.record("\(bytes) was read as \(value)")
                    return count
                }
            }
            switch generator.next() % 4 {
            case 0: _ = try? PasskeyPublicKey(bytes)
            case 1: _ = try? AttestationObject(bytes)
            case 2: _ = try? AuthenticatorData(bytes)
            default: _ = try? AuthenticatorData(head(generator) + bytes)
            }
        }
        return count
    }

    /// Authenticator data as far as its fixed part goes, at times with a credential's id.
    private static func head(_ generator: SeededGenerator) -> [UInt8] {
        let flags = UInt8(truncatingIfNeeded: generator.next())
        let fixed = [UInt8](repeating: 7, count: 32) + [flags] + [0, 0, 0, 1]
        guard flags & 0x40 != 0, generator.next() % 4 > 0 else { return fixed }
        return fixed + [UInt8](repeating: 0, count: 16) + [0, 2, 9, 9]
    }

    private static func noise(_ generator: SeededGenerator) -> [UInt8] {
        // Heads that announce little, so that something comes of them.
        (0..<generator.number(in: 0...40)).map { _ in
            let word = generator.next()
            return word & 0x100 == 0 ? UInt8(truncatingIfNeeded: word) : UInt8(truncatingIfNeeded: word) & 0xe7
        }
    }

    private static func value(_ generator: SeededGenerator, depth: Int) -> CBOR {
        switch generator.next() % (depth < 4 ? 8 : 5) {
        case 0: .integer(Int64(bitPattern: generator.next()) >> generator.number(in: 0...63))
        case 1: .bytes((0..<generator.number(in: 0...40)).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
        case 2: .text(generator.text(upTo: 12))
        case 3: .bool(generator.next() % 2 == 0)
        case 4: .null
        case 5: .array((0..<generator.number(in: 0...4)).map { _ in value(generator, depth: depth + 1) })
        default: .map(fields(generator, depth: depth + 1))
        }
    }

    /// Often those of a key.
    private static func fields(_ generator: SeededGenerator, depth: Int) -> [CBOR: CBOR] {
        let names: [CBOR] = [1, 3, -1, -2, -3, "fmt", "attStmt", "authData", "alg", "sig", .text(generator.text(upTo: 3))]
        var fields: [CBOR: CBOR] = [:]
        for _ in 0..<generator.number(in: 0...6) {
            fields[names[Int(generator.next() % UInt64(names.count))]] = value(generator, depth: depth)
        }
        return fields
    }

    private static func damaged(_ bytes: [UInt8], _ generator: SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<generator.number(in: 0...2) where !bytes.isEmpty {
            let position = Int(generator.next() % UInt64(bytes.count))
            switch generator.next() % 4 {
            case 0: bytes[position] = UInt8(truncatingIfNeeded: generator.next())
            case 1: bytes[position] ^= 1 << UInt8(generator.next() % 8)
            case 2: bytes.remove(at: position)
            default: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: position)
            }
        }
        return bytes
    }
}

extension CBOR: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }

    public init(dictionaryLiteral fields: (CBOR, CBOR)...) { self = .map(Dictionary(fields) { $1 }) }

    /// In the canonical form, whatever is in it.
    var encoded: [UInt8] {
        switch self {
        case .integer(let number): number >= 0 ? Self.head(0, UInt64(number)) : Self.head(1, UInt64(-1 - number))
        case .bytes(let bytes): Self.head(2, UInt64(bytes.count)) + bytes
        case .text(let text): Self.head(3, UInt64(text.utf8.count)) + Array(text.utf8)
        case .array(let values): Self.head(4, UInt64(values.count)) + values.flatMap(\.encoded)
        case .map(let fields):
            Self.head(5, UInt64(fields.count))
                + fields.map { ($0.encoded, $1.encoded) }.sorted { Self.order($0.0).lexicographicallyPrecedes(Self.order($1.0)) }
                .flatMap { $0 + $1 }
        case .bool(let flag): [flag ? 0xf5 : 0xf4]
        case .null: [0xf6]
        }
    }

    private static func order(_ name: [UInt8]) -> [UInt8] { [name[0] >> 5, UInt8(name.count >> 8), UInt8(name.count & 0xff)] + name }

    private static func head(_ kind: UInt8, _ argument: UInt64) -> [UInt8] {
        let size = argument < 24 ? 0 : argument < 1 << 8 ? 1 : argument < 1 << 16 ? 2 : argument < 1 << 32 ? 4 : 8
        guard size > 0 else { return [kind << 5 | UInt8(argument)] }
        let information: UInt8 = 24 + UInt8(size.trailingZeroBitCount)
        return [kind << 5 | information] + (0..<size).reversed().map { UInt8(truncatingIfNeeded: argument >> UInt64(8 * $0)) }
    }
}

extension [UInt8] {
    /// Of a test's own digits.
    init(hexadecimal text: String) {
        let digits = text.utf8.map { UInt8(Character(Unicode.Scalar($0)).hexDigitValue ?? 0) }
        self = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
