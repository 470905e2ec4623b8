@_spi(_Unicode) import Swift

extension String {
    /// Unicode normalization form C: the same text typed on two systems becomes the same bytes.
    var normalized: String {
        String(String.UnicodeScalarView(_nfc))
    }

    /// Canonical decomposition: letters apart from their accents.
    var decomposed: String {
        String(String.UnicodeScalarView(_nfd))
    }

    /// For comparing and searching without regard to case.
    public var folded: String {
        normalized.lowercased().normalized
    }

    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }

    /// Whether working on it is worth the while: normalizing takes time that grows with the square of some texts.
    func fits(_ bytes: Int) -> Bool { utf8.count <= bytes }

    var codePointCount: Int { unicodeScalars.count }
}

extension Unicode.Scalar {
    /// Whether something is to be seen. The empty Braille cell counts as a symbol, and shows nothing.
    var isVisible: Bool {
        !properties.isDefaultIgnorableCodePoint && !properties.isWhitespace && self != "\u{2800}"
    }

    /// Control characters, and those that change the direction of the text around them: in a name they serve only to deceive.
    public var isUnprintable: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
        case .format: self != "\u{200C}" && self != "\u{200D}" && !(0xE0020...0xE007F).contains(value)
        default: false
        }
    }
}
