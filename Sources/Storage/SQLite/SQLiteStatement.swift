import CSQLite

/// A prepared statement. Belongs to one connection, and with it to one thread.
final class SQLiteStatement {
    let handle: OpaquePointer
    var isRunning = false

    /// - Parameter text: UTF-8.
    init(_ text: [UInt8], on database: OpaquePointer, persistent: Bool) throws {
        var handle: OpaquePointer?
        let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = text.withUnsafeBytes { text in
            sqlite3_prepare_v3(database, text.bindMemory(to: CChar.self).baseAddress, Int32(text.count), flags, &handle, nil)
        }
        guard code == SQLITE_OK, let handle else { throw DatabaseError(code: code, of: database) }
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(handle)
    }

    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    func bind(_ values: [SQLValue]) throws {
        for (index, value) in values.enumerated() {
            try bind(value, at: Int32(index + 1))
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) throws {
        let code =
            switch value {
            case .null: sqlite3_bind_null(handle, index)
            case .integer(let integer): sqlite3_bind_int64(handle, index, integer)
            case .text(let text): sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), Self.transient)
            case .bytes(let bytes): sqlite3_bind_blob(handle, index, bytes, Int32(bytes.count), Self.transient)
            }
        guard code == SQLITE_OK else { throw DatabaseError(code: code, of: sqlite3_db_handle(handle)) }
    }

    /// `SQLITE_TRANSIENT`, a macro that Swift doesn't import: SQLite makes a copy of its own.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        isRunning = false
    }
}

extension SQLiteStatement: Columns {
    func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    func text(_ column: Int) throws -> String {
        guard let start = sqlite3_column_text(handle, Int32(column)) else {
            try requireMemory()
            return ""
        }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int) throws -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, Int32(column)) else {
            try requireMemory()
            return []
        }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    }

    /// No pointer means nothing, or that there was no memory for what is there (sqlite.org/c3ref/column_blob.html).
    private func requireMemory() throws {
        let database = sqlite3_db_handle(handle)
        guard sqlite3_errcode(database) & 0xff != SQLITE_NOMEM else { throw DatabaseError(code: SQLITE_NOMEM, of: database) }
    }
}

extension DatabaseError {
    /// - Parameter code: an extended result code (sqlite.org/rescode.html).
    init(code: Int32, of database: OpaquePointer?) {
        let message = database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        self =
            switch code & 0xff {
            case SQLITE_CONSTRAINT: .constraint(message)
            case SQLITE_FULL: .full(message)
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM: .readOnly(message)
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt(message)
            default: .failed(code: code, message)
            }
    }
}
