import Domain

extension JSONValue {
    /// Of what upstreams send.
    static let deepest = 16

    /// Nil unless it is an object.
    static func parsedObject(_ bytes: [UInt8]) -> JSONValue? {
        guard let value = try? JSONParser.parse(bytes, deepest: deepest), case .object = value else { return nil }
        return value
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// Nil unless all of them are.
    var texts: [String]? {
        guard let elements else { return nil }
        let texts = elements.compactMap(\.text)
        return texts.count == elements.count ? texts : nil
    }

    var isTrue: Bool {
        if case .bool(true) = self { true } else { false }
    }

    /// A `NumericDate` (RFC 7519 §2): seconds since 1970, perhaps with a fraction.
    var instant: Instant? {
        let seconds: Double? =
            switch self {
            case .integer(let number): Double(number)
            case .number(let text): Double(text)
            default: nil
            }
        guard let seconds, (0..<253_402_300_800).contains(seconds) else { return nil }
        return Instant(milliseconds: Int64(seconds * 1000))
    }
}
