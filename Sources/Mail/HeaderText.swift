import Domain

/// The text of a header field, in any script. It can't hold what ends a line, nor any other control character, so nothing that is put
/// into a header adds a field or ends the head.
public struct HeaderText: Hashable, Sendable {
    public let text: String

    /// Fails on control characters (C0, DEL, C1) and on Unicode's separators of lines and paragraphs.
    public init(_ text: String) throws(Problem) {
        guard !text.unicodeScalars.contains(where: Self.isForbidden) else { throw Problem("must be one line without control characters") }
        self.text = text
    }

    /// A name's own rules are stricter.
    init(_ name: DisplayName) {
        text = name.text
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

extension HeaderText {
    /// As an unstructured field (RFC 5322 §2.2.1) whose name and colon take `used` bytes: the words themselves where they are plain,
    /// folded at spaces; else encoded words. Lines of at most 76 characters.
    func unstructured(after used: Int) -> String {
        guard isPlain, let folded = folded(after: used) else { return EncodedWords.encode(text, after: used) }
        return folded
    }

    /// As the phrase before an address in angle brackets (RFC 5322 §3.2.5): atoms, a quoted string, or encoded words.
    func phrase(after used: Int) -> String {
        let phrase = isAtoms ? text : "\"\(text.reduce(into: "") { $0 += $1 == "\"" || $1 == "\\" ? "\\\($1)" : "\($1)" })\""
        guard isPlain, used + phrase.utf8.count <= EncodedWords.lineLimit else { return EncodedWords.encode(text, after: used) }
        return phrase
    }

    /// Printable ASCII that nobody takes for an encoded word, without spaces that reading could lose.
    private var isPlain: Bool {
        text.utf8.allSatisfy { (0x20...0x7e).contains($0) } && !text.contains("=?") && !text.contains("  ")
            && text.first != " " && text.last != " "
    }

    /// `atext` of RFC 5322 §3.2.3, and spaces.
    private var isAtoms: Bool {
        text.utf8.allSatisfy { $0.isASCIILetterOrDigit || " !#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
    }

    /// Nil where a word is longer than a line.
    private func folded(after used: Int) -> String? {
        var lines = [""]
        var room = EncodedWords.lineLimit - used
        for word in text.split(separator: " ") {
            let isFirst = lines == [""]
            if !isFirst, word.utf8.count + 1 > room {
                lines.append("")
                room = EncodedWords.lineLimit
            }
            lines[lines.count - 1] += isFirst ? "\(word)" : " \(word)"
            room -= word.utf8.count + (isFirst ? 0 : 1)
            guard room >= 0 else { return nil }
        }
        return lines.joined(separator: "\r\n")
    }
}
