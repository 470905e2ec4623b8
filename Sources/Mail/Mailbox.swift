import Domain

/// Who a message is from or for (RFC 5322 §3.4): `Ada Lovelace <ada@example.com>`.
public struct Mailbox: Hashable, Sendable {
    public let name: DisplayName?
    public let address: EmailAddress

    public init(name: DisplayName? = nil, address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// Reads an address, alone or in angle brackets after a name; the name may stand in double quotes.
    public init(_ text: String) throws(Problem) {
        guard text.last == ">", let opening = text.lastIndex(of: "<") else {
            self.init(address: try EmailAddress(text))
            return
        }
        let address = try EmailAddress(String(text[text.index(after: opening)...].dropLast()))
        let name = Self.unquoted(text[..<opening])
        self.init(name: name.allSatisfy(\.isWhitespace) ? nil : try DisplayName(name), address: address)
    }

    private static func unquoted(_ phrase: Substring) -> String {
        let kept = phrase.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        guard kept.count >= 2, kept.first == "\"", kept.last == "\"" else { return String(kept) }
        var text = ""
        var isEscaped = false
        for character in kept.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                text.append(character)
                isEscaped = false
            }
        }
        return text
    }
}
