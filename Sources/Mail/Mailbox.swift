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
        let phrase = String(text[..<opening].drop(while: \.isWhitespace))
        self.init(name: phrase.isEmpty ? nil : try DisplayName(try Self.unquoted(phrase)), address: address)
    }

    /// A phrase without its quotes. Fails on what would need them: there may be more in it than a name.
    private static func unquoted(_ phrase: String) throws(Problem) -> String {
        let scalars = Array(phrase.unicodeScalars.reversed().drop { $0 == " " }.reversed())
        guard scalars.count >= 2, scalars.first == "\"", scalars.last == "\"" else {
            guard !phrase.unicodeScalars.contains(where: "\"<>@,;:\\".unicodeScalars.contains) else {
                throw Problem("must have double quotes around a name with a comma: \"Acme, Inc.\" <mail@example.com>")
            }
            return phrase
        }
        var name = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in scalars.dropFirst().dropLast() {
            guard isEscaped || scalar != "\"" else { throw Problem("must have \\ before each double quote in the name") }
            isEscaped = !isEscaped && scalar == "\\"
            if !isEscaped { name.append(scalar) }
        }
        return String(name)
    }
}
