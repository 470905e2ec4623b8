import Domain
import NIOCore

/// Something that the API shows.
protocol JSONWritable {
    func write(to json: inout JSONWriter)
}

/// Writes JSON (RFC 8259) straight into a buffer, fields in the order in which they are given.
struct JSONWriter {
    private(set) var buffer = ByteBufferAllocator().buffer(capacity: 1024)
    private var needsComma = false

    static func buffer(_ value: some JSONWritable) -> ByteBuffer {
        var json = JSONWriter()
        value.write(to: &json)
        return json.buffer
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
        if let value { value.write(to: &self) } else { buffer.writeStaticString("null") }
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

    fileprivate mutating func literal(_ text: String) {
        buffer.writeString(text)
    }

    fileprivate mutating func string(_ text: String) {
        buffer.writeInteger(UInt8(ascii: "\""))
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain { buffer.writeString(text) } else { escaped(text) }
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    private mutating func escaped(_ text: String) {
        let digits = Array("0123456789abcdef".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): buffer.writeBytes([UInt8(ascii: "\\"), byte])
            case 0..<0x20:
                buffer.writeStaticString("\\u00")
                buffer.writeBytes([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: buffer.writeInteger(byte)
            }
        }
    }

    private mutating func key(_ name: StaticString) {
        separate()
        buffer.writeInteger(UInt8(ascii: "\""))
        buffer.writeStaticString(name)
        buffer.writeStaticString("\":")
    }

    private mutating func separate() {
        if needsComma { buffer.writeInteger(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func enclosed(by start: StaticString, _ end: StaticString, _ content: (inout JSONWriter) -> Void) {
        buffer.writeStaticString(start)
        needsComma = false
        content(&self)
        buffer.writeStaticString(end)
    }
}

extension String: JSONWritable {
    func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONWritable {
    func write(to json: inout JSONWriter) { json.literal(self ? "true" : "false") }
}

extension Int: JSONWritable {
    func write(to json: inout JSONWriter) { json.literal(String(self)) }
}

extension ID: JSONWritable {
    func write(to json: inout JSONWriter) { json.string(description) }
}

extension Instant: JSONWritable {
    func write(to json: inout JSONWriter) { json.string(description) }
}
