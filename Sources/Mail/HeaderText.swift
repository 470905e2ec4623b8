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

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
