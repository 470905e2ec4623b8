import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Storage

/// When nothing more can be written it is said, what was acknowledged stays, and work goes on once there is room.
@Suite struct FullDiskTests {
    private static let canMount: Bool = {
        var template = Array("/tmp/tenantry-mount-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return false }
        defer { rmdir(template) }
        guard mount("tmpfs", template, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount2(template, 2) == 0  // MNT_DETACH
    }()

    private func fill(_ fixture: Fixture) async -> [any Error] {
        await withTaskGroup(of: (any Error)?.self) { group in
            for number in 0..<60 {
                group.addTask {
                    await failure { try await fixture.run("INSERT INTO note VALUES (\(number), \([UInt8](repeating: 7, count: 50_000)))") }
                }
            }
            return await group.reduce(into: []) { errors, error in errors += error.map { [$0] } ?? [] }
        }
    }

    private func expectIntact(_ fixture: Fixture, failed: Int) async throws {
        let count = try await fixture.count("SELECT count(*) FROM note WHERE length(bytes) = 50000")
        #expect(count == 60 - failed)
        #expect(try await fixture.integrity() == ["ok"])
        #expect(try await fixture.count("SELECT count(*) FROM account") == 1)
    }

    private func isOutOfSpace(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        if case .full(let message) = error { return message == "database or disk is full" }
        return error == .transactionLost
    }

    @Test func aDatabaseThatMayNotGrow() async throws {
        try await Fixture.run { fixture in
            _ = try await fixture.signUp("Ada")
            try await fixture.run("CREATE TABLE note (number INTEGER, bytes BLOB) STRICT")
            let limit: @Sendable (Int64) async throws -> Void = { pages in
                try await fixture.database.write { try ($0 as? SQLiteConnection)?.setPragma("max_page_count", to: pages) }
            }
            try await limit(300)
            let errors = await fill(fixture)
            #expect(!errors.isEmpty && errors.allSatisfy(isOutOfSpace))
            try await expectIntact(fixture, failed: errors.count)
            try await limit(100_000)
            _ = try await fixture.signUp("Bob")
            try await fixture.run("DELETE FROM note")
            let more = await fill(fixture)
            #expect(more.isEmpty)
        }
    }

    @Test(.enabled(if: canMount, "needs the right to mount")) func aDiskThatIsFull() async throws {
        try await Fixture.inFolder { folder in
            let disk = "\(folder)/disk"
            mkdir(disk, 0o700)
            try #require(mount("tmpfs", disk, "tmpfs", 0, "size=2m") == 0)
            defer { umount2(disk, 2) }
            let fixture = Fixture(folder: disk, storage: try Fixture.open("\(disk)/data"))
            _ = try await fixture.signUp("Ada")
            try await fixture.run("CREATE TABLE note (number INTEGER, bytes BLOB) STRICT")
            let errors = await fill(fixture)
            #expect(!errors.isEmpty && errors.allSatisfy(isOutOfSpace))
            try await expectIntact(fixture, failed: errors.count)
            let backup = await failure { try await fixture.storage.maintenance.backUp(to: "\(disk)/backup.db") }
            #expect(backup is DatabaseError)
            #expect(!FileManager.default.fileExists(atPath: "\(disk)/backup.db.part"))
            try #require(mount("tmpfs", disk, "tmpfs", 32, "size=64m") == 0)  // MS_REMOUNT
            try await fixture.run("DELETE FROM note")
            _ = try await fixture.signUp("Bob")
            let more = await fill(fixture)
            #expect(more.isEmpty)
            fixture.storage.shutDown()
            let again = Fixture(folder: disk, storage: try Fixture.open("\(disk)/data"))
            #expect(try await again.count("SELECT count(*) FROM account") == 2)
            #expect(try await again.integrity() == ["ok"])
            again.storage.shutDown()
        }
    }

    @Test func aDatabaseThatMayNotBeWritten() async throws {
        try await Fixture.run { fixture in
            _ = try await fixture.signUp("Ada")
            nonisolated(unsafe) var writer: SQLiteConnection?  // touched only while nothing is being written
            try await fixture.database.write { writer = $0 as? SQLiteConnection }
            try writer?.setPragma("query_only", to: 1)
            await #expect(throws: DatabaseError.readOnly("attempt to write a readonly database")) { try await fixture.signUp("Bob") }
            #expect(try await fixture.count("SELECT count(*) FROM account") == 1)
            try writer?.setPragma("query_only", to: 0)
            _ = try await fixture.signUp("Bob")
        }
    }

    /// The log can't be opened, whoever asks.
    @Test func aLogThatCannotBeOpened() async throws {
        try await Fixture.inFolder { folder in
            try Fixture.open(folder).shutDown()
            let path = DataFolder.database(in: folder)
            let before = try Data(contentsOf: URL(filePath: path))
            mkdir(path + "-wal", 0o700)
            let error = await failure { try Fixture.open(folder) }
            #expect(error as? DatabaseError == .readOnly("unable to open database file"))
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            rmdir(path + "-wal")
            let storage = try Fixture.open(folder)
            defer { storage.shutDown() }
            _ = try await Fixture(folder: folder, storage: storage).signUp("Ada")
        }
    }

    @Test(.enabled(if: canMount, "needs the right to mount")) func aDiskThatMayNotBeWritten() async throws {
        try await Fixture.inFolder { folder in
            let disk = "\(folder)/disk"
            mkdir(disk, 0o700)
            try #require(mount("tmpfs", disk, "tmpfs", 0, "size=8m") == 0)
            defer { umount2(disk, 2) }
            try Fixture.open("\(disk)/data").shutDown()
            try #require(mount("tmpfs", disk, "tmpfs", 32 | 1, nil) == 0)  // MS_REMOUNT, MS_RDONLY
            let folderError = await failure { try Fixture.open("\(disk)/data") }
            #expect("\(try #require(folderError as? DataFolderError))".contains("Read-only file system"))
            let error = await failure { try SQLiteConnection(path: DataFolder.database(in: "\(disk)/data"), for: .writing) }
            guard case .readOnly? = error as? DatabaseError else { throw try #require(error) }
        }
    }
}
