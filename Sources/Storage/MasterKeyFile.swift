import Domain
import FoundationEssentials
import Glibc

/// A key that may be the database's, and where it stands.
struct MasterKey {
    enum Place {
        /// TENANTRY_MASTER_KEY.
        case setting
        /// `master.key` in the data folder.
        case file
        /// `master.key.new` beside it: of a rotation that was under way when the process ended.
        case draft
    }

    let bytes: [UInt8]
    let place: Place
}

/// What became of the file with the master key when the storage was opened.
public enum MasterKeyNote: Hashable, Sendable {
    /// Made for a new database.
    case made(path: String)
    /// A rotation that was under way when an earlier process ended: it had been committed, and now it is finished.
    case rotationFinished(path: String, old: String)
    /// One that had not been committed: the key is the one that it was.
    case rotationDropped
}

extension DataFolder {
    public var masterKeyFile: String { path + "/master.key" }
    private var masterKeyDraft: String { masterKeyFile + ".new" }

    /// The keys in the folder of which one is the database's, made (mode 0600) when there is neither key nor database yet.
    func masterKeys(from randomness: Randomness) throws(DataFolderError) -> (found: [MasterKey], made: MasterKeyNote?) {
        if let key = try key(in: masterKeyFile) {
            let draft = try? self.key(in: masterKeyDraft)
            return ([MasterKey(bytes: key, place: .file)] + (draft.map { [MasterKey(bytes: $0, place: .draft)] } ?? []), nil)
        }
        guard !FileManager.default.fileExists(atPath: database) else { throw .missingKey(masterKeyFile) }
        let key = randomness.bytes(Vault.keySize)
        try write(key, to: masterKeyDraft)
        guard rename(masterKeyDraft, masterKeyFile) == 0 else { throw .unusable(masterKeyFile, reason: Self.lastError) }
        syncFolder()
        return ([MasterKey(bytes: key, place: .file)], .made(path: masterKeyFile))
    }

    /// The key in the folder, if there is one.
    func existingMasterKey() throws(DataFolderError) -> [UInt8]? { try key(in: masterKeyFile) }

    /// Ends what an earlier rotation has left, now that it is known which key is the database's.
    func settle(on place: MasterKey.Place) throws(DataFolderError) -> MasterKeyNote? {
        switch place {
        case .setting: return nil
        case .draft: return .rotationFinished(path: masterKeyFile, old: try takeUpDraft())
        case .file:
            guard FileManager.default.fileExists(atPath: masterKeyDraft) else { return nil }
            // Kept: it may be the key of a database that was set aside.
            let dropped = "\(masterKeyFile).\(Int64(Date().timeIntervalSince1970 * 1000)).dropped"
            guard rename(masterKeyDraft, dropped) == 0 else { throw .unusable(masterKeyDraft, reason: Self.lastError) }
            syncFolder()
            return .rotationDropped
        }
    }

    /// The key for a rotation, on the disk beside the present one. One that is there already is of a rotation whose commit failed, or
    /// seemed to, and is used again: so it can't be lost whichever it was. Or it is the present one, which could not be put in its place:
    /// that is done first.
    func draftKey(beside present: Vault, from randomness: Randomness) throws(DataFolderError) -> [UInt8] {
        if let key = try? key(in: masterKeyDraft) {
            guard present.isUnder(key) else { return key }
            _ = try takeUpDraft()
        }
        let key = randomness.bytes(Vault.keySize)
        try write(key, to: masterKeyDraft)
        syncFolder()
        return key
    }

    /// Puts the draft in the place of the key, which is kept: backups made until now open with it. There is a key under the name at all times.
    ///
    /// - Parameter isLinked: called when the old one has its new name, and the draft not yet.
    /// - Returns: where the old one is.
    func takeUpDraft(isLinked: () -> Void = {}) throws(DataFolderError) -> String {
        let old = try keepKey()
        isLinked()
        guard rename(masterKeyDraft, masterKeyFile) == 0 else { throw .unusable(masterKeyFile, reason: Self.lastError) }
        syncFolder()
        return old
    }

    /// Gives the key a second name, which has the time in it, or one shortly after: no earlier key is ever overwritten.
    private func keepKey() throws(DataFolderError) -> String {
        var time = Int64(Date().timeIntervalSince1970 * 1000)
        while true {
            let name = "\(masterKeyFile).\(time).old"
            if link(masterKeyFile, name) == 0 { return name }
            guard errno == EEXIST else { throw .unusable(name, reason: Self.lastError) }
            time += 1
        }
    }

    /// Nil where there is no such file. One that others can read may have been read.
    private func key(in file: String) throws(DataFolderError) -> [UInt8]? {
        var status = stat()
        guard stat(file, &status) == 0 else {
            guard errno == ENOENT else { throw .unusable(file, reason: Self.lastError) }
            return nil
        }
        guard status.st_mode & 0o077 == 0 else { throw .openKey(file) }
        guard let content = try? Data(contentsOf: URL(filePath: file)) else { throw .unusable(file, reason: Self.lastError) }
        guard let key = Self.decodeKey(String(decoding: content, as: UTF8.self)) else { throw .damagedKey(file) }
        return key
    }

    /// 32 bytes in base64, or nil.
    public static func decodeKey(_ text: String) -> [UInt8]? {
        let line = text.split(whereSeparator: \.isWhitespace)
        guard line.count == 1, let key = Data(base64Encoded: String(line[0])), key.count == Vault.keySize else { return nil }
        return Array(key)
    }

    private func write(_ key: [UInt8], to path: String) throws(DataFolderError) {
        unlink(path)
        do {
            try DurableFile.write(Array((Data(key).base64EncodedString() + "\n").utf8), to: path)
        } catch {
            throw .unusable(path, reason: Self.lastError)
        }
    }

    private func syncFolder() {
        try? DurableFile.syncFolder(of: masterKeyFile)
    }
}
