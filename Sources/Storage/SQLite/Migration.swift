import Glibc

/// One step of the schema. Numbered from 1, forward only; a step that has been released is never edited.
struct Migration: Sendable {
    let number: Int
    let script: StaticString
}

extension SQLiteConnection {
    /// Fails with `.newerSchema`.
    func requireKnownSchema(_ migrations: [Migration]) throws {
        let found = try schemaNumber
        let newest = migrations.last?.number ?? 0
        guard found <= newest else { throw DatabaseError.newerSchema(found: found, known: newest) }
    }

    var schemaNumber: Int {
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

    /// The same without a copy, for what is one.
    func migrate(by migrations: [Migration]) throws {
        let current = try schemaNumber
        try migrations.filter { $0.number > current }.forEach(apply)
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
}
