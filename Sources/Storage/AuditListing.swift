import Domain
import FoundationEssentials

/// An event of the audit log, as it is read.
public struct AuditEntry: Sendable {
    /// Somebody or something, by its id and, as long as they are kept, by name and address.
    public struct Party: Hashable, Sendable {
        public let id: String
        public let name: String?
        public let email: String?
    }

    /// Within its chain, from 1, without a gap.
    public let number: Int
    public let at: Instant
    /// Of a later version's log it may be none of `AuditAction`.
    public let action: String
    public let actor: Party?
    public let onBehalfOf: Party?
    public let via: String?
    public let target: Party?
    public let before: AuditState
    public let after: AuditState
    public let address: String?
    public let userAgent: String?
    public let requestID: String?

    static let columns: SQL = """
        event.number, event.at, event.action, event.actor, event.on_behalf_of, event.via, event.target, event.facts, event.request,
        detail.content
        """

    /// How many those are.
    static let columnCount = 10

    static let details: SQL = """
        LEFT JOIN audit_detail AS detail ON detail.chain = event.chain AND detail.number = event.number
        """

    init(_ row: Row) throws {
        let decoder = JSONDecoder()
        let facts = try decoder.decode(AuditFacts.self, from: Data((row[7] as String).utf8))
        let detail = try (row[9] as String?).map { try decoder.decode(AuditDetail.self, from: Data($0.utf8)) }
        number = try row[0]
        at = try row[1]
        action = try row[2]
        actor = (try row[3] as String?).map { Party($0, detail?.actor) }
        onBehalfOf = (try row[4] as String?).map { Party($0, detail?.onBehalfOf) }
        via = try row[5]
        target = (try row[6] as String?).map { Party($0, detail?.target) }
        before = facts.before.merging(detail?.before ?? [:]) { fact, _ in fact }
        after = facts.after.merging(detail?.after ?? [:]) { fact, _ in fact }
        address = detail?.address
        userAgent = detail?.userAgent
        requestID = try row[8]
    }
}

extension AuditEntry.Party {
    fileprivate init(_ id: String, _ person: AuditDetail.Person?) {
        self.init(id: id, name: person?.name, email: person?.email)
    }
}

/// Which events. All that is given must hold.
public struct AuditQuery: Sendable {
    public enum Actions: Sendable {
        case action(AuditAction)
        /// All that happen to it: `member`.
        case noun(String)
    }

    public enum Actor: Sendable {
        case account(ID<Account>)
        case key(ID<APIKey>)
    }

    public let actor: Actor?
    public let actions: Actions?
    /// From this moment on …
    public let from: Instant?
    /// … and before this one.
    public let to: Instant?
    public var page: PageRequest

    public init(
        actor: Actor? = nil, actions: Actions? = nil, from: Instant? = nil, to: Instant? = nil, page: PageRequest = PageRequest()
    ) {
        self.actor = actor
        self.actions = actions
        self.from = from
        self.to = to
        self.page = page
    }
}

extension Storage {
    /// A page of an organization's audit log, the newest first. Fails with `.forbidden`.
    public func auditLog(in scope: OrganizationScope, _ query: AuditQuery, at now: Instant) async throws -> Page<AuditEntry> {
        try await read { connection in
            try connection.authority(in: scope, at: now).require(.auditRead)
            return try connection.auditEntries(of: .organization(scope.organization), query)
        }
    }
}

extension Storage {
    /// A page of what happened to accounts and to the whole, the newest first.
    public func auditLog(ofInstanceBy scope: OperatorScope, _ query: AuditQuery, at now: Instant) async throws -> Page<AuditEntry> {
        try await read { connection in
            try connection.requireOperator(scope, at: now)
            return try connection.auditEntries(of: .instance, query)
        }
    }
}

extension Connection {
    func auditEntries(of chain: AuditChain, _ query: AuditQuery) throws -> Page<AuditEntry> {
        let found = try rows(
            """
            SELECT \(AuditEntry.columns)
            FROM audit_event AS event
            \(AuditEntry.details)
            WHERE event.chain = \(chain)\(query.condition(in: chain))
            ORDER BY event.number DESC
            LIMIT \(query.page.limit + 1)
            """,
            AuditEntry.init
        )
        return Page(found, for: query.page) { Cursor(number: Int64($0.number), id: "") }
    }
}

extension AuditQuery {
    /// Times never go backwards in a chain, so a moment is a place in it, which the index by time finds.
    fileprivate func condition(in chain: AuditChain) -> SQL {
        var condition: SQL = ""
        switch actor {
        case .account(let id): condition = "\(condition) AND event.actor = \(id)"
        case .key(let id): condition = "\(condition) AND event.actor = \(id)"
        case nil: break
        }
        switch actions {
        case .action(let action): condition = "\(condition) AND event.action = \(action.rawValue)"
        case .noun(let noun): condition = "\(condition) AND event.action >= \(noun + ".") AND event.action < \(noun + "/")"
        case nil: break
        }
        if let from {
            let first: SQL = "SELECT min(number) FROM audit_event WHERE chain = \(chain) AND at >= \(from)"
            condition = "\(condition) AND event.number >= coalesce((\(first)), \(Int.max))"
        }
        if let to {
            let next: SQL = "SELECT min(number) FROM audit_event WHERE chain = \(chain) AND at >= \(to)"
            condition = "\(condition) AND event.number < coalesce((\(next)), \(Int.max))"
        }
        if let after = page.after { condition = "\(condition) AND event.number < \(after.number)" }
        return condition
    }
}
