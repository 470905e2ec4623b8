import Domain
import NIOConcurrencyHelpers

/// What a rotation of the master key has done.
public struct KeyRotation: Sendable {
    /// How many of each were sealed anew.
    public fileprivate(set) var secrets = 0
    /// Of clients at identity providers.
    public fileprivate(set) var providers = 0
    public fileprivate(set) var messages = 0
    public fileprivate(set) var keys = 0
    public fileprivate(set) var factors = 0
    /// Rows that did not open before either: they are as they were.
    public fileprivate(set) var unopened: [String] = []
    /// Where the old key is kept; nil where the new one came from outside, or the file could not be put in its place.
    public fileprivate(set) var old: String?
    /// Why the file with the new key is not in its place yet.
    public fileprivate(set) var fault: DataFolderError?

    /// For tests, what is on the disk when the process ends at that moment.
    enum Step: String, CaseIterable { case drafted, sealed, committed, linked, done }
}

/// Why the key can't be changed like that.
public enum KeyRotationRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case newKeyMissing
    case newKeyUnwanted
    case sameKey
    case underWay

    public var description: String {
        switch self {
        case .newKeyMissing:
            "The master key comes from TENANTRY_MASTER_KEY, so the new one must come from you: give it to this command as TENANTRY_NEW_MASTER_KEY, "
                + "32 random bytes in base64 (openssl rand -base64 32), and keep it. Nothing was changed."
        case .newKeyUnwanted:
            "The master key is in master.key, and a new one is made there: TENANTRY_NEW_MASTER_KEY goes with TENANTRY_MASTER_KEY only. "
                + "Nothing was changed."
        case .sameKey: "TENANTRY_NEW_MASTER_KEY is the key that the database has already. Nothing was changed."
        case .underWay: "Another change of the master key is under way. Nothing was changed."
        }
    }
}

extension Maintenance {
    /// Seals everything anew under another master key, in one transaction: nothing is ever under two. Requests go on meanwhile.
    ///
    /// The new key is on the disk before the commit, and the old one until after it, so a process that ends at any moment finds the right
    /// one of them when it starts again (`SQLiteConnection.prove`).
    ///
    /// - Parameter given: the new key, 32 bytes, where the present one comes from the settings. Whoever gives it keeps it.
    /// - Throws: `KeyRotationRefusal`, or `DataFolderError` when the new key can't be written.
    public func rotateMasterKey(to given: [UInt8]?, at now: Instant) async throws -> KeyRotation {
        try await rotateMasterKey(to: given, at: now) { _ in }
    }

    func rotateMasterKey(
        to given: [UInt8]?, at now: Instant, reached: @escaping @Sendable (KeyRotation.Step) -> Void
    ) async throws -> KeyRotation {
        let trail = storage.trail(of: .commandLine, at: now)
        let hasTurned = NIOLockedValueBox(false)
        return try await storage.database.write { [storage] connection in
            let key = try storage.nextMasterKey(given)
            reached(.drafted)
            let rotation = try connection.sealAnew(from: storage.vault, to: Vault(key: key))
            try trail.record(AuditEvent(.masterKeyRotated, of: nil), on: connection)
            storage.vault.turn(to: key)
            hasTurned.withLockedValue { $0 = true }
            reached(.sealed)
            return rotation
        } settle: { [storage] outcome in
            guard case .success(var rotation) = outcome else {
                if hasTurned.withLockedValue({ $0 }) { storage.vault.endTurn(counts: false) }
                return outcome
            }
            storage.vault.endTurn(counts: true)
            reached(.committed)
            if !storage.isKeyGiven {
                do throws(DataFolderError) {
                    rotation.old = try storage.folder.takeUpDraft { reached(.linked) }
                } catch {
                    rotation.fault = error
                }
            }
            reached(.done)
            return .success(rotation)
        }
    }
}

