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

    init(_ row: Row) throws {
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
    ///
    /// - Parameters:
    ///   - sender: on whose behalf it goes to an address that nobody has proven to be theirs.
    ///   - organization: which it is about, and ends with.
    @discardableResult
    func post(
        _ message: Message, to recipient: String, in language: Language, carrying token: Token, from sender: Sender? = nil,
        about organization: ID<Organization>? = nil, at now: Instant, _ vault: Vault, _ randomness: Randomness
    ) throws -> ID<Message> {
        let id = ID<Message>(at: now, from: randomness)
        let sealed = try SealedToken(token, for: id, vault)
        try insert(message, id, to: recipient, in: language, carrying: sealed, from: sender, about: organization, at: now)
        return id
    }

    /// Tells an account of something that has happened to it, in the transaction in which it happens. Nothing where messages don't
    /// reach mailboxes, or when the address has had its fill of that kind.
    func notify(
        _ account: ID<Account>, about organization: ID<Organization>? = nil, mailing: Mailing, at now: Instant,
        _ randomness: Randomness,
        _ message: (Account) throws -> Message
    ) throws {
        guard mailing.reachesMailboxes, let found = try self.account(account) else { return }
        let message = try message(found)
        guard try hasRoom(for: message.kind, to: found.email, mailing, at: now) else { return }
        let id = ID<Message>(at: now, from: randomness)
        try insert(message, id, to: found.email, in: found.language, carrying: nil, from: nil, about: organization, at: now)
    }

    /// Behind one that has been put off, a message waits for that one's time.
    func insert(
        _ message: Message, _ id: ID<Message>, to recipient: String, in language: Language, carrying token: SealedToken?,
        from sender: Sender?, about organization: ID<Organization>?, at now: Instant
    ) throws {
        let key = recipient.folded
        try run(
            """
            INSERT INTO outbox (
                id, kind, recipient, recipient_key, language, message, token_hash, sealed_token, sender, organization_id, about, created_at,
                next_attempt_at
            ) VALUES (
                \(id), \(message.kind), \(recipient), \(key), \(language), \(try message.json), \(token?.hash), \(token?.sealed),
                \(sender?.key), \(sender?.organization), \(organization), \(now),
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

    /// What waits with a token that no longer opens anything says nothing true any more. One that is on its way is left to its end: it
    /// counts if it arrives, and is dropped if it has to be tried again.
    func dropMessages(carrying hashes: SQL) throws {
        try run("DELETE FROM outbox WHERE token_hash IN (\(hashes)) AND state = 'waiting' AND leased_until IS NULL")
    }

    /// Whether what the token opens is still to be had: of a link that is to prove an address, whether it would. One that waited for mail
    /// to be configured would not.
    func stands(_ token: TokenHash, at now: Instant) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM password_reset WHERE token_hash = \(token) AND expires_at > \(now)
            UNION ALL
            SELECT 1 FROM email_verification WHERE token_hash = \(token) AND expires_at > \(now) AND proves_address = 1
            UNION ALL
            SELECT 1 FROM email_change WHERE token_hash = \(token) AND expires_at > \(now) AND proves_address = 1
            UNION ALL
            SELECT 1 FROM sign_up WHERE token_hash = \(token) AND expires_at > \(now)
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

extension Delivery {
    /// Of all messages those that wait. Said twice, since the index of those that are not sent is taken only where the statement names them so.
    static let waits: SQL = "outbox.state = 'waiting' AND outbox.state <> 'sent'"
}

extension Message {
    fileprivate var json: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }

    fileprivate init(json: String) throws {
        self = try JSONDecoder().decode(Message.self, from: Data(json.utf8))
    }
}
