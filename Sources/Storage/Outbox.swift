import Domain
import FoundationEssentials

/// A message that waits to be sent.
public struct OutboxEntry: Sendable {
    public let id: ID<Message>
    public let recipient: String
    public let language: Language
    public let message: Message
    public let createdAt: Instant
}

extension Connection {
    /// Puts a message into the outbox, its token sealed, in the transaction of its cause.
    @discardableResult
    func post(
        _ message: Message, to recipient: String, in language: Language, carrying token: Token, at now: Instant,
        _ vault: Vault, _ randomness: Randomness
    ) throws -> ID<Message> {
        let id = ID<Message>(at: now, from: randomness)
        try run(
            """
            INSERT INTO outbox (id, recipient, language, message, token_hash, sealed_token, created_at)
            VALUES (
                \(id), \(recipient), \(language), \(try message.json), \(TokenHash(token)),
                \(try vault.seal(token.secret, for: id.description)), \(now)
            )
            """
        )
        return id
    }
}

extension OutboxEntry {
    static let columns: SQL = "id, recipient, language, message, created_at"

    init(_ row: any Row) throws {
        id = try row[0]
        recipient = try row[1]
        language = try row[2]
        message = try Message(json: row[3])
        createdAt = try row[4]
    }
}

extension Message {
    fileprivate var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }

    fileprivate init(json: String) throws {
        self = try JSONDecoder().decode(Message.self, from: Data(json.utf8))
    }
}
