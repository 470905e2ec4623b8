/// Text of any script in lines of at most 76 ASCII characters (RFC 2045 §6.7).
enum QuotedPrintable {
    private static let lineLimit = 76

    /// Whatever ends lines in `text` becomes CRLF. A code point is never split over two lines.
    static func encode(_ text: String) -> String {
        lines(of: text).map(encode(line:)).joined(separator: "\r\n")
    }

    private static func lines(of text: String) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where last == "\r": break
            case "\r", "\n": lines.append([])
            default: lines[lines.count - 1].append(scalar)
            }
            last = scalar
        }
        return lines
    }

    private static func encode(line: [Unicode.Scalar]) -> String {
        var encoded = ""
        var column = 0
        for (index, scalar) in line.enumerated() {
            let isLast = index == line.count - 1
            let piece = encode(scalar, isLast: isLast)
            if column + piece.utf8.count > (isLast ? lineLimit : lineLimit - 1) {  // a soft break needs its "="
                encoded += "=\r\n"
                column = 0
            }
            encoded += piece
            column += piece.utf8.count
        }
        return encoded
    }

    /// White space at the end of a line would get lost on the way.
    private static func encode(_ scalar: Unicode.Scalar, isLast: Bool) -> String {
        switch scalar {
        case " " where !isLast, "\t" where !isLast, "!"..."<", ">"..."~": String(scalar)
        default: String(scalar).utf8.map { "=" + $0.twoDigits }.joined()
        }
    }
}
