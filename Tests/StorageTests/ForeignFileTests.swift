import Domain
import FoundationEssentials
import Testing

@testable import Storage

/// A file that isn't ours, or no longer sound, is refused in words and left as it is.
@Suite struct ForeignFileTests {
    /// Puts a file where the database belongs, opens, and expects to be refused.
    private func refusal(of content: Data, in folder: String) async throws -> String {
        let path = DataFolder.database(in: folder)
        try Fixture.putKey(Randomness.seeded(1).bytes(32), in: folder)
        try content.write(to: URL(filePath: path))
        let error = await failure { try Fixture.open(folder) }
        #expect(try Data(contentsOf: URL(filePath: path)) == content)
        for suffix in ["-wal", "-journal"] {
            let left = (try? Data(contentsOf: URL(filePath: path + suffix)))?.count ?? 0
            #expect(left == 0, "\(suffix)")
        }
        let message = "\(try #require(error as? DatabaseError))"
        #expect(message.contains("othing was changed"))
        return message
    }

    /// A database that somebody else made.
    private func foreign(_ scripts: StaticString..., id: Int64) async throws -> Data {
        var content = Data()
        try await Fixture.inFolder { folder in
            let path = "\(folder)/foreign.db"
            do {
                let connection = try SQLiteConnection(path: path, for: .writing)
                for script in scripts { try connection.execute(script) }
                try connection.setPragma("application_id", to: id)
            }
            content = try Data(contentsOf: URL(filePath: path))
        }
        return content
    }

    private func sound() async throws -> Data {
        var content = Data()
        try await Fixture.inFolder { folder in
            let storage = try Fixture.open(folder)
            _ = try await Fixture(folder: folder, storage: storage).signUp("Ada")
            storage.shutDown()
            content = try Data(contentsOf: URL(filePath: DataFolder.database(in: folder)))
        }
        return content
    }

    @Test(arguments: ["wal", "delete"])
    func tablesOfAnotherProgram(_ mode: String) async throws {
        let content = try await foreign(
            "CREATE TABLE bookmark (url TEXT); INSERT INTO bookmark VALUES ('x')",
            mode == "wal" ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE", id: 0
        )
        try await Fixture.inFolder { folder in
            let message = try await refusal(of: content, in: folder)
            #expect(message.contains("is not a database of Tenantry"))
        }
    }

    @Test func theApplicationIdOfAnotherProgram() async throws {
        for id in [1, 0x0f05_5112, -1] as [Int64] {
            let content = try await foreign("CREATE TABLE bookmark (url TEXT)", "PRAGMA journal_mode = DELETE", id: id)
            try await Fixture.inFolder { folder in
                let message = try await refusal(of: content, in: folder)
                #expect(message.contains("application id \(id)"))
            }
        }
    }

    @Test(arguments: [5, 99, 100, 511, 512, 4096, 40_000])
    func garbage(_ count: Int) async throws {
        try await Fixture.inFolder { folder in
            let message = try await refusal(of: Data(Randomness.seeded(UInt64(count)).bytes(count)), in: folder)
            #expect(message.contains("is damaged") && message.contains("Restore a backup"))
        }
    }

    @Test func textAndZeros() async throws {
        for content in [Data("# Notes\nNot a database.\n".utf8), Data(count: 8192)] {
            try await Fixture.inFolder { folder in
                let message = try await refusal(of: content, in: folder)
                #expect(message.contains("is damaged"))
            }
        }
    }

    /// The magic, the page size, the versions that a writer and a reader need, and the fractions of a payload.
    @Test(arguments: [0, 7, 15, 16, 17, 19, 21, 22, 23])
    func aDamagedHeader(_ position: Int) async throws {
        var content = try await sound()
        content[position] ^= 0x55
        try await Fixture.inFolder { folder in
            let message = try await refusal(of: content, in: folder)
            #expect(message.contains("is damaged"))
        }
    }

    @Test func aFileThatWasCutOff() async throws {
        let content = try await sound()
        for count in [200, 1000, 4096, content.count / 2] {
            try await Fixture.inFolder { folder in
                let message = try await refusal(of: content.prefix(count), in: folder)
                #expect(message.contains("is damaged"))
            }
        }
    }

    @Test func anEmptyFileIsANewDatabase() async throws {
        try await Fixture.inFolder { folder in
            try Fixture.putKey(Randomness.seeded(1).bytes(32), in: folder)
            try Data().write(to: URL(filePath: DataFolder.database(in: folder)))
            let storage = try Fixture.open(folder)
            defer { storage.shutDown() }
            _ = try await Fixture(folder: folder, storage: storage).signUp("Ada")
        }
    }
}
