import CSQLite

@testable import Storage

/// What the connections of a storage run, as SQLite reports it.
final class StatementLog: Sendable {
    private let statements = Shared<[String]>([])

    /// Follows the writer and the first reader that answers: give the storage one.
    init(following fixture: Fixture) async throws {
        try await fixture.database.write { try self.follow($0) }
        try await fixture.database.read { try self.follow($0) }
        statements.withLock { $0 = [] }
    }

    /// What has run since the last time, without the transactions around it.
    func take() -> [String] {
        statements.withLock { statements in
            defer { statements = [] }
            return statements.filter { !["BEGIN", "BEGIN IMMEDIATE", "COMMIT"].contains($0) && !$0.hasSuffix(" attempt") }
        }
    }

    private func follow(_ connection: any Connection) throws {
        let handle = Mirror(reflecting: connection).children.first { $0.label == "handle" }?.value as? OpaquePointer
        guard let handle else { throw DatabaseError.unexpectedValue("no handle") }
        let log = Unmanaged.passRetained(self).toOpaque()  // as long as the connection may call, which is as long as the test
        sqlite3_trace_v2(
            handle, UInt32(SQLITE_TRACE_STMT),
            { _, log, _, text in
                guard let log, let text else { return 0 }
                let statement = String(cString: text.assumingMemoryBound(to: CChar.self))
                let isTrigger = statement.hasPrefix("--")
                if !isTrigger { Unmanaged<StatementLog>.fromOpaque(log).takeUnretainedValue().add(statement) }
                return 0
            }, log
        )
    }

    private func add(_ statement: String) {
        statements.withLock { $0.append(statement) }
    }
}

/// How SQLite would find the rows of a statement.
struct QueryPlan {
    let steps: [String]

    /// - Parameter path: a database with the same schema.
    init(of statement: String, at path: String) throws {
        var database: OpaquePointer?
        var explanation: OpaquePointer?
        defer {
            sqlite3_finalize(explanation)
            sqlite3_close_v2(database)
        }
        let opened = sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, nil)
        guard opened == SQLITE_OK else { throw DatabaseError(code: opened, of: database) }
        let prepared = sqlite3_prepare_v2(database, "EXPLAIN QUERY PLAN " + statement, -1, &explanation, nil)
        guard prepared == SQLITE_OK else { throw DatabaseError(code: prepared, of: database) }
        var steps: [String] = []
        while sqlite3_step(explanation) == SQLITE_ROW {
            if let text = sqlite3_column_text(explanation, 3) { steps.append(String(cString: text)) }
        }
        self.steps = steps
    }

    /// Steps that walk through a whole table or index.
    var scans: [String] { steps.filter { $0.hasPrefix("SCAN") && !$0.contains("CONSTANT ROW") } }
    /// Steps that put rows in order after finding them all.
    var sorts: [String] { steps.filter { $0.contains("TEMP B-TREE") } }
}
