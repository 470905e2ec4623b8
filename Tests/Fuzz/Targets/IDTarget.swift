@testable import Domain

extension FuzzTarget {
    /// Ids: what is one is 128 bits in one spelling; and any 16 bytes make one.
    static let id = FuzzTarget(name: "id", longest: 64, seeds: samples.map { Array($0.utf8) }) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let id = ID<Account>(text) {
            try require(id.description.utf8.elementsEqual(bytes), "an id as it came")
            try require(ID<Organization>(text) == nil && ID<Account>(text + " ") == nil && ID<Account>(" " + text) == nil, "of one kind")
            let suffix = Array(bytes.suffix(26))
            try require(bytes.starts(with: "acc_".utf8) && digits(of: try value(of: suffix)) == suffix, "one spelling")
        }
        guard bytes.count >= 24 else { return }
        let words = (0..<3).map { index in bytes[index * 8..<index * 8 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        let suffix = TypeID.suffix(milliseconds: Int64(bitPattern: words[0]), words[1], words[2])
        guard let made = ID<Account>("acc_" + suffix) else { throw Fault(property: "an id that was made is one") }
        let value = try value(of: Array(made.description.utf8.suffix(26)))
        try require(value >> 80 == UInt128(words[0] & 0xffff_ffff_ffff), "its time")
        try require(value >> 76 & 15 == 7 && value >> 62 & 3 == 2, "version and variant (RFC 9562 §5.7)")
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private static func value(of digits: [UInt8]) throws -> UInt128 {
        try digits.reduce(UInt128(0)) { value, digit in
            guard let index = alphabet.firstIndex(of: digit) else { throw Fault(property: "digits of base 32") }
            return value << 5 | UInt128(index)
        }
    }

    private static func digits(of value: UInt128) -> [UInt8] {
        (0..<26).reversed().map { alphabet[Int(value >> UInt128(5 * $0) & 31)] }
    }

    private static let samples =
        [
            "acc_01h455vb4pex5vsknk084sn02q", "org_01h455vb4pex5vsknk084sn02q", "acc_7zzzzzzzzzzzzzzzzzzzzzzzzz",
            "acc_00000000000000000000000000",
        ]
}
