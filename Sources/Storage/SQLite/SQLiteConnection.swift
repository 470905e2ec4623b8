import CSQLite
import Glibc

/// One open connection with its prepared statements. Used by one thread at a time.
final class SQLiteConnection: Connection {
    /// `TNTY`: marks a file as ours (sqlite.org/pragma.html#pragma_application_id).
    static let applicationID: Int64 = 0x544e_5459

    private let handle: OpaquePointer
    private var statements: [StatementText: SQLiteStatement] = [:]

    enum Access {
        case reading, writing
        /// Looks, and changes nothing: neither the journal mode, nor what a crash has left in the log.
        case inspecting
        /// Reads a file that is to be ours already, and can't do anything else.
        case verifying
    }

    /// SQLite takes it only before its first connection; what is left of it otherwise works the same.
    private static let counting = csqlite_count_no_memory()

    init(path: String, for access: Access) throws {
        _ = Self.counting
        var handle: OpaquePointer?
        let rights = access == .verifying ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let flags = rights | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw DatabaseError(code: code, of: handle)
        }
        self.handle = handle
        let hardened = csqlite_harden(handle)
        guard hardened == SQLITE_OK else { throw DatabaseError(code: hardened, of: handle) }
        try configure(for: access)
    }

    deinit {
        statements = [:]
        sqlite3_close_v2(handle)
    }

    @discardableResult
    func run(_ sql: SQL) throws -> Int {
        try forEachRow(of: sql) { _ in }
        return Int(sqlite3_changes(handle))
    }

    func forEachRow(of sql: SQL, _ read: (Row) throws -> Void) throws {
        let statement = try statement(for: StatementText(utf8: sql.utf8))
        defer { statement.reset() }
        try statement.bind(sql.values)
        let row = Row(columns: statement)
        while true {
            switch sqlite3_step(statement.handle) {
            case SQLITE_ROW: try read(row)
            case SQLITE_DONE: return
            case let code: throw DatabaseError(code: code, of: handle)
            }
        }
    }

    /// From the cache, unless it is in the middle of another result.
    private func statement(for text: StatementText) throws -> SQLiteStatement {
        if let statement = statements[text], !statement.isRunning {
            statement.isRunning = true
            return statement
        }
        let statement = try SQLiteStatement(text.utf8, on: handle, persistent: true)
        if statements[text] == nil { statements[text] = statement }
        statement.isRunning = true
        return statement
    }

    func rehearse(_ work: () throws -> Void) throws {
        try run("SAVEPOINT rehearsal")
        defer {
            _ = try? run("ROLLBACK TO rehearsal")
            _ = try? run("RELEASE rehearsal")
        }
        try work()
    }

    /// False once SQLite has dropped the transaction by itself, which it does after some errors (sqlite.org/c3ref/get_autocommit.html).
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs statements that come without values: migrations.
    func execute(_ script: StaticString) throws {
        let code = sqlite3_exec(handle, script.description, nil, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(code: code, of: handle) }
    }

    func pragma(_ name: StaticString) throws -> String {
        let statement = try SQLiteStatement(Array("PRAGMA \(name)".utf8), on: handle, persistent: false)
        switch sqlite3_step(statement.handle) {
        case SQLITE_ROW: return try statement.text(0)
        case SQLITE_DONE: return ""
        case let code: throw DatabaseError(code: code, of: handle)
        }
    }

    /// `value` is ours alone; pragmas take no parameters.
    func setPragma(_ name: StaticString, to value: Int64) throws {
        let code = sqlite3_exec(handle, "PRAGMA \(name) = \(value)", nil, nil, nil)
        guard code == SQLITE_OK else { throw DatabaseError(code: code, of: handle) }
    }
}

/// Told from others by length and end first: to hash all of a long statement costs more than to compare it.
private struct StatementText: Hashable {
    let utf8: [UInt8]

    static func == (left: StatementText, right: StatementText) -> Bool {
        left.utf8.withUnsafeBytes { left in
            right.utf8.withUnsafeBytes { right in
                guard left.count == right.count, let start = left.baseAddress, let other = right.baseAddress else { return false }
                return memcmp(start, other, left.count) == 0
            }
        }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(utf8.count)
        utf8.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.suffix(16))) }
    }
}

extension SQLiteConnection {
    private func configure(for access: Access) throws {
        try execute("PRAGMA busy_timeout = 5000")
        if access == .inspecting { try keepLog(true) }
        try requireOurs(orNew: access != .verifying)
        if access == .inspecting || access == .verifying { return }
        try prepare(for: access)
    }

    /// Lets a connection that inspected write from here on.
    func startWriting() throws {
        try keepLog(false)
        try prepare(for: .writing)
    }

    private func prepare(for access: Access) throws {
        if access == .writing { try execute("PRAGMA journal_mode = WAL") }
        try execute("PRAGMA synchronous = FULL")
        try execute("PRAGMA foreign_keys = ON")
        try execute("PRAGMA recursive_triggers = ON")  // a row that REPLACE takes away is guarded like any other
        try execute("PRAGMA mmap_size = 0")
        try execute("PRAGMA secure_delete = ON")  // what is erased is overwritten, sealed tokens most of all
        try execute("PRAGMA cache_size = -8192")  // KiB; the rest is in the system's cache
        if access == .reading {
            try execute("PRAGMA query_only = ON")
            try execute("PRAGMA wal_autocheckpoint = 0")
        }
        try requireSettings(access)
    }

    private func keepLog(_ keeps: Bool) throws {
        let code = csqlite_keep_log(handle, keeps ? 1 : 0)
        guard code == SQLITE_OK else { throw DatabaseError(code: code, of: handle) }
    }

    /// Looks before anything is changed. A new file has no tables and no application id yet.
    private func requireOurs(orNew mayBeNew: Bool) throws {
        let id = try pragma("application_id")
        let isNew = try count("SELECT count(*) FROM sqlite_schema") == 0
        let isOurs = id == String(Self.applicationID) || (id == "0" && isNew && mayBeNew)
        guard isOurs else { throw DatabaseError.notOurs("application id \(id)") }
    }

    /// Reads back what durability and safety rest on: a pragma that isn't understood is silently ignored.
    private func requireSettings(_ access: Access) throws {
        let wanted: [(StaticString, String)] = [
            ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("recursive_triggers", "1"), ("mmap_size", "0"),
            ("secure_delete", "1"),
            ("trusted_schema", "0"),
            ("query_only", access == .reading ? "1" : "0"), ("busy_timeout", "5000"),
        ]
        for (name, value) in wanted {
            let found = try pragma(name)
            guard found == value else { throw DatabaseError.setting("\(name) is “\(found)”, not “\(value)”") }
        }
    }
}
