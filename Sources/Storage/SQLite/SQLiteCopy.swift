import Glibc

extension SQLiteConnection {
    /// What a copy's name ends with until it is one.
    static let draftSuffix = ".part"

    /// Writes a consistent, compact copy to a file that must not exist yet, opens it to see that it is sound, and waits until it is on
    /// the disk. Under another name first: what bears the name is whole and has been looked at.
    func copy(to path: String) throws {
        guard !DurableFile.exists(path) else { throw DatabaseError.readOnly("\(path) exists already") }
        let draft = path + Self.draftSuffix
        unlink(draft)
        close(try DurableFile.make(draft))  // for SQLite to fill: its own would be open to everyone, wherever a copy is put
        do {
            try run("VACUUM INTO \(draft)")
            try Self.requireGoodCopy(draft, schema: try schemaNumber)
            try DurableFile.publish(draft, as: path)
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Opens a copy, without changing it, to see that it is what it should be. Fails with `UnsoundCopy`.
    static func requireGoodCopy(_ path: String, schema: Int) throws {
        do {
            let copy = try SQLiteConnection(path: path, for: .verifying)
            let found = try copy.schemaNumber
            guard found == schema else { throw DatabaseError.unexpectedValue("schema \(found) in place of \(schema)") }
            try copy.requireSound()
        } catch {
            throw UnsoundCopy(reason: "\(error)")
        }
    }

    /// Reads all of it. Fails with `.corrupt`.
    func requireSound() throws {
        let faults = try rows("PRAGMA integrity_check") { try $0[0] as String }
        guard faults == ["ok"] else { throw DatabaseError.corrupt(faults.first ?? "nothing could be checked") }
        let orphans = try rows("PRAGMA foreign_key_check") { row in
            "a row of \(try row[0] as String) refers to one of \(try row[2] as String) that is not there"
        }
        if let first = orphans.first { throw DatabaseError.corrupt(first) }
    }
}

/// A copy that isn't what it should be. It has been deleted.
struct UnsoundCopy: Error, CustomStringConvertible {
    let reason: String

    var description: String { "The copy was not sound, and has been deleted: it \(reason)." }
}
