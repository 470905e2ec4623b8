import Domain
import FoundationEssentials
import Testing

@testable import Storage

@Suite struct MigrationTests {
    private static let first = Migration(
        number: 1,
        script: """
            CREATE TABLE note (text TEXT NOT NULL) STRICT;
            CREATE TABLE sealed_key (name TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
            """)
    private static let second = Migration(number: 2, script: "ALTER TABLE note ADD COLUMN size INTEGER; UPDATE note SET size = 1")
    private static let third = Migration(number: 3, script: "CREATE INDEX note_by_size ON note (size)")
    private static let failing = Migration(number: 2, script: "ALTER TABLE note ADD COLUMN size INTEGER; DROP TABLE note; nonsense")

    private func copies(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains(".schema-") }.sorted()
    }

    private func bytes(_ folder: String) throws -> Data {
        try Data(contentsOf: URL(filePath: DataFolder.database(in: folder)))
    }

    /// A database of the first schema with one row.
    private func prepare(_ folder: String) async throws {
        let storage = try Fixture.open(folder, migrations: [Self.first])
        defer { storage.shutDown() }
        _ = try await storage.database.write { try $0.run("INSERT INTO note VALUES ('kept')") }
    }

    private func read(_ path: String, _ sql: SQL) throws -> [String] {
        try SQLiteConnection(path: path, for: .writing).rows(sql) { try $0[0] }
    }

    @Test func noCopyIsMadeAtTheFirstStartNorWhenNothingIsPending() async throws {
        try await Fixture.inFolder { folder in
            try await prepare(folder)
            try Fixture.open(folder, migrations: [Self.first]).shutDown()
            #expect(try copies(in: folder).isEmpty)
        }
    }

    @Test func theCopyHoldsWhatWasThereBeforeTheFirstPendingOne() async throws {
        try await Fixture.inFolder { folder in
            try await prepare(folder)
            try Fixture.open(folder, migrations: [Self.first, Self.second, Self.third]).shutDown()
            let made = try copies(in: folder)
            #expect(made.count == 1)
            let copy = "\(folder)/\(try #require(made.first))"
            #expect(copy.contains("schema-1."))
            #expect(try read(copy, "SELECT text FROM note") == ["kept"])
            #expect(try read(copy, "SELECT name FROM pragma_table_info('note')") == ["text"])
            #expect(try read(copy, "SELECT user_version || '' FROM pragma_user_version") == ["1"])
            let path = DataFolder.database(in: folder)
            #expect(try read(path, "SELECT text || size FROM note") == ["kept1"])
            #expect(try read(path, "SELECT user_version || '' FROM pragma_user_version") == ["3"])
        }
    }

    @Test func copiesOfTheSameSecondAreKept() async throws {
        try await Fixture.inFolder { folder in
            try await prepare(folder)
            let now = Int(Date().timeIntervalSince1970)
            let kept = (now - 5..<now + 60).map { "tenantry.schema-1.\($0).db" }
            for name in kept { try Data(name.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
            try Fixture.open(folder, migrations: [Self.first, Self.second]).shutDown()
            let made = Set(try copies(in: folder)).subtracting(kept)
            #expect(try read("\(folder)/\(try #require(made.first))", "SELECT text FROM note") == ["kept"])
            #expect(made.count == 1)
            for name in kept { #expect(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")) == Data(name.utf8)) }
        }
    }

    @Test func aFailingOneLeavesTheOldSchemaAndSaysWhyEveryTime() async throws {
        try await Fixture.inFolder { folder in
            try await prepare(folder)
            for _ in 0..<3 {
                let error = await failure { try Fixture.open(folder, migrations: [Self.first, Self.failing]) }
                #expect("\(try #require(error))".contains("syntax error"))
            }
            let path = DataFolder.database(in: folder)
            #expect(try read(path, "SELECT text FROM note") == ["kept"])
            #expect(try read(path, "SELECT name FROM pragma_table_info('note')") == ["text"])
            #expect(try read(path, "SELECT user_version || '' FROM pragma_user_version") == ["1"])
            #expect(try copies(in: folder).isEmpty, "nothing changed, so there is nothing to keep")
            try Fixture.open(folder, migrations: [Self.first, Self.second]).shutDown()
            #expect(try read(path, "SELECT text || size FROM note") == ["kept1"])
        }
    }

    @Test func whenALaterOneFailsTheCopyAndTheEarlierOneStay() async throws {
        try await Fixture.inFolder { folder in
            try await prepare(folder)
            let broken = Migration(number: 3, script: "nonsense")
            #expect(throws: DatabaseError.self) { try Fixture.open(folder, migrations: [Self.first, Self.second, broken]) }
            #expect(try copies(in: folder).count == 1)
            #expect(try read(DataFolder.database(in: folder), "SELECT text || size FROM note") == ["kept1"])
        }
    }

    @Test func aFailingFirstOneLeavesNothing() async throws {
        try await Fixture.inFolder { folder in
            let broken = Migration(number: 1, script: "CREATE TABLE note (text TEXT); nonsense")
            #expect(throws: DatabaseError.self) { try Fixture.open(folder, migrations: [broken]) }
            try await prepare(folder)
        }
    }

    @Test func aNewerSchemaIsRefusedAndNoByteChanged() async throws {
        try await Fixture.inFolder { folder in
            let all = [Self.first, Self.second, Self.third]
            try Fixture.open(folder, migrations: all).shutDown()
            let before = try bytes(folder)
            let error = await failure { try Fixture.open(folder, migrations: [Self.first]) }
            #expect(error as? DatabaseError == .newerSchema(found: 3, known: 1))
            #expect(try bytes(folder) == before)
            #expect(try copies(in: folder).isEmpty)
        }
    }

    /// A backup has no write-ahead log yet; it must not get one before it is known to be of this version.
    @Test func aNewerBackupIsRefusedAndNoByteChanged() async throws {
        try await Fixture.inFolder { folder in
            let newer = try Fixture.open("\(folder)/newer", migrations: [Self.first, Self.second])
            try await newer.maintenance.backUp(to: "\(folder)/backup.db")
            newer.shutDown()
            try await prepare("\(folder)/old")
            let path = DataFolder.database(in: "\(folder)/old")
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.copyItem(atPath: "\(folder)/backup.db", toPath: path)
            let before = try bytes("\(folder)/old")
            #expect(throws: DatabaseError.newerSchema(found: 2, known: 1)) { try Fixture.open("\(folder)/old", migrations: [Self.first]) }
            #expect(try bytes("\(folder)/old") == before)
        }
    }

    /// What a crash of the newer version left in its log stays there for it.
    @Test func aNewerDatabaseWithALogIsRefusedAndNoByteChanged() async throws {
        try await Fixture.inFolder { folder in
            let newer = try Fixture.open("\(folder)/newer", migrations: [Self.first, Self.second])
            defer { newer.shutDown() }
            let (source, target) = (DataFolder.database(in: "\(folder)/newer"), DataFolder.database(in: "\(folder)/old"))
            try await prepare("\(folder)/old")
            _ = try await newer.database.write { try $0.run("INSERT INTO note VALUES ('in the log', 1)") }
            try FileManager.default.removeItem(atPath: target)
            for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: source + suffix, toPath: target + suffix) }
            let before = try ["", "-wal"].map { try Data(contentsOf: URL(filePath: target + $0)) }
            #expect(before[1].count > 0)
            #expect(throws: DatabaseError.newerSchema(found: 2, known: 1)) { try Fixture.open("\(folder)/old", migrations: [Self.first]) }
            #expect(try ["", "-wal"].map { try Data(contentsOf: URL(filePath: target + $0)) } == before)
        }
    }

    /// Messages that waited before deliveries were kept wait on, in their order, with the tokens that they had.
    @Test func messagesThatWaitComeAlong() async throws {
        try await Fixture.inFolder { folder in
            let (messages, token) = (["01", "02", "03"], Token(from: .seeded(1)))
            let bodies: [String] = [
                #"{"invitation":{"organization":"Acme","inviter":"Ada","role":"member","expiresAt":{"milliseconds":5}}}"#,
                #"{"passwordReset":{"name":"Ada","expiresAt":{"milliseconds":5}}}"#,
                #"{"emailVerification":{"name":"Ada","expiresAt":{"milliseconds":5}}}"#,
            ]
            let ids = messages.compactMap { ID<Message>("msg_01kbkh1mh0e3rb5v5qkkh1mh\($0)") }
            try Fixture.prepareOlder(3, in: folder) { connection, vault in
                for (id, body) in zip(ids, bodies).reversed() {
                    try connection.run(
                        """
                        INSERT INTO outbox (id, recipient, language, message, token_hash, sealed_token, created_at)
                        VALUES (
                            \(id), 'Ada@example.com', 'de', \(body), \(TokenHash(token)), \(try vault.seal(token.secret, for: id.description)), 1
                        )
                        """
                    )
                }
            }
            let storage = try Fixture.open(folder)
            defer { storage.shutDown() }
            let entries = try await storage.maintenance.outbox()
            #expect(entries.map(\.id) == ids)
            #expect(entries.map(\.kind) == [.invitation, .passwordReset, .emailVerification])
            #expect(entries.map { $0.message?.kind } == entries.map(\.kind))
            #expect(entries.allSatisfy { $0.state == .waiting && $0.attempts == 0 && $0.language == .german })
            for id in ids { #expect(try await storage.maintenance.token(in: id).secret == token.secret) }
        }
    }

    /// What was there at each schema of ours is there at the newest, and works on.
    @Test(arguments: 1..<Migration.all.count)
    func olderDatabasesOfOursComeAlong(_ schema: Int) async throws {
        try await Fixture.inFolder { folder in
            try Fixture.prepareOlder(schema, in: folder) { connection, _ in
                try connection.run(
                    """
                    INSERT INTO account (id, email, email_key, name, name_key, language, password_hash, created_at)
                    VALUES ('acc_01kbkh1mh0e3rb5v5qkkh1mh0e', 'ada@example.com', 'ada@example.com', 'Ada', 'ada', 'en', 'none', 1)
                    """
                )
            }
            let storage = try Fixture.open(folder)
            defer { storage.shutDown() }
            #expect(try copies(in: folder).count == 1)
            let fixture = Fixture(folder: folder, storage: storage)
            #expect(try await fixture.count("SELECT count(*) FROM account WHERE email_key = 'ada@example.com'") == 1)
            #expect(try await fixture.count("PRAGMA user_version") == Migration.all.last?.number)
            let grace = try await fixture.signUp("Grace")
            #expect(try await fixture.storage.requestVerification(grace.session, mailing: .on, at: fixture.now) != nil)
            #expect(try await fixture.integrity() == ["ok"])
        }
    }
}
