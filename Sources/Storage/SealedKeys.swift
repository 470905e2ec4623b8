import Domain

/// Keys that stay the same when the master key changes: each is stored sealed under it.
extension Connection {
    /// The key of that name, made now if there is none.
    ///
    /// - Throws: `DataFolderError.wrongKey` where the master key is not the one that it was sealed under.
    func sealedKey(_ name: String, size: Int, _ vault: Vault, _ randomness: Randomness) throws -> [UInt8] {
        let purpose = "key \(name)"
        let sealed: [UInt8]? = try first("SELECT sealed FROM sealed_key WHERE name = \(name)") { try $0[0] }
        if let sealed {
            guard let key = try? vault.open(bytes: sealed, for: purpose) else { throw DataFolderError.wrongKey }
            return key
        }
        let key = randomness.bytes(size)
        try run("INSERT INTO sealed_key (name, sealed) VALUES (\(name), \(vault.seal(bytes: key, for: purpose)))")
        return key
    }
}
