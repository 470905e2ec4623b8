import CoreMetrics
import Domain
import FoundationEssentials

/// All data, and the only way to it. Each operation is one transaction; the files of this target add them, one noun each.
public final class Storage: Sendable {
    let database: any Database
    let hasher: PasswordHasher
    let vault: Vault
    let randomness: Randomness
    private let close: @Sendable () -> Void

    /// Opens the data folder's database, brings it to the newest schema, and makes what is missing.
    ///
    /// - Parameters:
    ///   - folder: owned by this process.
    ///   - masterKey: 32 bytes; nil takes the folder's own.
    /// - Throws: `DatabaseError` or `DataFolderError`, in words for the operator.
    public convenience init(
        _ folder: DataFolder, masterKey: [UInt8]? = nil, hasher: PasswordHasher, readers: Int, randomness: Randomness = .system,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) throws {
        try self.init(
            folder, masterKey: masterKey, hasher: hasher, readers: readers, randomness: randomness, migrations: Migration.all,
            metrics: metrics
        )
    }

    init(
        _ folder: DataFolder, masterKey: [UInt8]?, hasher: PasswordHasher, readers: Int, randomness: Randomness, migrations: [Migration],
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) throws {
        try folder.undoUnfinishedRestoration()
        vault = Vault(key: try masterKey ?? folder.masterKey(from: randomness))
        try SQLiteConnection.inspect(folder.database, for: migrations)
        try SQLiteConnection(path: folder.database, for: .writing).migrate(by: migrations) { schema in
            "\(folder.path)/tenantry.schema-\(schema).\(Int(Date().timeIntervalSince1970)).db"
        }
        let database = try SQLiteDatabase(path: folder.database, readers: readers, metrics: metrics)
        self.database = database
        self.hasher = hasher
        self.randomness = randomness
        close = {
            hasher.close()
            database.close()
            folder.close()
        }
    }

    /// Finishes what is under way, moves the log into the database file, and gives up the folder.
    public func shutDown() {
        close()
    }

    func read<Result: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result {
        try await database.read(work)
    }

    /// A guard of the schema that speaks a name of ours becomes that refusal.
    func write<Result: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result {
        do {
            return try await database.write(work)
        } catch DatabaseError.constraint("last_owner") {
            throw Failure.lastOwner
        } catch DatabaseError.constraint("personal_organization") {
            throw Failure.personalOrganization
        }
    }
}
