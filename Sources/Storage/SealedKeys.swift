import Domain

/// Keys of the database's own, 32 random bytes each, sealed under the master key. Whichever of them opens proves that key.
extension Connection {
    /// The key of that name, made when there is none yet.
    @discardableResult
    func sealedKey(_ name: String, _ vault: Vault, _ randomness: Randomness) throws -> [UInt8] {
        let found: [UInt8]? = try first("SELECT sealed FROM sealed_key WHERE name = \(name)") { try $0[0] }
        if let found { return try vault.openBytes(found, for: SealedKey.purpose(name)) }
        let key = randomness.bytes(Vault.keySize)
        try run("INSERT INTO sealed_key (name, sealed) VALUES (\(name), \(try vault.seal(key, for: SealedKey.purpose(name))))")
        return key
    }
}

enum SealedKey {
    /// Opens nothing: it is there to be opened.
    static let check = "check"

    static func purpose(_ name: String) -> String { "key \(name)" }
}

extension SQLiteConnection {
    /// Which of the keys the database was sealed under, before anything is changed in it. The first where nothing tells, as in a new one.
    /// Fails with `DataFolderError.wrongKey`.
    static func prove(_ candidates: [MasterKey], of path: String) throws -> MasterKey {
        let connection = try SQLiteConnection(path: path, for: .inspecting)
        let first: MasterKey = candidates[0]
        guard try connection.hasSealedKeys else { return first }
        let sealed = try connection.first("SELECT name, sealed FROM sealed_key LIMIT 1") { (try $0[0] as String, try $0[1] as [UInt8]) }
        guard let (name, key) = sealed else { return first }
        let proven = candidates.first { candidate in
            (try? Vault(key: candidate.bytes).openBytes(key, for: SealedKey.purpose(name))) != nil
        }
        guard let proven else { throw DataFolderError.wrongKey(isSetting: first.place == .setting, database: path) }
        return proven
    }

    /// False in databases of old.
    private var hasSealedKeys: Bool {
        get throws { try exists("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sealed_key'") }
    }

    /// Leaves something that proves the key from now on.
    func noteKey(_ vault: Vault, _ randomness: Randomness) throws {
        if try hasSealedKeys { try sealedKey(SealedKey.check, vault, randomness) }
    }
}
