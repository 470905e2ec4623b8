/// An e-mail address as people have them: RFC 5321 without quoted local parts and address literals, RFC 6531 with any letters.
public struct EmailAddress: Hashable, Sendable {
    /// As typed, NFC: mail goes here.
    public let text: String
    /// Folded: two addresses are the same when this is.
    public let key: String

    public var domain: String {
        String(key[key.index(after: key.lastIndex(of: "@")!)...])  // the initialiser let nothing pass without one
    }

    /// The part before the `@`, folded.
    var localPart: String { String(key.prefix { $0 != "@" }) }

    public init(_ text: String) throws(Problem) {
        let address = text.fits(1024) ? text.trimmed.normalized : ""
        guard Self.isValid(address) else { throw Problem("must be an e-mail address, such as ada@example.com") }
        self.text = address
        key = address.folded
    }

    private static func isValid(_ address: String) -> Bool {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, address.utf8.count <= 254 else { return false }
        return isValid(localPart: parts[0]) && isValid(domain: parts[1])
    }

    private static func isValid(localPart: Substring) -> Bool {
        guard (1...64).contains(localPart.utf8.count) else { return false }
        let atoms = localPart.split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty && $0.unicodeScalars.allSatisfy(isAtomText) }
    }

    /// `atext` of RFC 5322, widened to what prints by RFC 6531.
    private static func isAtomText(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else {
            return !scalar.isUnprintable && !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
        }
        return isASCIILetterOrDigit(scalar) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
    }

    /// A host name: labels of letters, digits and inner hyphens, 1 to 63 bytes each.
    static func isValid(domain: Substring) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return domain.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.unicodeScalars.first != "-" && label.unicodeScalars.last != "-"
                    && label.unicodeScalars.allSatisfy(isLabelText)
            }
    }

    private static func isLabelText(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIILetterOrDigit(scalar) || scalar == "-" }
        guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
    }

    private static func isASCIILetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}

/// A domain that a link invitation admits, folded: `example.com`. Matched exactly, subdomains not included.
public struct EmailDomain: Hashable, Sendable {
    public let text: String

    public init(_ text: String) throws(Problem) {
        let domain = text.fits(1024) ? text.trimmed.folded : ""
        guard EmailAddress.isValid(domain: Substring(domain)) else { throw Problem("must be a domain, such as example.com") }
        self.text = domain
    }
}
