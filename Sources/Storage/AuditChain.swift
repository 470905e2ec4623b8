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

    init(_ row: Row, column: Int) throws {
        self = try row.text(column) == Self.instanceName ? .instance : .organization(try ID<Organization>(row, column: column))
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
    /// None where nothing stands yet.
    var seal: [UInt8]?

    static let columns: SQL = "chain, last_number, last_at, last_mac, removed_number, removed_mac, seal"

    init(_ row: Row) throws {
        chain = try row[0]
        lastNumber = try row[1]
        lastAt = try row[2]
        lastMAC = try row[3]
        removedNumber = try row[4]
        removedMAC = try row[5]
        seal = try row[6]
    }

    /// Of a chain without events.
    init(of chain: AuditChain, _ key: AuditKey) {
        self.chain = chain
        (lastNumber, lastAt, lastMAC) = (0, Instant(milliseconds: 0), key.mac(of: ["chain", chain.name]))
        (removedNumber, removedMAC, seal) = (0, lastMAC, nil)
    }

    func isSealed(by key: AuditKey) -> Bool { seal == nil || seal == key.seal(of: self) }
}

/// All chains together: how many events they have had, and what their seals come to. None of them can be put back alone to where it was.
struct AuditTotal: Sendable {
    var events: Int
    /// The seals of all heads, each bit added to the others modulo 2.
    var heads: [UInt8]
    let seal: [UInt8]

    init(_ row: Row) throws {
        events = try row[0]
        heads = try row[1]
        seal = try row[2]
    }

    static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { zip(left, right).map { $0 ^ $1 } }
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

    func seal(of total: AuditTotal) -> [UInt8] { seal(ofTotal: total.events, total.heads) }

    func seal(ofTotal events: Int, _ heads: [UInt8]) -> [UInt8] { mac(of: ["total", String(events)], heads) }

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

    func auditTotal() throws -> AuditTotal? {
        try first("SELECT events, heads, seal FROM audit_total WHERE only = 1", AuditTotal.init)
    }

    /// The total of a log without events, with its key.
    func startAuditLog(_ key: AuditKey) throws {
        let none = [UInt8](repeating: 0, count: AuditKey.size)
        try run(
            """
            INSERT INTO audit_total (only, events, heads, seal) VALUES (1, 0, \(none), \(key.seal(ofTotal: 0, none)))
            ON CONFLICT (only) DO NOTHING
            """
        )
    }

    /// Keeps where a chain stands now. What was not as it had been sealed is never sealed anew: that it was changed stays to be seen.
    ///
    /// - Parameters:
    ///   - former: as it was read.
    ///   - added: how many events have come.
    /// - Returns: the same with its seal.
    @discardableResult
    func keep(_ head: AuditHead, after former: AuditHead, adding added: Int, _ key: AuditKey) throws -> AuditHead {
        let isWhole = former.isSealed(by: key)
        let seal = isWhole ? key.seal(of: head) : former.seal
        try run(
            """
            INSERT INTO audit_chain (chain, last_number, last_at, last_mac, removed_number, removed_mac, seal)
            VALUES (
                \(head.chain), \(head.lastNumber), \(head.lastAt), \(head.lastMAC), \(head.removedNumber), \(head.removedMAC),
                \(seal)
            )
            ON CONFLICT (chain) DO UPDATE SET
                last_number = excluded.last_number, last_at = excluded.last_at, last_mac = excluded.last_mac,
                removed_number = excluded.removed_number, removed_mac = excluded.removed_mac, seal = excluded.seal
            """
        )
        try addToAuditTotal(added, out: former.seal, in: seal, isWhole: isWhole, key)
        var kept = head
        kept.seal = seal
        return kept
    }

    private func addToAuditTotal(_ events: Int, out: [UInt8]?, in new: [UInt8]?, isWhole: Bool, _ key: AuditKey) throws {
        guard var total = try auditTotal() else { return }  // which shows that it was taken away
        let wasSealed = total.seal == key.seal(of: total)
        total.events = max(0, total.events + events)
        for change in [out, new].compactMap({ $0 }) { total.heads = AuditTotal.sum(total.heads, change) }
        let seal = !wasSealed ? total.seal : isWhole ? key.seal(of: total) : total.seal.map { ~$0 }
        try run("UPDATE audit_total SET events = \(total.events), heads = \(total.heads), seal = \(seal) WHERE only = 1")
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
        try addToAuditTotal(-head.lastNumber, out: head.seal, in: nil, isWhole: head.isSealed(by: key), key)
        return head.lastNumber
    }
}
