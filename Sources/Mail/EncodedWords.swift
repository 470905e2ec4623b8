import FoundationEssentials

/// Text in a header as encoded words (RFC 2047): `=?utf-8?Q?J=C3=BCrgen?=`. Each has at most 75 characters and only whole code points,
/// lines have at most 76. A line ends between every two words, which readers drop.
enum EncodedWords {
    /// RFC 2047 §2: of a line that holds an encoded word.
    static let lineLimit = 76
    private static let wordLimit = 75

    /// - Parameter used: how many characters stand before it on its first line.
    static func encode(_ text: String, after used: Int) -> String {
        let encoding = Encoding.shorter(for: text)
        var words: [String] = []
        var payload: [UInt8] = []
        for scalar in text.unicodeScalars {
            let room = min(wordLimit, words.isEmpty ? lineLimit - used : lineLimit - 1)
            let bytes = Array(String(scalar).utf8)
            if encoding.length(payload + bytes) > room {
                words.append(encoding.word(payload))
                payload = []
            }
            payload += bytes
        }
        words.append(encoding.word(payload))
        return words.joined(separator: "\r\n ")
    }

    /// The two encodings of RFC 2047 §4.
    private enum Encoding: String {
        case base64 = "B"
        case quoted = "Q"

        static func shorter(for text: String) -> Encoding {
            let bytes = Array(text.utf8)
            return Encoding.quoted.length(bytes) <= Encoding.base64.length(bytes) ? .quoted : .base64
        }

        func length(_ bytes: [UInt8]) -> Int {
            let overhead = 12  // =?utf-8?Q? and ?=
            switch self {
            case .base64: return overhead + (bytes.count + 2) / 3 * 4
            case .quoted: return overhead + bytes.reduce(0) { $0 + Self.quoted($1).utf8.count }
            }
        }

        func word(_ bytes: [UInt8]) -> String {
            let payload =
                switch self {
                case .base64: Data(bytes).base64EncodedString()
                case .quoted: bytes.map(Self.quoted).joined()
                }
            return "=?utf-8?\(rawValue)?\(payload)?="
        }

        /// What may stand in a phrase (RFC 2047 §5 (3)) stands for itself; a space is `_`.
        private static func quoted(_ byte: UInt8) -> String {
            switch byte {
            case UInt8(ascii: " "): "_"
            case _ where byte.isASCIILetterOrDigit || "!*+-/".utf8.contains(byte): String(UnicodeScalar(byte))
            default: "=" + byte.twoDigits
            }
        }
    }
}

extension UInt8 {
    /// In base 16, capital letters: `0A`.
    var twoDigits: String {
        (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true)
    }

    var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