extension Storage {
    /// One at a time: what another write of the same transaction has begun is not certain yet.
    fileprivate func nextMasterKey(_ given: [UInt8]?) throws -> [UInt8] {
        guard !vault.isTurning else { throw KeyRotationRefusal.underWay }
        switch (isKeyGiven, given) {
        case (false, nil): return try folder.draftKey(beside: vault, from: randomness)
        case (false, _): throw KeyRotationRefusal.newKeyUnwanted
        case (true, nil): throw KeyRotationRefusal.newKeyMissing
        case (true, let given?):
            if vault.isUnder(given) { throw KeyRotationRefusal.sameKey }
            return given
        }
    }
}

/// Something that is sealed, and for what.
private struct SealedRow {
    let id: String
    let purpose: String
    let sealed: [UInt8]
}

extension Connection {
    fileprivate func sealAnew(from old: Vault, to new: Vault) throws -> KeyRotation {
        var rotation = KeyRotation()
        rotation.secrets = try sealEach(
            { last in
                try rows("SELECT id, organization_id, provider, sealed FROM secret WHERE id > \(last) ORDER BY id LIMIT 100") { row in
                    let id: ID<Secret> = try row[0]
                    return SealedRow(id: id.description, purpose: Secret.purpose(id, of: try row[2], in: try row[1]), sealed: try row[3])
                }
            }, from: old, to: new, &rotation
        ) { try run("UPDATE secret SET sealed = \($1) WHERE id = \($0)") }
        rotation.providers = try sealEach(
            { last in
                try rows("SELECT id, sealed FROM identity_provider WHERE sealed IS NOT NULL AND id > \(last) ORDER BY id LIMIT 100") {
                    row in
                    let id: ID<IdentityProvider> = try row[0]
                    return SealedRow(id: id.description, purpose: IdentityProvider.purpose(id), sealed: try row[1])
                }
            }, from: old, to: new, &rotation
        ) { try run("UPDATE identity_provider SET sealed = \($1) WHERE id = \($0)") }
        rotation.factors = try sealEach(
            { last in
                try rows("SELECT id, account_id, sealed FROM factor WHERE sealed IS NOT NULL AND id > \(last) ORDER BY id LIMIT 100") {
                    row in
                    let id: ID<Factor> = try row[0]
                    return SealedRow(id: id.description, purpose: Factor.purpose(id, of: try row[1]), sealed: try row[2])
                }
            }, from: old, to: new, &rotation
        ) { try run("UPDATE factor SET sealed = \($1) WHERE id = \($0)") }
        rotation.messages = try sealEach(
            { last in
                try rows(
                    "SELECT id, sealed_token FROM outbox WHERE sealed_token IS NOT NULL AND id > \(last) ORDER BY id LIMIT 100"
                ) { SealedRow(id: try $0[0], purpose: try $0[0], sealed: try $0[1]) }
            }, from: old, to: new, &rotation
        ) { try run("UPDATE outbox SET sealed_token = \($1) WHERE id = \($0)") }
        rotation.keys = try sealEach(
            { last in
                try rows("SELECT name, sealed FROM sealed_key WHERE name > \(last) ORDER BY name LIMIT 100") { row in
                    SealedRow(id: try row[0], purpose: SealedKey.purpose(try row[0]), sealed: try row[1])
                }
            }, from: old, to: new, &rotation
        ) { try run("UPDATE sealed_key SET sealed = \($1) WHERE name = \($0)") }
        return rotation
    }

    /// - Parameters:
    ///   - next: some of those behind the one with that id, in order.
    ///   - put: stores what was sealed anew under an id.
    /// - Returns: how many there were that opened.
    private func sealEach(
        _ next: (String) throws -> [SealedRow], from old: Vault, to new: Vault, _ rotation: inout KeyRotation,
        _ put: (String, [UInt8]) throws -> Int
    ) throws -> Int {
        var (count, last) = (0, "")
        while true {
            let rows = try next(last)
            guard let end = rows.last else { return count }
            last = end.id
            for row in rows {
                guard let secret = try? old.open(bytes: row.sealed, for: row.purpose) else {
                    rotation.unopened.append(row.id)
                    continue
                }
                count += try put(row.id, new.seal(bytes: secret, for: row.purpose))
            }
        }
    }
}
