/// What lets somebody in who has lost their factors, once: 128 random bits. Only its SHA-256 is stored. Nothing that prints, logs or
/// inspects it gets to see it.
public struct RecoveryCode: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// How many an account gets at a time.
    public static let count = 10
    private static let digits = 26
    private static let group = 5

    /// The digits alone, in lower case: what is hashed.
    public let digits: String

    public init(from randomness: Randomness) {
        digits = Base32.text(of: randomness.bytes(16)).lowercased()
    }

    /// One that somebody has typed, in groups or not, in whatever case. Nil for what is none.
    public init?(typed text: String) {
        let digits = text.lowercased().filter { !$0.isWhitespace && $0 != "-" }
        guard digits.utf8.count == Self.digits, digits.utf8.allSatisfy(Array("abcdefghijklmnopqrstuvwxyz234567".utf8).contains) else {
            return nil
        }
        self.digits = digits
    }

    /// As people copy it: `abcde-fghij-klmno-pqrst-uvwxy-z`.
    public var text: String {
        let digits = Array(digits)
        return stride(from: 0, to: digits.count, by: Self.group)
            .map { String(digits[$0..<min($0 + Self.group, digits.count)]) }.joined(separator: "-")
    }

    public var description: String { "a recovery code" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
