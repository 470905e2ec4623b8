import Domain
import FoundationEssentials

/// Who does something, and from where: what the audit log says of it.
struct Actor: Sendable {
    /// Nil where nobody is known, or nobody's hand is in it.
    let account: ID<Account>?
    /// Whose rights are used, where those are another's.
    var onBehalfOf: ID<Account>?
    /// By which way in, where that is not a session.
    var via: Way?
    let device: Device

    init(account: ID<Account>?, onBehalfOf: ID<Account>? = nil, via: Way? = nil, device: Device) {
        (self.account, self.onBehalfOf, self.via, self.device) = (account, onBehalfOf, via, device)
    }

    /// An account, or whoever acts as it.
    init(_ account: ID<Account>, as impersonator: ID<Account>?, device: Device) {
        self.init(account: impersonator ?? account, onBehalfOf: impersonator == nil ? nil : account, device: device)
    }

    enum Way: String, Sendable {
        case commandLine = "command-line"
        case timer
        case stripe
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
    var fromNowhere: AuditTrail { AuditTrail(self, as: Actor(account: actor.account, onBehalfOf: actor.onBehalfOf, device: .none)) }
}

extension Storage {
    func trail(of session: LiveSession, at now: Instant) -> AuditTrail {
        trail(of: Actor(session.account.id, as: session.impersonation?.impersonator, device: session.device), at: now)
    }

    func trail(of scope: OrganizationScope, at now: Instant) -> AuditTrail {
        trail(of: Actor(scope.account, as: scope.impersonation?.impersonator, device: scope.device), at: now)
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
        let detail = try json(
            AuditDetail(
                actor: connection.person(actor.account?.description), onBehalfOf: connection.person(actor.onBehalfOf?.description),
                target: connection.person(event.target), address: actor.device.address, userAgent: actor.device.userAgent,
                before: event.before.personal, after: event.after.personal
            )
        )
        let salt = randomness.bytes(Self.saltSize)
        let record = AuditRecord(
            chain: chain, number: former.lastNumber + 1, at: max(now, former.lastAt), action: event.action.rawValue,
            actor: actor.account?.description, onBehalfOf: actor.onBehalfOf?.description, via: actor.via?.rawValue, target: event.target,
            facts: try json(AuditFacts(before: event.before.impersonal, after: event.after.impersonal)), request: actor.device.requestID,
            detailMAC: key.mac(ofDetail: detail, salt: salt)
        )
        let mac = key.mac(of: record, after: former.lastMAC)
        var head = former
        (head.lastNumber, head.lastAt, head.lastMAC) = (record.number, record.at, mac)
        try connection.insert(record, mac: mac)
        try connection.run(
            """
            INSERT INTO audit_detail (chain, number, salt, content, email_key)
            VALUES (\(chain), \(record.number), \(salt), \(detail), \(event.addressKey))
            """
        )
        try connection.keep(head, after: former, adding: 1, key)
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
        let email: String
    }

    let actor: Person?
    let onBehalfOf: Person?
    let target: Person?
    let address: String
    let userAgent: String
    let before: AuditState
    let after: AuditState
}

extension AuditEvent {
    /// By which the details are found of somebody who has no account, or has it no more.
    fileprivate var addressKey: String? {
        guard case .text(let address) = after[.email] ?? before[.email] else { return nil }
        return address.folded
    }
}

extension Connection {
    /// What an account is called now; nil for other things' ids.
    fileprivate func person(_ id: String?) throws -> AuditDetail.Person? {
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
