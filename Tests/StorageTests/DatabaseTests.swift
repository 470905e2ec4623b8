import Domain
import FoundationEssentials
import Testing

@testable import Storage

@Suite struct DatabaseTests {
    @Test func whatDurabilityRestsOnIsSet() async throws {
        try await Fixture.run { fixture in
            let names: [StaticString] = ["journal_mode", "synchronous", "foreign_keys", "mmap_size", "trusted_schema", "application_id"]
            let read: @Sendable (any Connection) throws -> [String] = { connection in
                let connection = try #require(connection as? SQLiteConnection)
                return try names.map(connection.pragma) + [connection.pragma("query_only")]
            }
            let common = ["wal", "2", "1", "0", "0", "\(0x544e_5459)"]
            #expect(try await fixture.database.write(read) == common + ["0"])
            #expect(try await fixture.database.read(read) == common + ["1"])
            let tables = try await fixture.count("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%'")
            #expect(tables == 0)
        }
    }

    @Test func readersCannotWrite() async throws {
        try await Fixture.run { fixture in
            let error = await failure { try await fixture.storage.read { try $0.run("DELETE FROM account") } }
            #expect(error as? DatabaseError == .readOnly("attempt to write a readonly database"))
        }
    }

    @Test func aReaderSeesOneSnapshotWhateverIsWrittenMeanwhile() async throws {
        try await Fixture.run { fixture in
            try await fixture.run("CREATE TABLE note (number INTEGER) STRICT")
            let (began, written) = (Gate(), Gate())
            async let counts = fixture.storage.read { connection in
                let before = try connection.count("SELECT count(*) FROM note")
                began.open()
                written.hold()
                return [before, try connection.count("SELECT count(*) FROM note")]
            }
            try await began.wait()
            for number in 0..<10 { try await fixture.run("INSERT INTO note VALUES (\(number))") }
            written.open()
            #expect(try await counts == [0, 0])
            #expect(try await fixture.count("SELECT count(*) FROM note") == 10)
        }
    }

