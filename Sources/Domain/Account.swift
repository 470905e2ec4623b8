/// A person who can sign in.
public struct Account: Identified, Sendable {
    public static let idPrefix = "acc"

    public let id: ID<Account>
    public let email: String
    public let emailVerified: Bool
    public let name: String
    public let language: Language
    public let isOperator: Bool
    public let createdAt: Instant

    public init(
        id: ID<Account>, email: String, emailVerified: Bool, name: String, language: Language, isOperator: Bool, createdAt: Instant
    ) {
        self.id = id
        self.email = email
        self.emailVerified = emailVerified
        self.name = name
        self.language = language
        self.isOperator = isOperator
        self.createdAt = createdAt
    }
}

/// The languages that pages and mail come in.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case german = "de"

    public init(_ text: String) throws(Problem) {
        guard let language = Language(rawValue: text) else {
            throw Problem("must be one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = language
    }
}
