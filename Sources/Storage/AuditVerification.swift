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
        while try await storage.write({ try $0.removeAuditEvents(before: limit, atMost: Self.batch, key) }) {}
    }
}

extension Connection {
    /// In one state of the database: the sum of all chains is what the total says.
    fileprivate func verifyAuditTotal(_ key: AuditKey) throws {
        let total = try first("SELECT events, seal FROM audit_total WHERE only = 1") {
            (events: try $0[0] as Int, seal: try $0[1] as [UInt8])
        }
        let sum = try count("SELECT coalesce(sum(last_number), 0) FROM audit_chain")
        guard let total else {
            guard sum == 0 else { throw AuditFault("The count of all events is missing.") }
            return
        }
        guard total.seal == key.seal(ofTotal: total.events) else { throw AuditFault("The count of all events was changed.") }
        guard total.events == sum else {
            throw AuditFault(
                "The chains hold \(sum) events, of \(total.events) that were written: the end of a chain, or a whole one, is missing.")
        }
    }

    fileprivate func verifiedHead(after name: String, _ key: AuditKey) throws -> AuditHead? {
        let found = try first(
            "SELECT \(AuditHead.columns), seal FROM audit_chain WHERE chain > \(name) ORDER BY chain LIMIT 1"
        ) { (head: try AuditHead($0), seal: try $0[AuditHead.columnCount] as [UInt8]) }
        guard let (head, seal) = found else {
            try requireNoStrayEvents()
            return nil
        }
        guard seal == key.seal(of: head) else { throw AuditFault("Where \(head.chain.name) begins and ends was changed.") }
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

    /// Of one chain at a time.
    ///
    /// - Returns: whether there may be more.
    fileprivate func removeAuditEvents(before limit: Instant, atMost count: Int, _ key: AuditKey) throws -> Bool {
        let oldest = try first("SELECT chain FROM audit_event WHERE at < \(limit) LIMIT 1") { try $0[0] as AuditChain }
        guard let oldest, var head = try auditHead(of: oldest) else { return false }
        let old = try rows(
            """
            SELECT number, mac FROM audit_event
            WHERE chain = \(oldest) AND at < \(limit) ORDER BY number LIMIT \(count)
            """
        ) { (number: try $0[0] as Int, mac: try $0[1] as [UInt8]) }
        guard let last = old.last else { return false }
        (head.removedNumber, head.removedMAC) = (last.number, last.mac)
        try keep(head, key)
        try run("DELETE FROM audit_detail WHERE chain = \(oldest) AND number <= \(last.number)")
        try run("DELETE FROM audit_event WHERE chain = \(oldest) AND number <= \(last.number)")
        return true
    }

    /// What people are called and reached by, and where they were, in all that they did and all that was done to them. The log stays
    /// whole: it goes on to name the account by its id.
    func erasePerson(_ account: ID<Account>, emailKey: String) throws {
        try run(
            """
            DELETE FROM audit_detail WHERE (chain, number) IN (
                SELECT chain, number FROM audit_event WHERE actor = \(account)
                UNION ALL
                SELECT chain, number FROM audit_event WHERE on_behalf_of = \(account)
                UNION ALL
                SELECT chain, number FROM audit_event WHERE target = \(account)
                UNION ALL
                SELECT chain, number FROM audit_detail WHERE email_key = \(emailKey)
            )
            """
        )
    }
}

private struct StoredAuditEvent {
    let record: AuditRecord
    let mac: [UInt8]
    let content: String?
    let salt: [UInt8]

    init(_ row: any Row, of chain: AuditChain) throws {
        record = AuditRecord(
            chain: chain, number: try row[0], at: try row[1], action: try row[2], actor: try row[3], onBehalfOf: try row[4],
            via: try row[5], target: try row[6], facts: try row[7], request: try row[8], detailMAC: try row[9]
        )
        mac = try row[10]
        content = try row[11]
        salt = try row[12] ?? []
    }
}
