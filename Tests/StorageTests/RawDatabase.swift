import CSQLite

@testable import Storage

/// A database file by itself, without a rule of ours: statements are whatever a test says, and guards of the schema rest.
final class RawDatabase {
    private let handle: OpaquePointer

    init(_ path: String) throws {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil)
        guard code == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw DatabaseError(code: code, of: handle)
        }
        self.handle = handle
    }

    deinit { sqlite3_close_v2(handle) }

    func run(_ statements: String) throws {
        let code = sqlite3_exec(handle, statements, nil, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(code: code, of: handle) }
    }

    /// Each value as a literal of SQL.
    func rows(_ query: String) throws -> [[String]] {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        let code = sqlite3_prepare_v2(handle, query, -1, &statement, nil)
        guard code == SQLITE_OK else { throw DatabaseError(code: code, of: handle) }
        var rows: [[String]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                rows.append(
                    (0..<sqlite3_column_count(statement)).map { sqlite3_column_text(statement, $0).map { String(cString: $0) } ?? "NULL" })
            case SQLITE_DONE: return rows
            case let code: throw DatabaseError(code: code, of: handle)
            }
        }
    }

    func names(_ query: String) throws -> [String] { try rows(query).map { $0[0] } }

    /// Of ours, without those of SQLite.
    func tables(of schema: String = "main") throws -> [String] {
        try names("SELECT name FROM \(schema).sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    }

    func columns(of table: String, in schema: String = "main") throws -> [String] {
        try names("SELECT name FROM pragma_table_info('\(table)', '\(schema)') ORDER BY cid")
    }

    /// Guards of the schema, but for keys of other rows, don't fire.
    func restTriggers() throws {
        let triggers = try rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        for trigger in triggers { try run("DROP TRIGGER \(trigger[0])") }
        resting += triggers.map { $0[1] }
    }

    func wakeTriggers() throws {
        for trigger in resting { try run(trigger) }
        resting = []
    }

    private var resting: [String] = []
}
