import Domain
import Glibc

/// Puts a backup in the place of a data folder's database, and keeps the one that was there.
public struct Restoration: Sendable {
    /// Whether the master key is the one that the backup was made with.
    public enum KeyCheck: Sendable {
        case opens
        /// Nothing sealed is in the backup, so there is nothing to try the key on.
        case untried
        /// The folder has no key.
        case missing
    }

    /// Where the database is that was there, if there was one.
    public let previous: String?
    /// The schema that the backup had. It has been brought to the newest.
    public let schema: Int
    public let key: KeyCheck
    public let revoked: Revoked

    /// Checks a copy of `file`, ends in it whatever was open then, and puts it in place. Whenever that is cut short, either the old
    /// database is in place with its log, or the new one without any.
    ///
    /// - Parameters:
    ///   - folder: owned by this process.
    ///   - masterKey: 32 bytes; nil takes the folder's own, if it has one.
    /// - Throws: in words for the operator; then nothing has changed.
    public init(of file: String, into folder: DataFolder, masterKey: [UInt8]? = nil, at now: Instant) throws {
        try folder.undoUnfinishedRestoration()
        guard !DurableFile.isSame(file, folder.database) else { throw RestorationFailure.isInPlace(file) }
        let vault = try (masterKey ?? folder.existingMasterKey()).map(Vault.init)
        defer { folder.deleteDraft() }
        try folder.makeDraft(of: file)
        do {
            let draft = try SQLiteConnection(path: folder.draft, for: .writing)
            schema = try draft.requireRestorable()
            key = try vault.map { try draft.seals(under: $0) ? .opens : .untried } ?? .missing
            try draft.run("BEGIN IMMEDIATE")
            revoked = try draft.revokeEverything(at: now)
            if let vault { try draft.record(revoked, under: vault, at: now) }
            try draft.run("COMMIT")
            guard try draft.pragma("wal_checkpoint(TRUNCATE)") == "0" else { throw DatabaseError.readOnly("its log is in use") }
        } catch let error as DatabaseError {
            throw RestorationFailure.backup(file, error)
        }
        previous = try folder.keepDatabase(at: now)
        try DurableFile.replace(folder.database, by: folder.draft)
    }
}

public enum RestorationFailure: Error, CustomStringConvertible {
    case isInPlace(String)
    case unreadable(String, reason: String)
    case backup(String, DatabaseError)
    case wrongKey

    public var description: String {
        switch self {
        case .isInPlace(let file): "\(file) is this data folder's own database. Name a copy of it."
        case .unreadable(let file, let reason): "\(file) can't be read: \(reason). Nothing was changed."
        case .backup(let file, let error): "\(file) can't be restored: it \(error)."
        case .wrongKey:
            "The master key in use here does not open what is sealed in the backup. Put the master.key that was kept with the backup into the "
                + "data folder, then restore again. Nothing was changed."
        }
    }
}

extension SQLiteConnection {
    /// Reads all of it and brings it to the newest schema. Answers the one that it had.
    fileprivate func requireRestorable(by migrations: [Migration] = Migration.all) throws -> Int {
        let (found, newest) = (try schemaNumber, migrations.last?.number ?? 0)
        guard found > 0 else { throw DatabaseError.notOurs("it is empty") }
        guard found <= newest else { throw DatabaseError.newerSchema(found: found, known: newest) }
        try requireSound()
        try migrate(by: migrations)
        return found
    }

    /// Whether the master key has been seen to open something that is sealed in here: a key of the database's own, or, of old, the token of
    /// a message that waits.
    /// The one place that judges a key. Fails with `.wrongKey`.
    fileprivate func seals(under vault: Vault) throws -> Bool {
        let key = try first("SELECT name, sealed FROM sealed_key LIMIT 1") { row in
            (purpose: SealedKey.purpose(try row[0]), secret: try row[1] as [UInt8])
        }
        let token = try first("SELECT id, sealed_token FROM outbox WHERE \(Delivery.waits) AND sealed_token IS NOT NULL LIMIT 1") { row in
            (purpose: try row[0] as String, secret: try row[1] as [UInt8])
        }
        guard let sealed = key ?? token else { return false }
        do {
            _ = try vault.open(bytes: sealed.secret, for: sealed.purpose)
            return true
        } catch {
            throw RestorationFailure.wrongKey
        }
    }
}

