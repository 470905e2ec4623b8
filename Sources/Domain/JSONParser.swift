/// JSON as others send it.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number that is no 64-bit integer, as it was written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Of an object.
    public subscript(name: String) -> JSONValue? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }
}

/// Reads JSON (RFC 8259) strictly, in one pass and in time proportional to its length.
///
/// A general decoder is too generous for what strangers send: it reads other encodings and trailing commas, and deep nesting costs it
/// seconds. What the API takes is flat; more than `deepest` levels are refused unless more are asked for, as is a name that occurs twice.
public struct JSONParser {
    public static let deepest = 4
    /// In bytes. No field of ours comes near it, and comparing long names is work that strangers would give us.
    private static let longestName = 100

    private let bytes: [UInt8]
    private let deepest: Int
    private var position = 0

    /// Fails with `.malformed`.
    public static func parse(_ bytes: [UInt8], deepest: Int = deepest) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes: bytes, deepest: deepest)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.refusal }
        return value
    }

    private init(bytes: [UInt8], deepest: Int) {
        self.bytes = bytes
        self.deepest = deepest
    }

    private var refusal: Failure { .malformed("The body is not JSON, from byte \(position) on.") }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        try elements(until: UInt8(ascii: "}"), depth: depth) { (parser) throws(Failure) in
            parser.skipSpace()
            guard parser.next == UInt8(ascii: "\"") else { throw parser.refusal }
            let name = try parser.string()
            guard name.utf8.count <= Self.longestName else {
                throw .malformed("The body has a name of more than \(Self.longestName) bytes.")
            }
            guard fields[name] == nil else { throw .malformed("The body has the name “\(name)” twice.") }
            try parser.expect(UInt8(ascii: ":"))
            fields[name] = try parser.value(depth: depth)
        }
        return fields
    }

    private mutating func array(depth: Int) throws(Failure) -> [JSONValue] {
        var values: [JSONValue] = []
        try elements(until: UInt8(ascii: "]"), depth: depth) { (parser) throws(Failure) in
            values.append(try parser.value(depth: depth))
        }
        return values
    }

    /// What stands between brackets, separated by commas.
    private mutating func elements(
        until end: UInt8, depth: Int, _ element: (inout JSONParser) throws(Failure) -> Void
    ) throws(Failure) {
        guard depth <= deepest else { throw .malformed("The body is nested too deeply.") }
        position += 1
        skipSpace()
        guard next != end else { return position += 1 }
        while true {
            try element(&self)
            skipSpace()
            if next == end { return position += 1 }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let first = next
        let digits = skipDigits()
        guard digits == 1 || (digits > 1 && first != UInt8(ascii: "0")) else { throw refusal }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            (isWhole, position) = (false, position + 1)
            guard skipDigits() > 0 else { throw refusal }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            (isWhole, position) = (false, position + 1)
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw refusal }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard isWhole, let integer = Int(text) else { return .number(text) }
        return .integer(integer)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
        let length = text.utf8CodeUnitCount
        let matches = text.withUTF8Buffer { bytes[position...].prefix(length).elementsEqual($0) }
        guard matches else { throw refusal }
        position += length
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(Failure) {
        skipSpace()
        guard next == byte else { throw refusal }
        position += 1
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }
}

extension JSONParser {
    /// From the opening quote to behind the closing one.
    private mutating func string() throws(Failure) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw refusal }
                return string
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw refusal
            default: text.append(byte)
            }
        }
        throw refusal
    }

    private mutating func escape() throws(Failure) -> [UInt8] {
        guard let byte = next else { throw refusal }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0c]
        case UInt8(ascii: "n"): return [0x0a]
        case UInt8(ascii: "r"): return [0x0d]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try escapedScalar()).utf8)
        default: throw refusal
        }
    }

    /// Four hexadecimal digits, or two groups of them that make a surrogate pair. A lone surrogate is no text.
    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xdc00, next == UInt8(ascii: "\\") else { throw refusal }
        position += 1
        guard next == UInt8(ascii: "u") else { throw refusal }
        position += 1
        let low = try hexadecimal()
        guard (0xdc00...0xdfff).contains(low) else { throw refusal }
        let value = 0x10000 + (UInt32(unit) - 0xd800) << 10 + (UInt32(low) - 0xdc00)
        guard let scalar = Unicode.Scalar(value) else { throw refusal }
        return scalar
    }

    private mutating func hexadecimal() throws(Failure) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard digits.count == 4, isHexadecimal, let value = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw refusal
        }
        position += 4
        return value
    }
}
