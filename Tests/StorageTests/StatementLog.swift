import CSQLite
import StatementRecorder

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
            { _, log, running, text in
                statement_recorder_record(running)
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
