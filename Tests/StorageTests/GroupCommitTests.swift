import CSQLite
import Domain
import FoundationEssentials
import Testing

@testable import Storage

@Suite struct GroupCommitTests {
    private struct Deliberate: Error {}

    /// What a crash would leave: the files as they are now, under a writer that is still open.
    private func crashed(_ fixture: Fixture, into folder: String) throws -> SQLiteDatabase {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: DataFolder.database(in: fixture.folder) + suffix, toPath: DataFolder.database(in: folder) + suffix
            )
        }
        return try SQLiteDatabase(path: DataFolder.database(in: folder), readers: 1)
    }

    @Test func aFailingWriteIsUndoneAloneAndTheOthersSurviveACrash() async throws {
        try await Fixture.run { fixture in
            try await fixture.run("CREATE TABLE note (round INTEGER NOT NULL, number INTEGER NOT NULL) STRICT")
            let rounds = 20
            for round in 0..<rounds {
                let failing = round * 7 % 50
                let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
                    for number in 0..<50 {
                        group.addTask {
                            let error = await failure {
                                try await fixture.database.write { connection in
                                    try connection.run("INSERT INTO note VALUES (\(round), \(number))")
                                    if number == failing { throw Deliberate() }
                                }
                            }
                            return (number, error == nil)
                        }
                    }
                    return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
                #expect(outcomes.filter { !$0.value }.map(\.key) == [failing])
                let copy = try crashed(fixture, into: "\(fixture.folder)/crash-\(round)")
                let found = try await copy.read { connection in
                    try connection.rows("SELECT number FROM note WHERE round = \(round) ORDER BY number") { try $0[0] as Int }
                }
                #expect(found == (0..<50).filter { $0 != failing })
                #expect(try await copy.read { try $0.count("SELECT count(*) FROM note") } == (round + 1) * 49)
                copy.close()
            }
        }
    }

    /// A connection with one table, and a writer that takes everything added before the gate opens into one batch.
    private func withBatch(
        _ work: (_ writer: SQLiteWriter, _ gate: Gate, _ outcomes: Shared<[String: String]>) async throws -> Void,
        then check: (SQLiteConnection) throws -> Void
    ) async throws {
        try await Fixture.inFolder { folder in
            let path = "\(folder)/test.db"
            let connection = try SQLiteConnection(path: path, for: .writing)
            try connection.execute("CREATE TABLE note (name TEXT NOT NULL UNIQUE) STRICT")
            try connection.execute(
                """
                CREATE TRIGGER doom BEFORE INSERT ON note WHEN NEW.name = 'doom'
                BEGIN
                    SELECT RAISE(ROLLBACK, 'doomed');
                END
                """
            )
            try connection.setPragma("application_id", to: SQLiteConnection.applicationID)
            let (writer, gate, outcomes) = (SQLiteWriter(connection), Gate(), Shared<[String: String]>([:]))
            let started = Gate()
            try writer.add(
                SQLiteWriter.Write { _ in
                    started.open()
                    gate.hold()
                    return true
                } answer: { _ in
                }
            )
            try await started.wait()
            try await work(writer, gate, outcomes)
            gate.open()
            writer.close()
            try check(try SQLiteConnection(path: path, for: .reading))
        }
    }

    private func add(
        _ name: String, to writer: SQLiteWriter, _ outcomes: Shared<[String: String]>,
        _ run: @escaping @Sendable (SQLiteConnection) throws -> Void
    ) throws {
        try writer.add(
            SQLiteWriter.Write { connection in
                do {
                    try run(connection)
                    return true
                } catch {
                    return false
                }
            } answer: { error in
                outcomes.withLock { $0[name] = error.map { "\($0)" } ?? "committed" }
            }
        )
    }

    private func names(_ connection: SQLiteConnection) throws -> [String] {
        try connection.rows("SELECT name FROM note ORDER BY name") { try $0[0] as String }
    }

    @Test(arguments: ["ROLLBACK" as StaticString, "INSERT INTO note VALUES ('doom')"].map(\.description))
    func whenTheTransactionIsLostTheWholeBatchFailsAndTheWriterGoesOn(_ loss: String) async throws {
        let outcomes = Shared<[String: String]>([:])
        try await withBatch { writer, gate, answers in
            for name in ["a", "b"] { try add(name, to: writer, answers) { try $0.run("INSERT INTO note VALUES (\(name))") } }
            try add("loss", to: writer, answers) { connection in
                try connection.run(loss == "ROLLBACK" ? "ROLLBACK" : "INSERT INTO note VALUES ('doom')")
            }
            for name in ["c", "d"] { try add(name, to: writer, answers) { try $0.run("INSERT INTO note VALUES (\(name))") } }
            gate.open()
            while answers.withLock({ $0.count < 5 }) { try await Task.sleep(for: .milliseconds(1)) }
            for name in ["e", "f"] { try add(name, to: writer, answers) { try $0.run("INSERT INTO note VALUES (\(name))") } }
            while answers.withLock({ $0.count < 7 }) { try await Task.sleep(for: .milliseconds(1)) }
            outcomes.withLock { outcomes in outcomes = answers.withLock { $0 } }
        } then: { connection in
            let names = try names(connection)
            #expect(names == ["e", "f"])
        }
        let lost = DatabaseError.transactionLost.description
        let expected = ["a": lost, "b": lost, "loss": lost, "c": lost, "d": lost, "e": "committed", "f": "committed"]
        #expect(outcomes.withLock { $0 } == expected)
    }

    @Test func withinABatchTheFailingOneAloneIsUndone() async throws {
        try await withBatch { writer, _, outcomes in
            for name in ["a", "b", "c"] { try add(name, to: writer, outcomes) { try $0.run("INSERT INTO note VALUES (\(name))") } }
            try add("twice", to: writer, outcomes) { connection in
                try connection.run("INSERT INTO note VALUES ('x')")
                try connection.run("INSERT INTO note VALUES ('a')")
            }
            try add("d", to: writer, outcomes) { try $0.run("INSERT INTO note VALUES ('d')") }
        } then: { connection in
            let names = try names(connection)
            #expect(names == ["a", "b", "c", "d"])
        }
    }

    @Test func theCallerGetsItsOwnErrorWhenItLosesTheTransaction() async throws {
        try await Fixture.run { fixture in
            let error = await failure {
                try await fixture.database.write { connection in
                    try connection.run("ROLLBACK")
                    throw Deliberate()
                }
            }
            #expect(error is Deliberate)
            let silent = await failure { try await fixture.database.write { try $0.run("ROLLBACK") } }
            #expect(silent as? DatabaseError == .transactionLost)
            _ = try await fixture.signUp("Ada")
        }
    }

    @Test func aRehearsalLeavesNothing() async throws {
        try await Fixture.run { fixture in
            try await fixture.run("CREATE TABLE note (name TEXT NOT NULL) STRICT")
            try await fixture.database.write { connection in
                try connection.run("INSERT INTO note VALUES ('before')")
                try connection.rehearse { _ = try connection.run("INSERT INTO note VALUES ('rehearsed')") }
                #expect(throws: Deliberate.self) {
                    try connection.rehearse {
                        try connection.run("INSERT INTO note VALUES ('failed')")
                        throw Deliberate()
                    }
                }
                try connection.run("INSERT INTO note VALUES ('after')")
            }
            let names = try await fixture.storage.read { try $0.rows("SELECT name FROM note") { try $0[0] as String } }
            #expect(names == ["before", "after"])
        }
    }
}
