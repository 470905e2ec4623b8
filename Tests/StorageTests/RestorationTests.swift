import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Storage

@Suite struct RestorationTests {
    private let later = Fixture.start + .days(1)

    /// A backup with something of everything that is open, and the folder that it was made in, shut down.
    private func prepared(_ work: (_ folder: String, _ backup: String) async throws -> Void) async throws {
        try await Fixture.inFolder { root in
            let (folder, backup) = ("\(root)/data", "\(root)/backup.db")
            let fixture = Fixture(folder: folder, storage: try Fixture.open(folder))
            let ada = try await fixture.signUp("Ada", mailing: .on)
            let scope = try await fixture.organization(of: ada)
            try await fixture.join(fixture.signUp("Bob"), scope, as: .member)
            _ = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope)
            let used = try await fixture.invite(.link(maximumUses: 1, domains: []), in: scope)
            _ = try await fixture.storage.acceptInvitation(used.token, by: fixture.signUp("Cyd").session, at: fixture.now)
            _ = try await fixture.key("CI", [.membersRead], of: .organization(scope))
            _ = try await fixture.key("Own", [.membersRead], of: .account(ada.session))
            _ = try await fixture.proven("example.com", of: scope, Records())
            _ = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now)
            try await fixture.storage.maintenance.backUp(to: backup)
            _ = try await fixture.signUp("Dan")
            fixture.storage.shutDown()
            try await work(folder, backup)
        }
    }

    private func restore(_ file: String, into path: String, masterKey: [UInt8]? = nil) throws -> Restoration {
        let folder = try DataFolder(path)
        defer { folder.close() }
        return try Restoration(of: file, into: folder, masterKey: masterKey, at: later)
    }

    private func refusal(of file: String, into path: String, masterKey: [UInt8]? = nil) throws -> String {
        do {
            _ = try restore(file, into: path, masterKey: masterKey)
        } catch {
            return "\(error)"
        }
        Issue.record("\(file) was restored")
        return ""
    }

    private func names(_ path: String) throws -> [String] {
        try SQLiteConnection(path: path, for: .writing).rows("SELECT name FROM account ORDER BY name") { try $0[0] }
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    private func everything(in folder: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "tenantry.lock" }
        return Dictionary(uniqueKeysWithValues: try names.map { ($0, try bytes("\(folder)/\($0)")) })
    }

    @Test func theBackupIsInPlaceAndTheOldOneKept() async throws {
        try await prepared { folder, backup in
            let content = try bytes(backup)
            let restoration = try restore(backup, into: folder)
            #expect(restoration.previous == "\(folder)/tenantry.replaced-\(later.stamp).db")
            #expect(restoration.key == .opens)
            #expect(try names(DataFolder.database(in: folder)) == ["Ada", "Bob", "Cyd"])
            #expect(try names(try #require(restoration.previous)) == ["Ada", "Bob", "Cyd", "Dan"])
            #expect(try bytes(backup) == content)
            let left = try everything(in: folder).keys.sorted()
            #expect(left == ["master.key", "tenantry.db", "tenantry.replaced-\(later.stamp).db"])
            let mode = try FileManager.default.attributesOfItem(atPath: DataFolder.database(in: folder))[.posixPermissions]
            #expect(mode as? Int == 0o600)
            let again = try restore(backup, into: folder)
            #expect(again.previous == "\(folder)/tenantry.replaced-\((later + .seconds(1)).stamp).db", "no kept one is replaced")
        }
    }

    /// Some of it may have been revoked after the backup was made: none of it opens anything again.
    @Test func whatWasOpenIsEnded() async throws {
        try await prepared { folder, backup in
            let restoration = try restore(backup, into: folder)
            // Sign-up and reset of Ada; the invitation to Grace and the link that Bob came with.
            #expect(restoration.revoked == Revoked(sessions: 3, keys: 2, invitations: 2, links: 2, messages: 3, domains: 1, identities: 0))
            let storage = try Fixture.open(folder)
            defer { storage.shutDown() }
            let fixture = Fixture(folder: folder, storage: storage)
            for table in ["session", "known_browser", "password_reset", "email_verification", "email_change", "sign_up"] as [SQL] {
                #expect(try await fixture.count("SELECT count(*) FROM \(table)") == 0, "\(table.text)")
            }
            #expect(try await fixture.count("SELECT count(*) FROM outbox WHERE state = 'waiting' OR sealed_token IS NOT NULL") == 0)
            #expect(try await fixture.count("SELECT count(*) FROM invitation WHERE revoked_at = \(later)") == 2)
            #expect(try await fixture.count("SELECT count(*) FROM invitation WHERE revoked_at IS NULL") == 1, "the one that was used up")
            #expect(try await fixture.count("SELECT sum(revoked_at = \(later)) FROM api_key") == 2)
            #expect(try await fixture.count("SELECT count(*) FROM membership") == 6)
            #expect(try await fixture.integrity() == ["ok"])
        }
    }

    @Test func theAuditLogGoesOnAndSaysSo() async throws {
        try await prepared { folder, backup in
            let sessions = try restore(backup, into: folder).revoked.sessions
            let storage = try Fixture.open(folder)
            defer { storage.shutDown() }
            let facts = try await storage.read { connection in
                try connection.rows("SELECT facts FROM audit_event WHERE action = 'database.restored'") { try $0[0] as String }
            }
            #expect(facts.count == 1 && facts[0].contains("\"sessionsEnded\":\(sessions)"))
            _ = try await storage.maintenance.verifyAuditLog()
        }
    }

    @Test func intoAFolderThatIsMissing() async throws {
        try await prepared { folder, backup in
            let fresh = folder + "/not/yet"
            let restoration = try restore(backup, into: fresh)
            #expect(restoration.previous == nil && restoration.key == .missing)
            #expect(throws: DataFolderError.missingKey("\(fresh)/master.key")) { try Fixture.open(fresh) }
            try FileManager.default.copyItem(atPath: "\(folder)/master.key", toPath: "\(fresh)/master.key")
            try Fixture.open(fresh).shutDown()
            #expect(try names(DataFolder.database(in: fresh)) == ["Ada", "Bob", "Cyd"])
        }
    }

    @Test func theKeyMustOpenWhatIsSealed() async throws {
        try await prepared { folder, backup in
            let before = try everything(in: folder)
            #expect(try refusal(of: backup, into: folder, masterKey: [UInt8](repeating: 7, count: 32)).contains("does not open"))
            #expect(try everything(in: folder) == before)
            let key = try #require(DataFolder.decodeKey(String(decoding: try bytes("\(folder)/master.key"), as: UTF8.self)))
            #expect(try restore(backup, into: folder + "/other", masterKey: key).key == .opens)
            try SQLiteConnection(path: backup, for: .writing).execute("DELETE FROM outbox; DELETE FROM sealed_key")
            #expect(try restore(backup, into: folder).key == .untried)
        }
    }

    @Test func whatIsNoGoodBackupChangesNothing() async throws {
        try await prepared { folder, backup in
            let (before, sound) = (try everything(in: folder), try bytes(backup))
            var damaged = sound
            for index in sound.count / 2..<sound.count / 2 + 2000 { damaged[index] ^= 0x5a }
            let cases: [(Data, String)] = [
                (Data(), "is empty"), (Data("# Notes\n".utf8), "is damaged"), (sound.prefix(sound.count / 2), "is damaged"),
                (sound.prefix(5000), "is damaged"), (damaged, "is damaged"),
            ]
            for (content, words) in cases {
                try content.write(to: URL(filePath: backup))
                #expect(try refusal(of: backup, into: folder).contains(words))
                #expect(try everything(in: folder) == before)
            }
            let changes: [(StaticString, String)] = [
                ("PRAGMA application_id = 7", "not a database of Tenantry"), ("PRAGMA user_version = 99", "newer version"),
                ("PRAGMA user_version = 0", "is empty"),
                ("PRAGMA foreign_keys = OFF; DELETE FROM account", "refers to one of account that is not there"),
            ]
            for (script, words) in changes {
                try sound.write(to: URL(filePath: backup))
                try SQLiteConnection(path: backup, for: .writing).execute(script)
                #expect(try refusal(of: backup, into: folder).contains(words))
                #expect(try everything(in: folder) == before)
            }
            #expect(try refusal(of: backup + ".none", into: folder).contains("No such file"))
            #expect(try refusal(of: "/tmp", into: folder).contains("it is no file"))
            #expect(try refusal(of: DataFolder.database(in: folder), into: folder).contains("own database"))
            #expect(try everything(in: folder) == before)
        }
    }

    @Test func anOlderSchemaIsBroughtToTheNewest() async throws {
        try await prepared { folder, _ in
            let old = "\(folder)/old"
            try Fixture.prepareOlder(2, in: old)
            let restoration = try restore(DataFolder.database(in: old), into: folder)
            #expect(restoration.schema == 2)
            let found = try SQLiteConnection(path: DataFolder.database(in: folder), for: .verifying).schemaNumber
            #expect(found == Migration.all.count)
        }
    }

    /// A copy of a running server's files, log included.
    @Test func aBackupWithItsLogIsTakenWithIt() async throws {
        try await prepared { folder, _ in
            let other = "\(folder)/other"
            let fixture = Fixture(folder: other, storage: try Fixture.open(other))
            defer { fixture.storage.shutDown() }
            _ = try await fixture.signUp("Eve")
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: DataFolder.database(in: other) + suffix, toPath: "\(folder)/snapshot.db" + suffix)
            }
            _ = try restore("\(folder)/snapshot.db", into: folder)
            #expect(try names(DataFolder.database(in: folder)) == ["Eve"])
        }
    }

    /// The log of the old database, which a crash has left, goes into it, and never into the new one.
    @Test func whatACrashHasLeftGoesWithTheOldOne() async throws {
        try await prepared { folder, backup in
            let database = DataFolder.database(in: folder)
            let crashed = "\(folder)/crashed"
            let fixture = Fixture(folder: folder, storage: try Fixture.open(folder))
            _ = try await fixture.signUp("Eve")
            mkdir(crashed, 0o700)
            for suffix in ["", "-wal", "-shm"] {
                try FileManager.default.copyItem(atPath: database + suffix, toPath: DataFolder.database(in: crashed) + suffix)
            }
            fixture.storage.shutDown()
            let restoration = try restore(backup, into: crashed)
            #expect(try names(DataFolder.database(in: crashed)) == ["Ada", "Bob", "Cyd"])
            #expect(try names(try #require(restoration.previous)) == ["Ada", "Bob", "Cyd", "Dan", "Eve"])
        }
    }

    @Test func aDamagedOldOneIsKeptWithItsLog() async throws {
        try await prepared { folder, backup in
            let database = DataFolder.database(in: folder)
            let (garbage, log) = (Data(repeating: 7, count: 8192), Data("what may still be read".utf8))
            try garbage.write(to: URL(filePath: database))
            try log.write(to: URL(filePath: database + "-wal"))
            let kept = try #require(try restore(backup, into: folder).previous)
            #expect(try bytes(kept) == garbage)
            #expect(try bytes(kept + "-wal") == log)
            #expect(!FileManager.default.fileExists(atPath: database + "-wal"))
            #expect(try names(database) == ["Ada", "Bob", "Cyd"])
        }
    }

    /// As a kill leaves it between any two steps; the next start clears it up.
    @Test func oneThatWasCutShortIsUndone() async throws {
        try await prepared { folder, backup in
            let database = DataFolder.database(in: folder)
            let kept = "\(folder)/tenantry.replaced-\(later.stamp).db"
            try FileManager.default.copyItem(atPath: backup, toPath: database + ".restoring")
            try Data("log".utf8).write(to: URL(filePath: database + ".restoring-wal"))
            #expect(link(database, kept) == 0)
            try Fixture.open(folder).shutDown()
            #expect(try everything(in: folder).keys.sorted() == ["master.key", "tenantry.db"])
            #expect(try names(database) == ["Ada", "Bob", "Cyd", "Dan"])

            // Of a damaged one the log may be under its second name alone by then.
            #expect(link(database, kept) == 0)
            try Data("log".utf8).write(to: URL(filePath: kept + "-wal"))
            let owned = try DataFolder(folder)
            try owned.undoUnfinishedRestoration()
            owned.close()
            #expect(try bytes(database + "-wal") == Data("log".utf8))
            #expect(!FileManager.default.fileExists(atPath: kept))
        }
    }
}
