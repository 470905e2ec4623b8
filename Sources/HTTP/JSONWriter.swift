import Domain
import NIOCore

/// Something that the API shows.
protocol JSONWritable {
    func write(to json: inout JSONWriter)
}

/// Writes JSON (RFC 8259), fields in the order in which they are given.
struct JSONWriter: ~Copyable {
    private var bytes = Bytes(capacity: 2048)
    private var needsComma = false

    private init() {}

    static func buffer(_ value: some JSONWritable) -> ByteBuffer {
        var json = JSONWriter()
        value.write(to: &json)
        return json.bytes.buffer
    }

    mutating func object(_ fields: (inout JSONWriter) -> Void) {
        enclosed(by: "{", "}", fields)
    }

    mutating func array(_ elements: some Sequence<some JSONWritable>) {
        enclosed(by: "[", "]") { json in
            for element in elements {
                json.separate()
                element.write(to: &json)
                json.needsComma = true
            }
        }
    }

    mutating func field(_ name: StaticString, _ value: some JSONWritable) {
        key(name)
        value.write(to: &self)
        needsComma = true
    }

    mutating func field(_ name: StaticString, _ value: (some JSONWritable)?) {
        key(name)
        if let value { value.write(to: &self) } else { literal("null") }
        needsComma = true
    }

    mutating func field(_ name: StaticString, each elements: some Sequence<some JSONWritable>) {
        key(name)
        array(elements)
        needsComma = true
    }

    mutating func field(_ name: StaticString, fields: (inout JSONWriter) -> Void) {
        key(name)
        object(fields)
        needsComma = true
    }

    /// For names that are known only when it is written.
    mutating func field(named name: String, _ value: some JSONWritable) {
        separate()
        string(name)
        literal(":")
        value.write(to: &self)
        needsComma = true
    }

    /// JSON that was written before.
    fileprivate mutating func verbatim(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append($0) }
    }

    fileprivate mutating func literal(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append($0) }
    }

    fileprivate mutating func number(_ number: Int) {
        verbatim(String(number))
    }

    /// Text that needs no escapes, by its form.
    fileprivate mutating func plain(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(quoted: $0) }
    }

    fileprivate mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            if utf8.allSatisfy(Self.isPlain) { bytes.append(quoted: utf8) } else { escaped(utf8) }
        }
    }

    fileprivate mutating func instant(_ instant: Instant) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(count: Instant.textLength) { instant.write(to: $0) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func escaped(_ text: UnsafeBufferPointer<UInt8>) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                literal("\\u00")
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func key(_ name: StaticString) {
        separate()
        name.withUTF8Buffer { bytes.append(quoted: $0) }
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func enclosed(by start: StaticString, _ end: StaticString, _ content: (inout JSONWriter) -> Void) {
        literal(start)
        needsComma = false
        content(&self)
        literal(end)
    }
}

/// Bytes one behind the other. An answer is put together of hundreds of pieces, and an array would look at each whether it has other owners.
private struct Bytes: ~Copyable {
    private var memory: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    init(capacity: Int) {
        memory = .allocate(capacity: capacity)
    }

    deinit {
        memory.deallocate()
    }

    /// A copy of what was written.
    var buffer: ByteBuffer { ByteBuffer(bytes: written) }

    private var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: memory[..<count]) }

    mutating func append(_ byte: UInt8) {
        append(count: 1) { $0[0] = byte }
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        append(count: bytes.count) { _ = $0.initialize(from: bytes) }
    }

    mutating func append(quoted bytes: UnsafeBufferPointer<UInt8>) {
        append(count: bytes.count + 2) { place in
            place[0] = UInt8(ascii: "\"")
            _ = UnsafeMutableBufferPointer(rebasing: place[1...]).initialize(from: bytes)
            place[bytes.count + 1] = UInt8(ascii: "\"")
        }
    }

    /// - Parameter write: fills all of the place that it is given.
    mutating func append(count added: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        if count + added > memory.count { grow(to: count + added) }
        write(UnsafeMutableBufferPointer(rebasing: memory[count..<count + added]))
        count += added
    }

    private mutating func grow(to needed: Int) {
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(needed, memory.count * 2))
        _ = larger.initialize(from: written)
        memory.deallocate()
        memory = larger
    }
}

extension JSONValue: JSONWritable {
    /// Names in the order of their bytes: the same value is always the same text.
    func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.literal("null")
        case .bool(let flag): flag.write(to: &json)
        case .integer(let number): json.number(number)
        case .number(let text): json.verbatim(text)
        case .string(let text): json.string(text)
        case .array(let elements): json.array(elements)
        case .object(let fields):
            json.object { json in
                for (name, value) in fields.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                    json.field(named: name, value)
                }
            }
        }
    }
}

extension OrganizationMetadata: JSONWritable {
    func write(to json: inout JSONWriter) { json.verbatim(text) }
}

extension String: JSONWritable {
    func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONWritable {
    func write(to json: inout JSONWriter) { json.literal(self ? "true" : "false") }
}

extension Int: JSONWritable {
    func write(to json: inout JSONWriter) { json.number(self) }
}

extension ID: JSONWritable {
    func write(to json: inout JSONWriter) { json.plain(description) }
}

extension Instant: JSONWritable {
    func write(to json: inout JSONWriter) { json.instant(self) }
}
