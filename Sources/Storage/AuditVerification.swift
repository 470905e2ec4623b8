import Domain

/// What is wrong with the audit log, in a sentence about the first row that shows it.
public struct AuditFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    fileprivate init(_ chain: AuditChain, _ number: Int, _ reason: String) {
        description = "Event \(number) of \(chain.name) \(reason)."
    }

    fileprivate init(_ description: String) {
        self.description = description
    }
}

/// What a whole audit log was found to hold.
public struct AuditReport: Sendable {
    public internal(set) var chains = 0
    public internal(set) var events = 0
    /// How many were removed because they were old.
    public internal(set) var removed = 0
    /// Of how many names and addresses have been erased.
    public internal(set) var erased = 0
}

extension Maintenance {
    private static let batch = 2000

    /// Goes through all chains, and shows that nothing in them was changed, taken out, put in or cut off.
    /// What is added meanwhile may or may not be looked at. Fails with `AuditFault`.
    public func verifyAuditLog() async throws -> AuditReport {
        let key = storage.auditKey
        var report = AuditReport()
        try await storage.read { try $0.verifyAuditTotal(key) }
        var last = ""
        while let head = try await storage.read({ [last] in try $0.verifiedHead(after: last, key) }) {
            do {
                try await verify(head, into: &report)
            } catch let fault as AuditFault {
                // Its beginning may have been removed meanwhile, or all of it erased: then it is looked at once more.
                guard try await storage.read({ try $0.auditHead(of: head.chain)?.removedNumber != head.removedNumber }) else { throw fault }
                continue
            }
            last = head.chain.name
        }
        return report
    }

    private func verify(_ head: AuditHead, into total: inout AuditReport) async throws {
        var report = total
        report.chains += 1
        report.removed += head.removedNumber
        var (number, mac) = (head.removedNumber, head.removedMAC)
        while number < head.lastNumber {
            let (from, previous) = (number, mac)
            let found = try await storage.read { [key = storage.auditKey] connection in
                try connection.verifiedEvents(of: head, after: from, previous, atMost: Self.batch, key)
            }
            (number, mac) = (found.number, found.mac)
            report.events += found.number - from
            report.erased += found.erased
        }
        guard mac == head.lastMAC else { throw AuditFault(head.chain, head.lastNumber, "is not the one that was last") }
        total = report
    }

    /// Removes what is older than `lifetime` from the beginning of each chain, and leaves word of where it begins now. Names and
    /// addresses go with it.
    func removeAuditEvents(olderThan lifetime: Span, at now: Instant) async throws {
        let limit = now - lifetime
        let key = storage.auditKey
        for chain in try await storage.read({ try $0.chainsWithAuditEvents(before: limit) }) {
            while try await storage.write({ try $0.removeAuditEvents(of: chain, before: limit, atMost: Self.batch, key) }) {}
        }
    }
}

extension Connection {
    /// In one state of the database: all chains together are what the total says.
    fileprivate func verifyAuditTotal(_ key: AuditKey) throws {
        guard let total = try auditTotal() else { throw AuditFault("The count of all events is missing.") }
        guard total.seal == key.seal(of: total) else { throw AuditFault("The count of all events was changed.") }
        var (events, heads) = (0, [UInt8](repeating: 0, count: AuditKey.size))
        _ = try rows("SELECT last_number, seal FROM audit_chain") { row in
            events += try row[0]
            heads = AuditTotal.sum(heads, try row[1])
        }
        guard total.events == events else {
            throw AuditFault(
                "The chains hold \(events) events, of \(total.events) that were written: the end of a chain, or a whole one, is missing."
            )
        }
        guard total.heads == heads else { throw AuditFault("A chain was put back to where it was before, or where it ends was changed.") }
    }

    fileprivate func verifiedHead(after name: String, _ key: AuditKey) throws -> AuditHead? {
        let found = try first(
            "SELECT \(AuditHead.columns) FROM audit_chain WHERE chain > \(name) ORDER BY chain LIMIT 1", AuditHead.init
        )
        guard let head = found else {
            try requireNoStrayEvents()
            return nil
        }
        guard head.isSealed(by: key) else { throw AuditFault("Where \(head.chain.name) begins and ends was changed.") }
        let outside = try first(
            """
            SELECT number FROM audit_event
            WHERE chain = \(head.chain) AND (number <= \(head.removedNumber) OR number > \(head.lastNumber)) LIMIT 1
            """
        ) { AuditFault(head.chain, try $0[0], "was put in") }
        if let outside { throw outside }
        return head
    }