    /// Two rows that are always written together are always read together.
    @Test func noReaderSeesHalfOfAWrite() async throws {
        try await Fixture.run { fixture in
            try await fixture.run("CREATE TABLE note (side TEXT PRIMARY KEY, number INTEGER) STRICT")
            try await fixture.run("INSERT INTO note VALUES ('left', 0), ('right', 0)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...200 {
                    group.addTask {
                        try await fixture.database.write { connection in
                            try connection.run("UPDATE note SET number = \(number) WHERE side = 'left'")
                            try connection.run("UPDATE note SET number = \(number) WHERE side = 'right'")
                        }
                    }
                    group.addTask {
                        let sides = try await fixture.storage.read { connection in
                            try ["left", "right"].map { try connection.count("SELECT number FROM note WHERE side = \($0)") }
                        }
                        #expect(sides[0] == sides[1])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aReadThatFailsLeavesTheReaderInOrder() async throws {
        try await Fixture.run(readers: 1) { fixture in
            for _ in 0..<5 {
                let error = await failure { try await fixture.storage.read { try $0.count("SELECT nonsense") } }
                #expect(error is DatabaseError)
            }
            let count = try await fixture.count("SELECT count(*) FROM account")
            #expect(count == 0)
        }
    }

    @Test func afterClosingEverythingIsRefused() async throws {
        try await Fixture.inFolder { folder in
            let storage = try Fixture.open(folder)
            let fixture = Fixture(folder: folder, storage: storage)
            _ = try await fixture.signUp("Ada")
            storage.shutDown()
            await #expect(throws: DatabaseError.closed) { try await fixture.run("DELETE FROM account") }
            await #expect(throws: DatabaseError.closed) { try await fixture.count("SELECT 1") }
            await #expect(throws: DatabaseError.closed) { try await storage.maintenance.backUp(to: "\(folder)/copy.db") }
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/copy.db"))
        }
    }

    @Test func whatWaitsIsDoneBeforeItCloses() async throws {
        try await Fixture.inFolder { folder in
            let storage = try Fixture.open(folder)
            let fixture = Fixture(folder: folder, storage: storage)
            try await fixture.run("CREATE TABLE note (number INTEGER) STRICT")
            let (began, gate) = (Gate(), Gate())
            async let held: Void = fixture.database.write { connection in
                began.open()
                gate.hold()
                try connection.run("INSERT INTO note VALUES (1)")
            }
            try await began.wait()
            async let closed: Void = Task.detached { storage.shutDown() }.value
            gate.open()
            try await held
            await closed
            #expect(!FileManager.default.fileExists(atPath: DataFolder.database(in: folder) + "-wal"))
            let again = try Fixture.open(folder)
            defer { again.shutDown() }
            #expect(try await again.read { try $0.count("SELECT count(*) FROM note") } == 1)
        }
    }

    @Test func readingFailsUntilThereIsSomethingToRead() async throws {
        try await Fixture.inFolder { folder in
            try Fixture.open(folder).shutDown()
            let (path, other) = (DataFolder.database(in: folder), "\(folder)/other.db")
            let writer = try SQLiteConnection(path: path, for: .writing)
            try writer.run("CREATE TABLE note (text TEXT) STRICT")
            try writer.run("INSERT INTO note (text) VALUES ('there')")
            let database = try SQLiteDatabase(path: other, writingBy: writer, readers: 2)
            for _ in 0..<4 {
                await #expect(throws: DatabaseError.self) { try await database.read { try $0.count("SELECT count(*) FROM note") } }
            }
            try FileManager.default.removeItem(atPath: other)
            try writer.copy(to: other)
            let copy = try SQLiteConnection(path: other, for: .writing)
            #expect(try await database.read { try $0.count("SELECT count(*) FROM note") } == 1)
            database.close()
            let log = try FileManager.default.attributesOfItem(atPath: path + "-wal")
            #expect(log[.size] as? Int == 0, "the thread that writes has ended, and moved its log into the database")
            _ = copy
        }
    }

    @Test func aBackupOpensAndHoldsTheSame() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            _ = try await fixture.organization(of: ada)
            let path = "\(fixture.folder)/backup.db"
            try await fixture.storage.maintenance.backUp(to: path)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "it holds what the data folder hides")
            let copy = try SQLiteDatabase(path: path, readers: 1)
            defer { copy.close() }
            for table in ["account", "organization", "membership", "session"] {
                let dump: @Sendable (any Connection) throws -> [String] = { connection in
                    let connection = try #require(connection as? SQLiteConnection)
                    return try connection.contents(of: table)
                }
                let original = try await fixture.database.read(dump)
                #expect(try await copy.read(dump) == original)
                #expect(!original.isEmpty)
            }
            #expect(try await copy.read { try $0.count("PRAGMA user_version") } == Migration.all.last?.number)
            #expect(try await copy.read { try $0.rows("PRAGMA integrity_check") { try $0[0] as String } } == ["ok"])
            _ = try await copy.write { try $0.run("UPDATE account SET name = name") }
        }
    }

    @Test func aBackupReplacesNothingAndLeavesNoHalf() async throws {
        try await Fixture.run { fixture in
            let path = "\(fixture.folder)/backup.db"
            try Data("precious".utf8).write(to: URL(filePath: path))
            await #expect(throws: DatabaseError.self) { try await fixture.storage.maintenance.backUp(to: path) }
            #expect(try Data(contentsOf: URL(filePath: path)) == Data("precious".utf8))
            await #expect(throws: DatabaseError.self) { try await fixture.storage.maintenance.backUp(to: "\(fixture.folder)/none/x.db") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder).allSatisfy { !$0.hasSuffix(".part") })
            let error = await failure { try await fixture.storage.read { try $0.run("DELETE FROM account") } }
            #expect(error is DatabaseError)
        }
    }

    @Test func errorsReadAsSentences() {
        let errors: [DatabaseError] = [
            .closed, .transactionLost, .full("x"), .readOnly("x"), .corrupt("x"), .newerSchema(found: 9, known: 1),
        ]
        for error in errors { #expect(!"The database \(error).".contains("DatabaseError")) }
        #expect(DatabaseError.newerSchema(found: 9, known: 1).description.contains("schema 9"))
    }
}

extension SQLiteConnection {
    /// Every row of a table of ours, as text.
    func contents(of table: String) throws -> [String] {
        let sql: [String: SQL] = [
            "account": "SELECT json_array(id, email, name, password_hash, created_at) FROM account ORDER BY id",
            "organization": "SELECT json_array(id, kind, name, slug) FROM organization ORDER BY id",
            "membership": "SELECT json_array(organization_id, account_id, role, name_key) FROM membership ORDER BY 1",
            "session": "SELECT json_array(id, hex(token_hash), organization_id, expires_at) FROM session ORDER BY id",
        ]
        return try sql[table].map { try rows($0) { try $0[0] } } ?? []
    }
}
