import Domain
import Glibc

/// The folder of the copies that are made by themselves. Whatever else is in it is left alone.
public struct BackupFolder: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    /// Makes the folder (mode 0700) where there is none, though not what it is in: that may be a disk that is missing.
    fileprivate func prepare() throws(DataFolderError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .unusable(path, reason: String(cString: strerror(errno))) }
        try DataFolder.requireOwn(path)
    }

    fileprivate func copies() throws -> [BackupName] {
        try DurableFile.names(in: path).compactMap(BackupName.init).filter { isFile(file($0)) }
    }

    /// When the newest of the copies was made; nil without any, or where they can't be looked at.
    func newest() -> Instant? { (try? copies())?.max()?.time }

    fileprivate func file(_ copy: BackupName) -> String { "\(path)/\(copy)" }

    fileprivate func delete(_ copies: [BackupName]) throws(DatabaseError) {
        for copy in copies where unlink(file(copy)) != 0 { throw DurableFile.lastError(file(copy)) }
    }

    /// What a process that was killed has left behind.
    fileprivate func deleteDrafts() throws {
        for name in try DurableFile.names(in: path) where name.hasSuffix(SQLiteConnection.draftSuffix) {
            guard BackupName(String(name.dropLast(SQLiteConnection.draftSuffix.count))) != nil else { continue }
            unlink("\(path)/\(name)")
        }
    }

    private func isFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}

extension Maintenance {
    /// When the next copy is due.
    public func nextBackup(in folder: BackupFolder, by schedule: BackupSchedule, at now: Instant) throws -> Instant {
        try folder.prepare()
        return schedule.due(after: try folder.copies(), at: now)
    }

    /// Makes a copy, and once that has proven good deletes those beyond the number to keep. Answers where it is. Fails in words for the
    /// operator; then no copy has gone.
    public func backUp(into folder: BackupFolder, by schedule: BackupSchedule, at now: Instant) async throws -> String {
        try folder.prepare()
        try folder.deleteDrafts()
        let name = BackupName(at: now)
        try await backUp(to: folder.file(name))
        try folder.delete(schedule.surplus(of: try folder.copies(), at: now))
        return folder.file(name)
    }
}