    private func requireNoStrayEvents() throws {
        let stray = try first(
            """
            SELECT event.chain, event.number FROM audit_event AS event
            LEFT JOIN audit_chain AS head ON head.chain = event.chain
            WHERE head.chain IS NULL LIMIT 1
            """
        ) { AuditFault(try $0[0], try $0[1], "belongs to no chain") }
        if let stray { throw stray }
    }

    /// Up to so many events, each held against the MAC of the one before it.
    fileprivate func verifiedEvents(
        of head: AuditHead, after number: Int, _ previous: [UInt8], atMost limit: Int, _ key: AuditKey
    ) throws -> (number: Int, mac: [UInt8], erased: Int) {
        var (number, mac, erased) = (number, previous, 0)
        let found = try rows(
            """
            SELECT event.number, event.at, event.action, event.actor, event.on_behalf_of, event.via, event.target, event.facts,
                event.request, event.detail_mac, event.mac, detail.content, detail.salt
            FROM audit_event AS event
            LEFT JOIN audit_detail AS detail ON detail.chain = event.chain AND detail.number = event.number
            WHERE event.chain = \(head.chain) AND event.number > \(number) AND event.number <= \(head.lastNumber)
            ORDER BY event.number
            LIMIT \(limit)
            """
        ) { try StoredAuditEvent($0, of: head.chain) }
        for event in found {
            number += 1
            guard event.record.number == number else { throw AuditFault(head.chain, number, "is missing") }
            guard event.mac == key.mac(of: event.record, after: mac) else { throw AuditFault(head.chain, number, "was changed") }
            if let content = event.content, key.mac(ofDetail: content, salt: event.salt) != event.record.detailMAC {
                throw AuditFault(head.chain, number, "has other names or addresses than it had")
            }
            if event.content == nil { erased += 1 }
            mac = event.mac
        }
        guard found.count == limit || number == head.lastNumber else { throw AuditFault(head.chain, number + 1, "is missing") }
        return (number, mac, erased)
    }

    fileprivate func chainsWithAuditEvents(before limit: Instant) throws -> [AuditChain] {
        // A bare `chain` would be found in its order, and for that in all events that there are.
        try rows("SELECT DISTINCT chain || '' FROM audit_event WHERE at < \(limit)") { try $0[0] }
    }

    /// From the beginning of a chain to the first that is not old. What does not stand as it was written stays. Fails with `AuditFault`.
    ///
    /// - Returns: whether there may be more.
    fileprivate func removeAuditEvents(of chain: AuditChain, before limit: Instant, atMost count: Int, _ key: AuditKey) throws -> Bool {
        guard let former = try auditHead(of: chain), former.isSealed(by: key) else { return false }
        var head = former
        let times = try rows(
            "SELECT at FROM audit_event WHERE chain = \(chain) AND number > \(head.removedNumber) ORDER BY number LIMIT \(count)"
        ) { try $0[0] as Instant }
        let old = times.prefix { $0 < limit }.count
        guard old > 0 else { return false }
        let verified = try verifiedEvents(of: head, after: head.removedNumber, head.removedMAC, atMost: old, key)
        (head.removedNumber, head.removedMAC) = (verified.number, verified.mac)
        try keep(head, after: former, adding: 0, key)
        try run("DELETE FROM audit_detail WHERE chain = \(chain) AND number <= \(verified.number)")
        try run("DELETE FROM audit_event WHERE chain = \(chain) AND number <= \(verified.number)")
        return old == count
    }

    /// What people are called and reached by, and where they were, in all that they did and all that was done to them. The log stays
    /// whole: it goes on to name the account by its id.
    ///
    /// - Parameter emailKey: of the account's address, if it is proven: what was done about anyone else's stays.
    func erasePerson(_ account: ID<Account>, emailKey: String?) throws {
        for events: SQL in ["actor = \(account)", "on_behalf_of = \(account)", "target = \(account)"] {
            try run("DELETE FROM audit_detail WHERE (chain, number) IN (SELECT chain, number FROM audit_event WHERE \(events))")
        }
        if let emailKey { try run("DELETE FROM audit_detail WHERE email_key = \(emailKey)") }
    }
}

private struct StoredAuditEvent {
    let record: AuditRecord
    let mac: [UInt8]
    let content: String?
    let salt: [UInt8]

    init(_ row: Row, of chain: AuditChain) throws {
        record = AuditRecord(
            chain: chain, number: try row[0], at: try row[1], action: try row[2], actor: try row[3], onBehalfOf: try row[4],
            via: try row[5], target: try row[6], facts: try row[7], request: try row[8], detailMAC: try row[9]
        )
        mac = try row[10]
        content = try row[11]
        salt = try row[12] ?? []
    }
}
