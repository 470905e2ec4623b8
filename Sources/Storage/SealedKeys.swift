import Domain

/// Keys of the database's own, random bytes that stay the same when the master key changes: each is stored sealed under that.
/// Whichever of them opens proves the master key.
extension Connection {
    /// The key of that name, made now if there is none.
    func sealedKey(_ name: String, size: Int, _ vault: Vault, _ randomness: Randomness) throws -> [UInt8] {
        let sealed: [UInt8]? = try first("SELECT sealed FROM sealed_key WHERE name = \(name)") { try $0[0] }
        if let sealed {
            guard let key = try? vault.open(bytes: sealed, for: SealedKey.purpose(name)) else {
                throw DatabaseError.corrupt("its key “\(name)” does not open")
            }
            return key
        }
        let key = randomness.bytes(size)
        try run("INSERT INTO sealed_key (name, sealed) VALUES (\(name), \(try vault.seal(bytes: key, for: SealedKey.purpose(name))))")
        return key
    }
}

enum SealedKey {
    static func purpose(_ name: String) -> String { "key \(name)" }
}

extension SQLiteConnection {
    /// Which of the keys the database was sealed under, before anything is changed in it. The first where nothing tells, as in a new one
    /// and in those of old. Fails with `DataFolderError.wrongKey`.
    func prove(_ candidates: [MasterKey], of path: String) throws -> MasterKey {
        let first: MasterKey = candidates[0]
        guard try exists("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sealed_key'") else { return first }
        let found = try self.first("SELECT name, sealed FROM sealed_key LIMIT 1") { (try $0[0] as String, try $0[1] as [UInt8]) }
        guard let (name, sealed) = found else { return first }
        let proven = candidates.first { (try? Vault(key: $0.bytes).open(bytes: sealed, for: SealedKey.purpose(name))) != nil }
        guard let proven else { throw DataFolderError.wrongKey(isSetting: first.place == .setting, database: path) }
        return proven
    }
}
