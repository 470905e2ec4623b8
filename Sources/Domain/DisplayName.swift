/// The name of a person or an organization, in any script: one line of 1 to 100 code points, NFC, without outer white space.
public struct DisplayName: Hashable, Sendable {
    public static let limit = 100

    public let text: String

    public init(_ text: String) throws(Problem) {
        guard text.fits(16 * Self.limit) else { throw Problem("must have at most \(Self.limit) characters") }
        let name = text.trimmed.normalized
        guard !name.isEmpty else { throw Problem("must not be empty") }
        guard name.codePointCount <= Self.limit else { throw Problem("must have at most \(Self.limit) characters") }
        guard !name.unicodeScalars.contains(where: \.isUnprintable) else { throw Problem("must not contain control characters") }
        guard name.unicodeScalars.contains(where: \.isVisible) else {
            throw Problem("must contain something visible")
        }
        self.text = name
    }
}
