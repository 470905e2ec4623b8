import Domain

/// A sentence or two of a letter.
///
/// What stands in `\(…)` is somebody's: a name, a browser's description of itself. It is shown, and nothing comes of it: no element
/// of HTML, no line, no change of direction, and no link, which mail programs like to make of whatever looks like an address. The rest
/// is `StaticString`s, so nothing of anybody's can become part of it.
struct Words: ExpressibleByStringInterpolation {
    private let parts: [Part]

    fileprivate enum Part {
        case ours(String)
        case theirs(String)
    }

    init(stringLiteral text: StaticString) {
        parts = [.ours(text.description)]
    }

    init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    /// Text of ours that is made while the program runs: dates, names of roles.
    init(ours text: String) {
        parts = [.ours(text)]
    }

    /// Somebody's words, one after the other.
    static func list(_ texts: [String]) -> Words {
        texts.dropFirst().reduce("\(texts.first ?? "")") { "\($0), \($1)" }
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: StaticString) {
            parts.append(.ours(literal.description))
        }

        mutating func appendInterpolation(_ text: String) {
            parts.append(.theirs(text.inert))
        }

        mutating func appendInterpolation(_ words: Words) {
            parts += words.parts
        }
    }

    /// Names that run from right to left stand between isolates, so that the words around them keep their order (UAX #9).
    var plain: String {
        parts.map { part in
            switch part {
            case .ours(let text): text
            case .theirs(let text): text.runsFromRightToLeft ? "\u{2068}\(text)\u{2069}" : text
            }
        }.joined()
    }

    var html: String { html(isolating: true) }

    /// - Parameter isolating: whether elements are possible, as they are not in a title.
    func html(isolating: Bool) -> String {
        parts.map { part in
            switch part {
            case .ours(let text): text.escapedForHTML
            case .theirs(let text): isolating ? "<bdi>\(text.escapedForHTML)</bdi>" : text.escapedForHTML
            }
        }.joined()
    }
}

extension String {
    var escapedForHTML: String {
        unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    /// What makes an address of a text for those who look for one; the others are taken for dots in host names (RFC 3490 §3.1) and the
    /// full-width forms of the first.
    private static let joints = "./:@\\\u{3002}\u{FF0E}\u{FF61}\u{FF0F}\u{FF1A}\u{FF20}".unicodeScalars

    /// One line that looks the same, with a zero-width non-joiner after every joint inside of a word: `evil.com` is no address then.
    fileprivate var inert: String {
        let scalars = unicodeScalars.map { $0.isUnprintable ? " " : $0 }
        return scalars.indices.reduce(into: "") { text, index in
            text.unicodeScalars.append(scalars[index])
            let isInside = index + 1 < scalars.count && !scalars[index + 1].properties.isWhitespace
            if isInside, Self.joints.contains(scalars[index]) { text.unicodeScalars.append("\u{200C}") }
        }
    }

    /// Whether it holds letters of Hebrew, Arabic and their like: the blocks that Unicode keeps for them.
    fileprivate var runsFromRightToLeft: Bool {
        unicodeScalars.contains { scalar in
            [0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF].contains { $0.contains(scalar.value) }
        }
    }
}
