import FoundationEssentials

/// Reads what was encoded, as a mail program would: written after the RFCs, not after the code that it tests.
enum Wire {
    static func lines(_ text: String) -> [String] {
        split(Array(text.utf8), at: [13, 10]).map { String(decoding: $0, as: UTF8.self) }
    }

    /// RFC 2045 §6.7.
    static func decodeQuotedPrintable(_ text: String) -> String {
        var bytes: [UInt8] = []
        let encoded = Array(text.utf8)
        var index = 0
        while index < encoded.count {
            guard encoded[index] == UInt8(ascii: "=") else {
                bytes.append(encoded[index])
                index += 1
                continue
            }
            let next = encoded[(index + 1)..<min(index + 3, encoded.count)]
            if !next.elementsEqual([13, 10]) { bytes.append(UInt8(String(decoding: next, as: UTF8.self), radix: 16)!) }
            index += 3
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Unfolds (RFC 5322 §2.2.3) and decodes encoded words, dropping the space between two of them (RFC 2047 §6.2).
    static func decodeHeader(_ text: String) -> String {
        var decoded = ""
        var afterWord = false
        for token in lines(text).joined().split(separator: " ", omittingEmptySubsequences: false) {
            let parts = token.split(separator: "?", omittingEmptySubsequences: false)
            let isWord = parts.count == 5 && parts[0] == "=" && parts[1] == "utf-8" && parts[4] == "="
            if !decoded.isEmpty, !(isWord && afterWord) { decoded += " " }
            decoded += isWord ? word(parts[2], parts[3]) : String(token)
            afterWord = isWord
        }
        return decoded
    }

    private static func word(_ encoding: Substring, _ payload: Substring) -> String {
        guard encoding == "Q" else { return String(decoding: Data(base64Encoded: String(payload))!, as: UTF8.self) }
        return decodeQuotedPrintable(payload.split(separator: "_", omittingEmptySubsequences: false).joined(separator: " "))
    }

    private static func split(_ bytes: [UInt8], at mark: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: mark) {
                parts.append([])
                index += mark.count
            } else {
                parts[parts.count - 1].append(bytes[index])
                index += 1
            }
        }
        return parts
    }
}

/// Text from many corners of Unicode.
enum RandomText {
    private static let corners: [ClosedRange<UInt32>] = [
        0x20...0x7e, 0x20...0x40, 0xa1...0x24f, 0x300...0x36f, 0x600...0x6ff, 0x3041...0x30ff, 0xac00...0xd7a3, 0x1f300...0x1faff,
        0x09...0x0d, 0x00...0x1f,
    ]

    static func make(upTo limit: Int, oneLine: Bool = false, _ generator: inout SystemRandomNumberGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...limit, using: &generator) {
            let corner = corners.dropLast(oneLine ? 2 : 0).randomElement(using: &generator)!
            if let scalar = Unicode.Scalar(UInt32.random(in: corner, using: &generator)) { text.append(scalar) }
        }
        return String(text)
    }

    static func withWireLineEnds(_ text: String) -> String {
        var scalars: [Unicode.Scalar] = []
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where last == "\r": break
            case "\r", "\n": scalars += ["\r", "\n"]
            default: scalars.append(scalar)
            }
            last = scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
