import Glibc

/// One step of the schema. Numbered from 1, forward only; a step that has been released is never edited.
struct Migration: Sendable {
    let number: Int
    let script: StaticString
}

extension SQLiteConnection {
    /// Fails with `.notOurs`, `.corrupt` or `.newerSchema`, and leaves the file as it is in any case.
    static func inspect(_ path: String, for migrations: [Migration]) throws {
        let found = try SQLiteConnection(path: path, for: .inspecting).schemaNumber
        let newest = migrations.last?.number ?? 0
        guard found <= newest else { throw DatabaseError.newerSchema(found: found, known: newest) }
    }

    private var schemaNumber: Int {
        get throws { Int(try pragma("user_version")) ?? 0 }
    }

    /// Brings the schema to the newest step. Makes a copy of the database before the first pending one, and keeps it if that succeeds.
    ///
    /// - Parameter copyPath: where the copy goes, given the schema number that it has.
    func migrate(by migrations: [Migration], copyingTo copyPath: (Int) -> String) throws {
        let current = try schemaNumber
        let pending = migrations.filter { $0.number > current }
        guard current > 0, !pending.isEmpty else { return try pending.forEach(apply) }
        let path = copyPath(current)
        try copy(to: path)
        do {
            try pending.forEach(apply)
        } catch {
            if try schemaNumber == current { unlink(path) }
            throw error
        }
    }

    private func apply(_ migration: Migration) throws {
        try run("BEGIN IMMEDIATE")
        do {
            try execute(migration.script)
            try setPragma("application_id", to: Self.applicationID)
            try setPragma("user_version", to: Int64(migration.number))
            try run("COMMIT")
        } catch {
            if isInTransaction { try run("ROLLBACK") }
            throw error
        }
    }

    /// Writes a consistent, compact copy to a file that must not exist yet, and waits until it is on the disk.
    /// Under another name first: what bears the name is whole.
    func copy(to path: String) throws {
        guard access(path, F_OK) != 0 else { throw DatabaseError.readOnly("\(path) exists already") }
        let draft = path + ".part"
        unlink(draft)
        try Self.makePrivate(draft)
        do {
            try run("VACUUM INTO \(draft)")
        } catch {
            unlink(draft)
            throw error
        }
        let file = open(draft, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        guard fsync(file) == 0, rename(draft, path) == 0 else { throw DatabaseError.readOnly(String(cString: strerror(errno))) }
    }

    /// An empty file that nobody else can read, for SQLite to fill: its own would be open to everyone, wherever a copy is put.
    private static func makePrivate(_ path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DatabaseError.readOnly("\(path): \(String(cString: strerror(errno)))") }
        close(file)
    }
}
