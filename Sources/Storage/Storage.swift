import CoreMetrics
import Domain
import FoundationEssentials

/// All data, and the only way to it. Each operation is one transaction; the files of this target add them, one noun each.
public final class Storage: Sendable {
    let database: any Database
    let hasher: PasswordHasher
    /// Nil where passwords may be tried as often as one likes.
    let attempts: SignInAttempts?
    let challenges: Challenges
    let vault: Vault
    let folder: DataFolder
    /// Whether the master key comes from the settings, not from the folder.
    let isKeyGiven: Bool
    let auditKey: AuditKey
    let randomness: Randomness
    /// What new organizations are granted.
    let terms: SubscriptionTerms
    /// What the operator ought to know of the file with the master key.
    public let keyNote: MasterKeyNote?
    private let close: @Sendable () -> Void

    /// Opens the data folder's database, brings it to the newest schema, and makes what is missing.
    ///
    /// - Parameters:
    ///   - folder: owned by this process.
    ///   - masterKey: 32 bytes; nil takes the folder's own.
    ///   - attempts: counts those who guess passwords; nil lets them.
    ///   - terms: what new organizations are granted.
    /// - Throws: `DatabaseError` or `DataFolderError`, in words for the operator; for a key that isn't the database's before anything is changed.
    public convenience init(
        _ folder: DataFolder, masterKey: [UInt8]? = nil, hasher: PasswordHasher, attempts: SignInAttempts? = nil, readers: Int,
        terms: SubscriptionTerms = .unlimited, randomness: Randomness = .system, metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) throws {
        try self.init(
            folder, masterKey: masterKey, hasher: hasher, attempts: attempts, readers: readers, terms: terms, randomness: randomness,
            migrations: Migration.all, metrics: metrics
        )
    }

    init(
        _ folder: DataFolder, masterKey: [UInt8]?, hasher: PasswordHasher, attempts: SignInAttempts? = nil, readers: Int,
        terms: SubscriptionTerms = .unlimited, randomness: Randomness, migrations: [Migration],
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) throws {
        try folder.undoUnfinishedRestoration()
        let keys = try masterKey.map { (found: [MasterKey(bytes: $0, place: .setting)], made: nil) } ?? folder.masterKeys(from: randomness)
        let (key, writer) = try Self.inspect(folder, for: keys.found, migrations)
        keyNote = try keys.made ?? folder.settle(on: key.place)
        vault = Vault(key: key.bytes)
        let auditKey = try Self.bringUp(writer, in: folder, by: migrations, vault, randomness)
        let database = try SQLiteDatabase(path: folder.database, writingBy: writer, readers: readers, metrics: metrics)
        self.auditKey = auditKey
        self.database = database
        self.folder = folder
        isKeyGiven = key.place == .setting
        self.hasher = hasher
        self.attempts = attempts
        self.randomness = randomness
        challenges = Challenges(from: randomness)
        self.terms = terms
        close = {
            hasher.close()
            database.close()
            folder.close()
        }
    }

    /// Which of the keys is the database's. Whatever is the matter with it, it stays as it is.
    ///
    /// - Returns: the connection, too, which may write from here on: to read the schema is most of what it takes to open one.
    private static func inspect(
        _ folder: DataFolder, for keys: [MasterKey], _ migrations: [Migration]
    ) throws -> (MasterKey, SQLiteConnection) {
        let connection = try SQLiteConnection(path: folder.database, for: .inspecting)
        try connection.requireKnownSchema(migrations)
        return (try connection.prove(keys, of: folder.database), connection)
    }

    private static func bringUp(
        _ connection: SQLiteConnection, in folder: DataFolder, by migrations: [Migration], _ vault: Vault, _ randomness: Randomness
    ) throws -> AuditKey {
        try connection.startWriting()
        try connection.migrate(by: migrations, copyingTo: folder.unusedCopy(ofSchema:))
        let key = AuditKey(try connection.sealedKey(AuditKey.name, size: AuditKey.size, vault, randomness))
        if try connection.exists("SELECT 1 FROM sqlite_schema WHERE name = 'audit_total'") { try connection.startAuditLog(key) }
        return key
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
        } catch DatabaseError.constraint("seats_full") {
            throw Failure.seatsFull
        }
    }
}
