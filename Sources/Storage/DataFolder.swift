import Domain
import FoundationEssentials
import Glibc

/// The folder that holds everything: database, master key, lock, socket. One process owns it at a time.
public final class DataFolder: Sendable {
    public let path: String
    private let lock: Int32

    public var database: String { Self.database(in: path) }
    public static func database(in path: String) -> String { path + "/tenantry.db" }
    public static func socket(in path: String) -> String { path + "/tenantry.sock" }
    private static func lockFile(in path: String) -> String { path + "/tenantry.lock" }

    /// Makes the folder (mode 0700) where there is none, and takes it, or fails with `.owned` by whom.
    public init(_ path: String) throws(DataFolderError) {
        self.path = path
        try Self.makeFolder(path)
        try Self.requireOwn(path)
        let file = Self.lockFile(in: path)
        lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .unusable(file, reason: Self.lastError) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            defer { Glibc.close(lock) }
            throw .owned(path, process: Self.owner(of: path) ?? "unknown")
        }
        let owner = "\(getpid())\n"
        guard ftruncate(lock, 0) == 0, pwrite(lock, owner, owner.utf8.count, 0) == owner.utf8.count else {
            defer { Glibc.close(lock) }
            throw .unusable(file, reason: Self.lastError)
        }
    }

    /// The process id in the lock file, whether or not that process still runs.
    private static func owner(of path: String) -> String? {
        guard let content = try? Data(contentsOf: URL(filePath: lockFile(in: path))) else { return nil }
        return String(decoding: content, as: UTF8.self).split(separator: "\n").first.map(String.init)
    }

    /// Where a copy may go that is made before a schema is left. A server that is killed then and started again may do so in the same second.
    func unusedCopy(ofSchema schema: Int) -> String {
        var time = Int(Date().timeIntervalSince1970)
        while true {
            let file = "\(path)/tenantry.schema-\(schema).\(time).db"
            guard DurableFile.exists(file) else { return file }
            time += 1
        }
    }

    /// Gives the folder up.
    public func close() {
        Glibc.close(lock)
    }

    private static func makeFolder(_ path: String) throws(DataFolderError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
            )
        } catch {
            // Once more, for the reason: Foundation doesn't leave it in `errno`.
            guard mkdir(path, 0o700) != 0 else { return }
            throw .unusable(path, reason: lastError)
        }
    }

    /// Whoever can write to the folder can put their own files in place of ours.
    static func requireOwn(_ path: String) throws(DataFolderError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unusable(path, reason: lastError) }
        guard status.st_mode & 0o022 == 0 else { throw .unusable(path, reason: "others can write to it; try chmod go-w") }
    }

    static var lastError: String { String(cString: strerror(errno)) }
}

public enum DataFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    case owned(String, process: String)
    case unusable(String, reason: String)
    case damagedKey(String)
    case missingKey(String)
    case openKey(String)
    case wrongKey(isSetting: Bool, database: String)

    /// Whether the operator has to look for another key.
    public var isAboutKey: Bool {
        switch self {
        case .owned, .unusable: false
        case .damagedKey, .missingKey, .openKey, .wrongKey: true
        }
    }

    public var description: String {
        switch self {
        case .owned(let path, let process): "The data folder \(path) is in use by process \(process)."
        case .unusable(let path, let reason): "\(path) can't be used: \(reason)."
        case .damagedKey(let path): "\(path) does not hold 32 bytes in base64. Restore it from a backup: it opens what is sealed."
        case .missingKey(let path):
            "\(path) is missing, and the database was made with it. Restore it from a backup: it opens what is sealed."
        case .openKey(let path): "\(path) can be read by others: it opens what is sealed. Find out who could; then try chmod 600."
        case .wrongKey(let isSetting, let database):
            isSetting
                ? "TENANTRY_MASTER_KEY is not the key that \(database) is sealed under. After `tenantry key rotate` it is the new one, for a backup the "
                    + "one of its time. Nothing was changed."
                : "The key in master.key is not the one that \(database) is sealed under. Restore the one that belongs to it; rotations keep earlier "
                    + "ones as master.key.….old. Nothing was changed."
        }
    }
}
