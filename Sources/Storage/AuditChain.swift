import Crypto
import Domain

/// A sequence of events, each bound to the one before it: every organization has its own, and the instance has one for what happens to
/// accounts and to the whole.
enum AuditChain: Hashable, Sendable {
    case instance
    case organization(ID<Organization>)
}

extension AuditChain: SQLConvertible {
    private static let instanceName = "instance"

    var name: String {
        switch self {
        case .instance: Self.instanceName
        case .organization(let id): id.description
        }
    }

    var sqlValue: SQLValue { .text(name) }

    init(_ row: any Row, column: Int) throws {
        self = row.text(column) == Self.instanceName ? .instance : .organization(try ID<Organization>(row, column: column))
    }
}

/// Where a chain stands: its newest event, and the newest of those that were removed because they were old.
struct AuditHead: Sendable {
    let chain: AuditChain
    var lastNumber: Int
    var lastAt: Instant
    var lastMAC: [UInt8]
    var removedNumber: Int
    var removedMAC: [UInt8]

    static let columns: SQL = "chain, last_number, last_at, last_mac, removed_number, removed_mac"
    /// How many those are.
    static let columnCount = 6

    init(_ row: any Row) throws {
        chain = try row[0]
        lastNumber = try row[1]
        lastAt = try row[2]
        lastMAC = try row[3]
        removedNumber = try row[4]
        removedMAC = try row[5]
    }

    /// Of a chain without events.
    init(of chain: AuditChain, _ key: AuditKey) {
        self.chain = chain
        (lastNumber, lastAt, lastMAC) = (0, Instant(milliseconds: 0), key.mac(of: ["chain", chain.name]))
        (removedNumber, removedMAC) = (0, lastMAC)
    }
}

/// An event as its row holds it, for the MAC that binds it.
struct AuditRecord: Sendable {
    let chain: AuditChain
    let number: Int
    let at: Instant
    let action: String
    let actor: String?
    let onBehalfOf: String?
    let via: String?
    let target: String?
    let facts: String
    let request: String?
    let detailMAC: [UInt8]
}

/// What makes MACs of chains (HMAC-SHA-256, RFC 2104). Random, and stored under the master key alone.
struct AuditKey: Sendable {
    private let key: SymmetricKey

    static let size = 32
    static let name = "audit"

    init(_ bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }

    /// Of a record and the MAC of the one before it.
    func mac(of record: AuditRecord, after previous: [UInt8]) -> [UInt8] {
        let numbers = [record.number, Int(record.at.milliseconds)].map { String($0) }
        let texts = [record.action, record.actor, record.onBehalfOf, record.via, record.target, record.facts, record.request]
        return mac(of: ["event", record.chain.name] + numbers + texts, previous, record.detailMAC)
    }

    /// Of what can be erased: without the salt, which is erased with it, nothing can be guessed and tried.
    func mac(ofDetail content: String, salt: [UInt8]) -> [UInt8] { mac(of: ["detail", content], salt) }

    func seal(of head: AuditHead) -> [UInt8] {
        let numbers = [head.lastNumber, Int(head.lastAt.milliseconds), head.removedNumber].map { String($0) }
        return mac(of: ["head", head.chain.name] + numbers, head.lastMAC, head.removedMAC)
    }

    func seal(ofTotal events: Int) -> [UInt8] { mac(of: ["total", String(events)]) }

    /// Each part behind its length, so that no two lists of parts look the same. Nothing is told from empty.
    fileprivate func mac(of texts: [String?], _ parts: [UInt8]...) -> [UInt8] {
        var mac = HMAC<SHA256>(key: key)
        func add(_ part: [UInt8]?) {
            let length = part.map { UInt64($0.count) } ?? .max
            withUnsafeBytes(of: length.bigEndian) { mac.update(data: Array($0)) }
            if let part { mac.update(data: part) }
        }
        for text in texts { add(text.map { Array($0.utf8) }) }
        for part in parts { add(part) }
        return Array(mac.finalize())
    }
}

extension Connection {
    func auditHead(of chain: AuditChain) throws -> AuditHead? {
        try first("SELECT \(AuditHead.columns) FROM audit_chain WHERE chain = \(chain)", AuditHead.init)
    }

    func keep(_ head: AuditHead, _ key: AuditKey) throws {
        try run(
            """
            INSERT INTO audit_chain (chain, last_number, last_at, last_mac, removed_number, removed_mac, seal)
            VALUES (
                \(head.chain), \(head.lastNumber), \(head.lastAt), \(head.lastMAC), \(head.removedNumber), \(head.removedMAC),
                \(key.seal(of: head))
            )
            ON CONFLICT (chain) DO UPDATE SET
                last_number = excluded.last_number, last_at = excluded.last_at, last_mac = excluded.last_mac,
                removed_number = excluded.removed_number, removed_mac = excluded.removed_mac, seal = excluded.seal
            """
        )
    }

    func addToAuditTotal(_ events: Int, _ key: AuditKey) throws {
        let total = try (first("SELECT events FROM audit_total WHERE only = 1") { try $0[0] as Int } ?? 0) + events
        try run(
            """
            INSERT INTO audit_total (only, events, seal) VALUES (1, \(total), \(key.seal(ofTotal: total)))
            ON CONFLICT (only) DO UPDATE SET events = excluded.events, seal = excluded.seal
            """
        )
    }

    /// All that a chain has, once its organization is gone.
    ///
    /// - Returns: how many events it has had.
    func eraseAuditChain(of organization: ID<Organization>, _ key: AuditKey) throws -> Int {
        let chain = AuditChain.organization(organization)
        guard let head = try auditHead(of: chain) else { return 0 }
        try run("DELETE FROM audit_detail WHERE chain = \(chain)")
        try run("DELETE FROM audit_event WHERE chain = \(chain)")
        try run("DELETE FROM audit_chain WHERE chain = \(chain)")
        try addToAuditTotal(-head.lastNumber, key)
        return head.lastNumber
    }
}
