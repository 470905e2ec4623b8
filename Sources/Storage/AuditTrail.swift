import Domain
import FoundationEssentials

/// Who does something, and from where: what the audit log says of it.
struct Actor: Sendable {
    /// Of an account or a key. Nil where nobody is known, or nobody's hand is in it.
    let id: String?
    /// Whose rights are used, where those are another's.
    let onBehalfOf: ID<Account>?
    /// By which way in, where that is not a session.
    let via: Way?
    let device: Device

    enum Way: String, Sendable {
        case commandLine = "command-line"
        case timer
        case stripe
        case apiKey = "api-key"
    }

    init(account: ID<Account>?, via: Way? = nil, device: Device) {
        id = account?.description
        onBehalfOf = nil
        self.via = via
        self.device = device
    }

    /// An account, or whoever acts as it.
    init(_ account: ID<Account>, as impersonator: ID<Account>?, device: Device) {
        id = (impersonator ?? account).description
        onBehalfOf = impersonator == nil ? nil : account
        via = nil
        self.device = device
    }

    /// A key acts with the rights of whoever made it.
    init(key: ID<APIKey>, of maker: ID<Account>, device: Device) {
        id = key.description
        onBehalfOf = maker
        via = .apiKey
        self.device = device
    }

    /// The same from nowhere.
    init(_ other: Actor) {
        (id, onBehalfOf, via, device) = (other.id, other.onBehalfOf, other.via, .none)
    }
}

/// Where a write notes what it does, in its own transaction.
struct AuditTrail: Sendable {
    let actor: Actor
    let now: Instant
    let key: AuditKey
    private let randomness: Randomness

    init(of actor: Actor, at now: Instant, _ key: AuditKey, _ randomness: Randomness) {
        self.actor = actor
        self.now = now
        self.key = key
        self.randomness = randomness
    }

    private init(_ other: AuditTrail, as actor: Actor) {
        self.actor = actor
        (now, key, randomness) = (other.now, other.key, other.randomness)
    }

    /// Of somebody who has become known while it is being done. What no person's hand is in stays so.
    func by(_ account: ID<Account>) -> AuditTrail {
        actor.via == nil ? AuditTrail(self, as: Actor(account: account, device: actor.device)) : self
    }

    /// Of somebody whose whereabouts are nobody's business there.
    var fromNowhere: AuditTrail { AuditTrail(self, as: Actor(actor)) }
}

extension Storage {
    func trail(of session: LiveSession, at now: Instant) -> AuditTrail {
        trail(of: Actor(session.account.id, as: session.impersonation?.impersonator, device: session.device), at: now)
    }

    func trail(of scope: OrganizationScope, at now: Instant) -> AuditTrail {
        switch scope.entry {
        case .session: trail(of: Actor(scope.account, as: scope.impersonation?.impersonator, device: scope.device), at: now)
        case .key(let key): trail(of: Actor(key: key, of: scope.account, device: scope.device), at: now)
        }
    }

    func trail(of scope: OperatorScope, at now: Instant) -> AuditTrail {
        trail(of: Actor(account: scope.account, device: scope.device), at: now)
    }

    /// Of somebody who is not signed in.
    func trail(from device: Device, at now: Instant) -> AuditTrail { trail(of: Actor(account: nil, device: device), at: now) }

    func trail(of way: Actor.Way, on device: Device = .none, at now: Instant) -> AuditTrail {
        trail(of: Actor(account: nil, via: way, device: device), at: now)
    }

    private func trail(of actor: Actor, at now: Instant) -> AuditTrail { AuditTrail(of: actor, at: now, auditKey, randomness) }
}

extension AuditTrail {
    private static let saltSize = 16

    /// What happens to accounts and to the whole.
    func record(_ event: AuditEvent, on connection: any Connection) throws {
        try record(event, in: .instance, on: connection)
    }

    func record(_ event: AuditEvent, in organization: ID<Organization>, on connection: any Connection) throws {
        try record(event, in: .organization(organization), on: connection)
    }

