import Domain
import Glibc

/// How the instance is at this moment.
public struct InstanceState: Sendable {
    /// In bytes.
    public let databaseSize: Int
    /// Of what the database has not taken over yet.
    public let logSize: Int
    public let lastBackup: Instant?
    public let load: Load
    public let waitingMessages: Int
    /// When the oldest message was posted that waits.
    public let waitingSince: Instant?
}

extension Storage {
    /// - Parameter backups: where copies are put by themselves.
    public func state(for scope: OperatorScope, backups: BackupFolder?, at now: Instant) async throws -> InstanceState {
        let (files, load) = (folder.database, self.load)
        return try await read { connection in
            try connection.requireOperator(scope, at: now)
            let waiting = try connection.waitingMessages()
            return InstanceState(
                databaseSize: Self.size(of: files), logSize: Self.size(of: files + "-wal"), lastBackup: backups?.newest(), load: load,
                waitingMessages: waiting.count, waitingSince: waiting.since
            )
        }
    }

    private static func size(of file: String) -> Int {
        var status = Glibc.stat()
        return stat(file, &status) == 0 ? Int(status.st_size) : 0
    }
}
