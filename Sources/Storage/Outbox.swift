import Domain
import FoundationEssentials

/// A message that waits to be sent, or what is left of one that was.
public struct OutboxEntry: Sendable {
    public let id: ID<Message>
    public let kind: Message.Kind
    public let recipient: String
    public let language: Language
    /// Nil once it has been sent.
    public let message: Message?
    public let state: Delivery.State
    public let attempts: Int
    public let nextAttemptAt: Instant
    public let lastAnswer: String?
    public let createdAt: Instant

    static let columns: SQL = "id, kind, recipient, language, message, state, attempts, next_attempt_at, last_answer, created_at"

    init(_ row: any Row) throws {
        id = try row[0]
        kind = try row[1]
        recipient = try row[2]
        language = try row[3]
        message = try (row[4] as String?).map(Message.init(json:))
        state = try row[5]
        attempts = try row[6]
        nextAttemptAt = try row[7]
        lastAnswer = try row[8]
        createdAt = try row[9]
    }
}

/// A token as the outbox keeps it until its message has been sent.
struct SealedToken {
    let hash: TokenHash
    let sealed: [UInt8]

    init(_ token: Token, for message: ID<Message>, _ vault: Vault) throws {
        hash = TokenHash(token)
        sealed = try vault.seal(token.secret, for: message.description)
    }
}

extension Connection {
    /// Puts a message into the outbox, its token sealed, in the transaction of its cause.
    @discardableResult
    func post(
        _ message: Message, to recipient: String, in language: Language, carrying token: Token, at now: Instant,
        _ vault: Vault, _ randomness: Randomness
    ) throws -> ID<Message> {
        let id = ID<Message>(at: now, from: randomness)
        try insert(message, id, to: recipient, in: language, carrying: SealedToken(token, for: id, vault), at: now)
        return id
    }

    /// Tells an account of something that has happened to it, in the transaction in which it happens. Nothing where messages don't
    /// reach mailboxes, or when the address has had its fill of that kind.
    func notify(
        _ account: ID<Account>, mailed: Bool, at now: Instant, _ randomness: Randomness, _ message: (Account) throws -> Message
    ) throws {
        guard mailed else { return }
        let found = try first("SELECT \(Account.columns) FROM account WHERE id = \(account)") { try Account($0, from: 0) }
        guard let found else { return }
        let message = try message(found)
        guard try hasRoom(for: message.kind, to: found.email, at: now) else { return }
        try insert(message, ID(at: now, from: randomness), to: found.email, in: found.language, carrying: nil, at: now)
    }

    /// Behind one that has been put off, a message waits for that one's time.
    private func insert(
        _ message: Message, _ id: ID<Message>, to recipient: String, in language: Language, carrying token: SealedToken?, at now: Instant
    ) throws {
        let key = recipient.folded
        try run(
            """
            INSERT INTO outbox (
                id, kind, recipient, recipient_key, language, message, token_hash, sealed_token, created_at, next_attempt_at
            ) VALUES (
                \(id), \(message.kind), \(recipient), \(key), \(language), \(try message.json), \(token?.hash), \(token?.sealed), \(now),
                coalesce(
                    (
                        SELECT max(next_attempt_at) FROM outbox
                        WHERE recipient_key = \(key) AND state = 'waiting' AND next_attempt_at > \(now)
                    ),
                    \(now)
                )
            )
            """
        )
    }

    /// Whether an address may get another of that kind within this hour.
    func hasRoom(for kind: Message.Kind, to recipient: String, at now: Instant) throws -> Bool {
        try messageCount(kind, to: recipient, since: now - .hours(1)) < Message.Kind.mostPerHour
    }

    /// How many of a kind have gone to an address, or wait to. What was dropped unsent does not count.
    func messageCount(_ kind: Message.Kind, to recipient: String, since start: Instant) throws -> Int {
        try count(
            """
            SELECT count(*) FROM outbox
            WHERE recipient_key = \(recipient.folded) AND kind = \(kind) AND created_at > \(start)
            """
        )
    }

    /// What waits with a token that no longer opens anything says nothing true any more.
    func dropMessages(carrying hashes: SQL) throws {
        try run("DELETE FROM outbox WHERE token_hash IN (\(hashes)) AND state = 'waiting'")
    }

    /// Whether what the token opens is still to be had.
    func stands(_ token: TokenHash, at now: Instant) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM password_reset WHERE token_hash = \(token) AND expires_at > \(now)
            UNION ALL
            SELECT 1 FROM email_verification WHERE token_hash = \(token) AND expires_at > \(now)
            UNION ALL
            SELECT 1 FROM invitation_token AS token
            JOIN invitation ON invitation.organization_id = token.organization_id AND invitation.id = token.invitation_id
            \(InvitationListing.makerRoles)
            WHERE token.token_hash = \(token) AND token.replaced_at IS NULL
            AND \(InvitationListing.status(at: now)) = \(Invitation.Status.pending)
            """
        )
    }
}

extension Message.Kind: SQLConvertible {}
extension Delivery.State: SQLConvertible {}

extension Message {
    fileprivate var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }

    fileprivate init(json: String) throws {
        self = try JSONDecoder().decode(Message.self, from: Data(json.utf8))
    }
}