    /// Times never go backwards in a chain, whatever the clock does.
    private func record(_ event: AuditEvent, in chain: AuditChain, on connection: any Connection) throws {
        let former = try connection.auditHead(of: chain) ?? AuditHead(of: chain, key)
        let detail = AuditDetail(
            actor: try connection.person(actor.id), onBehalfOf: try connection.person(actor.onBehalfOf?.description),
            target: try connection.person(event.target), address: actor.device.address, userAgent: actor.device.userAgent,
            before: event.before.personal, after: event.after.personal
        )
        let written = WrittenEvent(
            at: max(now, former.lastAt), action: event.action, actor: actor.id, onBehalfOf: actor.onBehalfOf, via: actor.via,
            target: event.target, facts: AuditFacts(before: event.before.impersonal, after: event.after.impersonal),
            requestID: actor.device.requestID, detail: detail
        )
        _ = try append(written, after: former, on: connection)
    }

    /// Puts an event behind the one that is last in its chain. Answers where the chain stands then.
    func append(_ event: WrittenEvent, after former: AuditHead, on connection: any Connection) throws -> AuditHead {
        let (detail, salt) = (try event.detail.map(json), randomness.bytes(Self.saltSize))
        let record = AuditRecord(
            chain: former.chain, number: former.lastNumber + 1, at: event.at, action: event.action.rawValue, actor: event.actor,
            onBehalfOf: event.onBehalfOf?.description, via: event.via?.rawValue, target: event.target, facts: try json(event.facts),
            request: event.requestID, detailMAC: key.mac(ofDetail: detail ?? "", salt: salt)
        )
        let mac = key.mac(of: record, after: former.lastMAC)
        var head = former
        (head.lastNumber, head.lastAt, head.lastMAC) = (record.number, record.at, mac)
        try connection.insert(record, mac: mac)
        if let detail {
            try connection.run(
                """
                INSERT INTO audit_detail (chain, number, salt, content, email_key)
                VALUES (\(former.chain), \(record.number), \(salt), \(detail), \(event.addressKey))
                """
            )
        }
        return try connection.keep(head, after: former, adding: 1, key)
    }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// What stands in the chain for good: nobody's name or address.
struct AuditFacts: Codable, Sendable {
    let before: AuditState
    let after: AuditState
}

/// What stands apart, until it is erased.
struct AuditDetail: Codable, Sendable {
    struct Person: Codable, Sendable {
        let name: String
        /// Of an account.
        let email: String?
    }

    let actor: Person?
    let onBehalfOf: Person?
    let target: Person?
    let address: String
    let userAgent: String
    let before: AuditState
    let after: AuditState
}

/// An event as it is about to be bound to the one before it.
struct WrittenEvent: Sendable {
    let at: Instant
    let action: AuditAction
    /// Of an account or a key.
    let actor: String?
    let onBehalfOf: ID<Account>?
    let via: Actor.Way?
    let target: String?
    let facts: AuditFacts
    let requestID: String?
    /// Nil for what has been erased.
    let detail: AuditDetail?

    /// By which the details are found of somebody who has no account, or has it no more.
    fileprivate var addressKey: String? {
        guard case .text(let address) = detail?.after[.email] ?? detail?.before[.email] else { return nil }
        return address.folded
    }
}

extension Connection {
    /// What an account or a key is called now; nil for other things' ids.
    fileprivate func person(_ id: String?) throws -> AuditDetail.Person? {
        if let key = id.flatMap({ ID<APIKey>($0) }) {
            return try first("SELECT name FROM api_key WHERE id = \(key)") { AuditDetail.Person(name: try $0[0], email: nil) }
        }
        guard let id = id.flatMap({ ID<Account>($0) }) else { return nil }
        return try first("SELECT name, email FROM account WHERE id = \(id)") { AuditDetail.Person(name: try $0[0], email: try $0[1]) }
    }

    fileprivate func insert(_ record: AuditRecord, mac: [UInt8]) throws {
        try run(
            """
            INSERT INTO audit_event (chain, number, at, action, actor, on_behalf_of, via, target, facts, request, detail_mac, mac)
            VALUES (
                \(record.chain), \(record.number), \(record.at), \(record.action), \(record.actor), \(record.onBehalfOf), \(record.via),
                \(record.target), \(record.facts), \(record.request), \(record.detailMAC), \(mac)
            )
            """
        )
    }
}
