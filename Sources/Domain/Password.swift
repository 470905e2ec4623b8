/// A password that follows the rules, in normalization form C, ready to be hashed.
///
/// The rules are NIST SP 800-63B-4 §3.1.1.2: a minimum length, no composition rules, a blocklist of common and context-specific words.
public struct Password: Sendable {
    public let text: String

    /// What someone types to prove who they are. Only length is checked: the rules may have changed since it was chosen.
    public init(presented text: String) throws(Problem) {
        guard text.fits(16 * PasswordRules.longest) else { throw PasswordRules.tooLong }
        self.text = text.normalized
        guard self.text.codePointCount <= PasswordRules.longest else { throw PasswordRules.tooLong }
    }

    fileprivate init(accepted text: String) {
        self.text = text
    }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Password(…)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

public struct PasswordRules: Sendable {
    public static let shortest = 8...64
    public static let longest = 256
    static let tooLong = Problem("must have at most \(longest) characters")

    /// In code points.
    public let minimum: Int

    public init(minimum: Int = 8) {
        self.minimum = minimum
    }

    /// Accepts a new password, or says which rule it breaks.
    ///
    /// - Parameter words: the account's own: its name, address, organization.
    public func accept(_ text: String, words: [String]) throws(Problem) -> Password {
        guard text.fits(16 * Self.longest) else { throw Self.tooLong }
        let password = text.normalized
        guard password.codePointCount >= minimum else { throw Problem("must have at least \(minimum) characters") }
        guard password.codePointCount <= Self.longest else { throw Self.tooLong }
        let folded = password.folded
        guard !CommonPasswords.contains(folded) else { throw Problem("is among the passwords that are guessed first") }
        guard !CommonPasswords.isMonotonous(folded) else { throw Problem("must not be one character or sequence repeated") }
        let own = Self.parts(of: words + ["tenantry"])
        guard !CommonPasswords.isMade(folded, of: own) else {
            throw Problem("must not be made of your name, address or organization, or the name of this product")
        }
        return Password(accepted: password)
    }

    /// Whole texts and the words in them, folded, longest first; anything under three characters is no word.
    private static func parts(of texts: [String]) -> [String] {
        let folded = texts.map(\.folded)
        let words = folded.flatMap { $0.split { !$0.isLetter && !$0.isNumber }.map(String.init) }
        let joined = folded.map { String($0.filter { $0.isLetter || $0.isNumber }) }
        return Set(folded + words + joined).filter { $0.count >= 3 }.sorted { $0.count > $1.count }
    }
}
