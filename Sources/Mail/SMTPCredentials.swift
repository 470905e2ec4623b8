import Domain
import FoundationEssentials

/// User and password for a mail server. Nothing that prints, logs or inspects it gets to see them.
struct SMTPCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    let user: String
    let password: String

    /// - Parameter text: `user:password`, each percent-encoded.
    init(_ text: Substring) throws(Problem) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let user = Self.percentDecoded(parts[0]), let password = Self.percentDecoded(parts[1]),
            !user.isEmpty, !password.isEmpty, !(user + password).utf8.contains(0)
        else {
            throw Problem("must have user:password before the @, each percent-encoded: % is %25")
        }
        self.user = user
        self.password = password
    }

    var description: String { SMTPRedaction.mark }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// RFC 4616, in base64.
    var plain: String { Self.base64("\0\(user)\0\(password)") }
    /// The two answers of AUTH LOGIN.
    var login: [String] { [Self.base64(user), Self.base64(password)] }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// Nil unless each `%` has two digits of base 16 after it, and the whole is UTF-8.
    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy(isDigit), let value = UInt8(String(Substring(digits)), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { "0123456789abcdefABCDEF".utf8.contains(byte) }
}

/// Strikes out what must not be told on: a server may repeat what it was given.
struct SMTPRedaction: Sendable {
    static let mark = "•••"

    private let secrets: [String]

    init(_ credentials: SMTPCredentials?) {
        secrets = credentials.map { [$0.plain] + $0.login + [$0.password] } ?? []
    }

    func strike(_ text: String) -> String {
        secrets.reduce(text) { $0.split(separator: $1, omittingEmptySubsequences: false).joined(separator: Self.mark) }
    }
}
