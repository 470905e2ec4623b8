import Domain

/// Which messages.
public struct OutboxQuery: Sendable {
    /// Nil for all.
    public let state: Delivery.State?
    public let page: PageRequest

    public init(state: Delivery.State? = nil, page: PageRequest = PageRequest()) {
        self.state = state
        self.page = page
    }
}

/// What is known of a message without what it says.
public struct OutboxListing: Sendable {
    public let id: ID<Message>
    public let kind: Message.Kind
    public let recipient: String
    public let state: Delivery.State
    public let attempts: Int
    /// Nil once it has ended.
    public let nextAttemptAt: Instant?
    public let lastAnswer: String?
    public let createdAt: Instant
    fileprivate let number: Int

    fileprivate init(_ row: Row) throws {
        number = try row[0]
        id = try row[1]
        kind = try row[2]
        recipient = try row[3]
        state = try row[4]
        attempts = try row[5]
        nextAttemptAt = state == .waiting ? try row[6] as Instant : nil
        lastAnswer = try row[7]
        createdAt = try row[8]
    }
}

extension Storage {
    /// A page of what waits and what has become of the rest, the newest first.
    public func outbox(by scope: OperatorScope, _ query: OutboxQuery, at now: Instant) async throws -> Page<OutboxListing> {
        try await read { connection in
            try connection.requireOperator(scope, at: now)
            let found = try connection.rows(
                """
                SELECT number, id, kind, recipient, state, attempts, next_attempt_at, last_answer, created_at
                FROM outbox WHERE true\(query.condition)
                ORDER BY number DESC
                LIMIT \(query.page.limit + 1)
                """,
                OutboxListing.init
            )
            return Page(found, for: query.page) { Cursor(number: Int64($0.number), id: "") }
        }
    }

    /// As from the command line. Fails with `.notFound` or `.notWaiting`.
    public func retryMessage(_ id: ID<Message>, by scope: OperatorScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { [vault, randomness] connection in
            try connection.requireOperator(scope, at: now)
            try Failure.wrapping { try connection.retry(id, at: now, vault, randomness) }
            try trail.record(AuditEvent(.messageRetried, of: id), on: connection)
        }
    }

    /// As from the command line. Fails with `.proofRequired`, `.notFound` or `.notWaiting`.
    public func dropMessage(_ id: ID<Message>, by scope: OperatorScope, at now: Instant) async throws {
        let trail = trail(of: scope, at: now)
        try await write { connection in
            try connection.requireOperator(scope, at: now)
            try connection.requireProof(of: scope.session, at: now)
            try Failure.wrapping { try connection.drop(id) }
            try trail.record(AuditEvent(.messageDropped, of: id), on: connection)
        }
    }
}

extension OutboxQuery {
    fileprivate var condition: SQL {
        var condition: SQL = ""
        if let state { condition = " AND state = \(state)" }
        if let state, state != .sent { condition = "\(condition) AND state <> 'sent'" }  // what the index of these wants to read
        if let after = page.after { condition = "\(condition) AND number < \(after.number)" }
        return condition
    }
}

extension Failure {
    fileprivate static func wrapping(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let refusal as OutboxRefusal {
            throw Failure.notWaiting(refusal.description)
        }
    }
}
