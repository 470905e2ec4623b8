/// A role of an organization's own.
public struct CustomRole: Identified, Sendable {
    public static let idPrefix = "rol"

    public static let ranks = 1...99
    /// How many one organization can have.
    public static let most = 50

    public let id: ID<CustomRole>
    public let role: Role
    public let createdAt: Instant

    public init(id: ID<CustomRole>, role: Role, createdAt: Instant) {
        self.id = id
        self.role = role
        self.createdAt = createdAt
    }

    /// A key made from a name: `Billing clerk` gets `billing_clerk`.
    ///
    /// - Parameter isTaken: whether another role of the organization has a key.
    public static func key(for name: DisplayName, isTaken: (String) throws -> Bool) rethrows -> String {
        let words = Slug.words(of: name.text)
        let joined = String(words.joined(separator: "_").prefix(40))
        let startsWithLetter = joined.utf8.first.map { $0 > UInt8(ascii: "9") } ?? false
        let stem = startsWithLetter ? joined : joined.isEmpty ? "role" : "role_\(joined)"
        var (key, number) = (stem, 1)
        while try Role.builtIn(key) != nil || isTaken(key) {
            number += 1
            key = "\(stem)_\(number)"
        }
        return key
    }
}