extension SQLiteConnection {
    /// From here on the log goes on from where the backup left it, which it says itself. Without the master key it can't.
    fileprivate func record(_ revoked: Revoked, under vault: Vault, at now: Instant) throws {
        let key = AuditKey(try sealedKey(AuditKey.name, size: AuditKey.size, vault, .system))
        try startAuditLog(key)
        let trail = AuditTrail(of: Actor(account: nil, via: .commandLine, device: .none), at: now, key, .system)
        let after: AuditState = [
            .sessionsEnded: .number(revoked.sessions), .keysRevoked: .number(revoked.keys),
            .invitationsRevoked: .number(revoked.invitations),
        ]
        try trail.record(AuditEvent(.databaseRestored, of: nil, after: after), on: self)
    }
}

extension DataFolder {
    private static let logs = ["-wal", "-journal"]
    private static let keptPrefix = "tenantry.replaced-"

    fileprivate var draft: String { database + ".restoring" }

    /// A backup that was copied as it stood has its log beside it.
    fileprivate func makeDraft(of file: String) throws {
        var status = stat()
        guard stat(file, &status) == 0, access(file, R_OK) == 0 else {
            throw RestorationFailure.unreadable(file, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw RestorationFailure.unreadable(file, reason: "it is no file") }
        for suffix in [""] + Self.logs where suffix.isEmpty || DurableFile.exists(file + suffix) {
            try DurableFile.copy(file + suffix, to: draft + suffix)
        }
    }

    fileprivate func deleteDraft() {
        for suffix in ["", "-shm"] + Self.logs { unlink(draft + suffix) }
    }

    /// Gives the database a second name, so that there is one under its own at any time, and takes its log away, which must never meet
    /// another. The log is empty unless the database is damaged; then it goes with it. Answers nil if there was none.
    fileprivate func keepDatabase(at now: Instant) throws -> String? {
        let files = [""] + Self.logs
        if DurableFile.exists(database), (try? SQLiteConnection(path: database, for: .inspecting)) != nil {
            _ = try? SQLiteConnection(path: database, for: .writing).pragma("wal_checkpoint(TRUNCATE)")
        }
        guard files.contains(where: { DurableFile.exists(database + $0) }) else { return nil }
        let kept = nameToKeep(at: now)
        for suffix in files where DurableFile.exists(database + suffix) { try DurableFile.name(database + suffix, also: kept + suffix) }
        try DurableFile.syncFolder(of: database)
        for suffix in ["-shm"] + Self.logs { unlink(database + suffix) }
        try DurableFile.syncFolder(of: database)
        return kept
    }

    /// With the next second that is free, for whoever restores twice in one.
    private func nameToKeep(at now: Instant) -> String {
        var time = now
        let name = { "\(self.path)/\(Self.keptPrefix)\(time.stamp).db" }
        while DurableFile.exists(name()) { time = time + .seconds(1) }
        return name()
    }

    /// What a restoration has left that was killed before the new database was in place: a draft, and second names of the old one.
    func undoUnfinishedRestoration() throws {
        deleteDraft()
        for kept in try DurableFile.names(in: path) where kept.hasPrefix(Self.keptPrefix) && kept.hasSuffix(".db") {
            let kept = "\(path)/\(kept)"
            guard DurableFile.isSame(kept, database) else { continue }
            for suffix in Self.logs where DurableFile.exists(kept + suffix) {
                if DurableFile.exists(database + suffix) { unlink(kept + suffix) } else { rename(kept + suffix, database + suffix) }
            }
            unlink(kept)
        }
    }
}
