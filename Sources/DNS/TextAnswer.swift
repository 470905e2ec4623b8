/// An answer to a question for TXT records (RFC 1035 §4.1), from a resolver that may send anything.
struct TextAnswer {
    struct Malformed: Error {}

    private static let headerSize = 12
    /// That there is more (TC), in the header's third byte.
    private static let truncation: UInt8 = 2
    private static let text: UInt16 = 16
    private static let internet: UInt16 = 1

    private var rest: ArraySlice<UInt8>

    /// What its records say, each record's strings joined (RFC 7208 §3.3); what is no TXT record on the way there, as a CNAME, says nothing.
    static func texts(in message: [UInt8]) throws(Malformed) -> [String] {
        var answer = TextAnswer(rest: message[...])
        return try answer.read()
    }

    private mutating func read() throws(Malformed) -> [String] {
        let header = try take(Self.headerSize)
        guard header[header.startIndex + 2] & Self.truncation == 0 else { throw Malformed() }
        let counts = header.dropFirst(4)
        let (questions, records) = (Self.number(counts.prefix(2)), Self.number(counts.dropFirst(2).prefix(2)))
        for _ in 0..<questions {
            try skipName()
            _ = try take(4)
        }
        var texts: [String] = []
        for _ in 0..<records {
            try skipName()
            let (kind, place) = (Self.number(try take(2)), Self.number(try take(2)))
            _ = try take(4)
            let content = try take(Int(Self.number(try take(2))))
            if kind == Self.text, place == Self.internet { texts.append(try Self.joined(content)) }
        }
        return texts
    }

    /// Labels up to an empty one, or to a pointer to where the rest stands.
    private mutating func skipName() throws(Malformed) {
        while true {
            let length = Int(try take(1).first ?? 0)
            switch length {
            case 0: return
            case 1...63: _ = try take(length)
            case 0xC0...:
                _ = try take(1)
                return
            default: throw Malformed()
            }
        }
    }

    private static func joined(_ content: ArraySlice<UInt8>) throws(Malformed) -> String {
        var (bytes, strings) = ([UInt8](), TextAnswer(rest: content))
        while let length = strings.rest.first {
            bytes += try strings.take(1 + Int(length)).dropFirst()
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw Malformed() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt16 { bytes.reduce(0) { $0 << 8 | UInt16($1) } }
}
