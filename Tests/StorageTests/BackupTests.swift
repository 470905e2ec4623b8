import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Storage

/// A copy gets its name once it has been opened and found sound.
@Suite struct BackupTests {
    private let schema = Migration.all.count

    /// A copy of a database with a few hundred rows.
    private func withCopy(_ work: (String) async throws -> Void) async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            for _ in 0..<200 { _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope) }
            let path = "\(fixture.folder)/copy.db"
            try await fixture.storage.maintenance.backUp(to: path)
            try await work(path)
        }
    }

    private func reason(_ path: String, schema: Int) -> String? {
        do {
            try SQLiteConnection.requireGoodCopy(path, schema: schema)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Changes a copy as nobody but a fault would.
    private func change(_ path: String, _ script: StaticString) throws {
        let connection = try SQLiteConnection(path: path, for: .writing)
        try connection.execute("PRAGMA foreign_keys = OFF")
        try connection.execute(script)
    }

    @Test func aGoodCopyIsGoodAndStaysAsItIs() async throws {
        try await withCopy { path in
            let before = try Data(contentsOf: URL(filePath: path))
            #expect(reason(path, schema: schema) == nil)
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        }
    }

    /// Some bytes of a page may be unused; most are not.
    @Test func damageIsFound() async throws {
        try await withCopy { path in
            let sound = try Data(contentsOf: URL(filePath: path))
            var found = 0
            let pages = Array(stride(from: 4096, to: sound.count, by: 4096))
            for start in pages {
                var content = sound
                for index in start..<start + 64 { content[index] ^= 0x5a }
                try content.write(to: URL(filePath: path))
                if reason(path, schema: schema)?.contains("not sound") == true { found += 1 }
            }
            #expect(found == pages.count)
            #expect(pages.count > 20)
        }
    }

    @Test func whatWasCutOffIsFound() async throws {
        try await withCopy { path in
            let sound = try Data(contentsOf: URL(filePath: path))
            for count in [0, 1, 100, 4096, sound.count / 2, sound.count - 4096] {
                try sound.prefix(count).write(to: URL(filePath: path))
                #expect(reason(path, schema: schema) != nil, "\(count)")
            }
            unlink(path)
            #expect(reason(path, schema: schema) != nil)
            #expect(!FileManager.default.fileExists(atPath: path), "looking makes nothing")
        }
    }

    @Test func aRowWithoutTheOneThatItRefersToIsFound() async throws {
        try await withCopy { path in
            try change(path, "DELETE FROM account")
            #expect(try #require(reason(path, schema: schema)).contains("refers to one of account that is not there"))
        }
    }

    @Test func anotherProgramAndAnotherSchemaAreFound() async throws {
        try await withCopy { path in
            #expect(try #require(reason(path, schema: schema + 1)).contains("schema \(schema) in place of \(schema + 1)"))
            try change(path, "PRAGMA application_id = 7")
            #expect(try #require(reason(path, schema: schema)).contains("not a database of Tenantry"))
        }
    }

    @Test func aBadCopyIsDeletedAndReported() async throws {
        try await Fixture.inFolder { folder in
            try Fixture.open(folder).shutDown()
            try change(DataFolder.database(in: folder), "INSERT INTO former_slug VALUES ('acme', 'org_nobody', 1)")
            let storage = try Fixture.open(folder)
            defer { storage.shutDown() }
            let error = await failure { try await storage.maintenance.backUp(to: "\(folder)/copy.db") }
            #expect("\(try #require(error))".contains("not sound, and has been deleted"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.hasPrefix("copy") })
        }
    }

    /// Two commands may have found the name free.
    @Test func twoCopiesUnderOneNameAreOne() async throws {
        try await Fixture.run { fixture in
            let path = "\(fixture.folder)/copy.db"
            let errors = await withTaskGroup(of: (any Error)?.self) { group in
                for _ in 0..<4 { group.addTask { await failure { try await fixture.storage.maintenance.backUp(to: path) } } }
                return await group.reduce(into: []) { errors, error in errors += error.map { [$0] } ?? [] }
            }
            #expect(errors.count == 3 && errors.allSatisfy { $0 is DatabaseError })
            #expect(reason(path, schema: schema) == nil)
        }
        try await Fixture.inFolder { folder in
            for name in ["draft", "taken"] { try Data(name.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
            #expect(throws: DatabaseError.self) { try DurableFile.publish("\(folder)/draft", as: "\(folder)/taken") }
            #expect(try Data(contentsOf: URL(filePath: "\(folder)/taken")) == Data("taken".utf8))
        }
    }
}

@Suite struct ScheduledBackupTests {
    private let schedule = BackupSchedule(every: .hours(6), keeping: 2)

    private func backUp(_ fixture: Fixture, after hours: Int64) async throws -> String {
        let folder = BackupFolder("\(fixture.folder)/backups")
        return try await fixture.storage.maintenance.backUp(into: folder, by: schedule, at: fixture.now + .hours(hours))
    }

    private func files(_ fixture: Fixture) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: "\(fixture.folder)/backups"))
    }

    private func next(_ fixture: Fixture, after hours: Int64) throws -> Instant {
        try fixture.storage.maintenance.nextBackup(
            in: BackupFolder("\(fixture.folder)/backups"), by: schedule, at: fixture.now + .hours(hours)
        )
    }

    @Test func theNewestStayAndNothingOfOthersGoes() async throws {
        try await Fixture.run { fixture in
            #expect(try next(fixture, after: 0) == fixture.now)
            let others = [
                "tenantry.db", "tenantry.scheduled-20200101T000000Z.db.gz", "tenantry.scheduled-2020.db", "notes.part",
                "tenantry.schema-1.1.db",
            ]
            for name in others { try Data("mine".utf8).write(to: URL(filePath: "\(fixture.folder)/backups/\(name)")) }
            mkdir("\(fixture.folder)/backups/tenantry.scheduled-20200101T000000Z.db", 0o700)
            symlink("tenantry.db", "\(fixture.folder)/backups/tenantry.scheduled-20200102T000000Z.db")
            try Data("half".utf8).write(to: URL(filePath: "\(fixture.folder)/backups/tenantry.scheduled-20200103T000000Z.db.part"))
            var made: [String] = []
            for hour in [0, 6, 12] as [Int64] { made.append(try await backUp(fixture, after: hour)) }
            #expect(try next(fixture, after: 13) == fixture.now + .hours(18))
            let names = made.map { String($0.split(separator: "/").last ?? "") }
            #expect(
                try files(fixture)
                    == Set(others + names.dropFirst())
                    .union(["tenantry.scheduled-20200101T000000Z.db", "tenantry.scheduled-20200102T000000Z.db"])
            )
            for file in made.dropFirst() {
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                try SQLiteConnection.requireGoodCopy(file, schema: Migration.all.count)
            }
        }
    }

    @Test func oneThatFailsTakesNoneAway() async throws {
        try await Fixture.run { fixture in
            _ = try next(fixture, after: 0)
            for hour in [0, 6] as [Int64] { _ = try await backUp(fixture, after: hour) }
            let before = try files(fixture)
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(fixture.folder)/backups")
            #expect(attributes[.posixPermissions] as? Int == 0o700)
            let nowhere = BackupFolder("\(fixture.folder)/no/backups")
            let missing = await failure { try await fixture.storage.maintenance.backUp(into: nowhere, by: schedule, at: fixture.now) }
            #expect(missing is DataFolderError)
            chmod("\(fixture.folder)/backups", 0o777)
            let open = await failure { try await backUp(fixture, after: 12) }
            #expect("\(try #require(open))".contains("others can write to it"))
            chmod("\(fixture.folder)/backups", 0o700)
            mkdir("\(fixture.folder)/backups/\(BackupName(at: fixture.now + .hours(12))).part", 0o700)
            #expect(await failure { try await backUp(fixture, after: 12) } is DatabaseError)
            #expect(try files(fixture).isSuperset(of: before))
            #expect(try next(fixture, after: 12) == fixture.now + .hours(12), "still due")
        }
    }
}
