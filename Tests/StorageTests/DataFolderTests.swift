import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Storage

@Suite struct DataFolderTests {
    private func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    @Test func itIsMadeForItsOwnerAlone() async throws {
        try await Fixture.inFolder { folder in
            let path = "\(folder)/a/b/data"
            let data = try DataFolder(path)
            defer { data.close() }
            #expect(mode(of: path) == 0o700)
            #expect(mode(of: "\(path)/tenantry.lock") == 0o600)
        }
    }

    @Test func aSecondOwnerIsToldWhoTheFirstIs() async throws {
        try await Fixture.inFolder { folder in
            let first = try DataFolder(folder)
            let error = await failure { try DataFolder(folder) }
            #expect(error as? DataFolderError == .owned(folder, process: "\(getpid())"))
            #expect("\(try #require(error))" == "The data folder \(folder) is in use by process \(getpid()).")
            first.close()
            try DataFolder(folder).close()
        }
    }

    @Test func aLockOfADeadProcessIsNoLock() async throws {
        try await Fixture.inFolder { folder in
            try write("999999\n", to: "\(folder)/tenantry.lock")
            try DataFolder(folder).close()
        }
    }

    @Test func whatIsNoFolderIsNamed() async throws {
        try await Fixture.inFolder { folder in
            let file = "\(folder)/file"
            try write("x", to: file)
            for path in [file, "\(file)/below"] {
                let error = await failure { try DataFolder(path) }
                #expect("\(try #require(error))".contains(path))
                #expect(!"\(try #require(error))".contains("Success"))
            }
            #expect(try Data(contentsOf: URL(filePath: file)) == Data("x".utf8))
        }
    }

    @Test func theMasterKeyIs32BytesForItsOwnerAlone() async throws {
        try await Fixture.inFolder { folder in
            let data = try DataFolder(folder)
            defer { data.close() }
            let file = "\(folder)/master.key"
            let (found, made) = try data.masterKeys(from: .seeded(1))
            #expect(found.map(\.bytes) == [Randomness.seeded(1).bytes(32)] && made == .made(path: file))
            let key = found[0].bytes
            #expect(mode(of: file) == 0o600)
            let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
            #expect(text.hasSuffix("=\n") && text.count == 45)
            #expect(Data(base64Encoded: String(text.dropLast())).map { Array($0) } == key)
            let again = try data.masterKeys(from: .seeded(2))
            #expect(again.found.map(\.bytes) == [key] && again.made == nil)
            #expect(!FileManager.default.fileExists(atPath: file + ".new"))
        }
    }

    @Test(arguments: ["", "\n", "not base64!", "AAAA", String(repeating: "A", count: 64), String(repeating: "A", count: 43) + "= x"])
    func aDamagedKeyIsAnErrorAndIsKept(_ text: String) async throws {
        try await Fixture.inFolder { folder in
            let file = "\(folder)/master.key"
            try write(text, to: file)
            #expect(chmod(file, 0o600) == 0)
            let error = await failure { try Fixture.open(folder) }
            #expect(error as? DataFolderError == .damagedKey(file))
            #expect("\(try #require(error))".contains("32 bytes in base64"))
            #expect(try Data(contentsOf: URL(filePath: file)) == Data(text.utf8))
            #expect(!FileManager.default.fileExists(atPath: DataFolder.database(in: folder)))
        }
    }

    @Test func aMissingKeyBesideADatabaseIsAnErrorAndNoNewOneIsMade() async throws {
        try await Fixture.inFolder { folder in
            try Fixture.open(folder).shutDown()
            let file = "\(folder)/master.key"
            try FileManager.default.removeItem(atPath: file)
            let before = try Data(contentsOf: URL(filePath: DataFolder.database(in: folder)))
            let error = await failure { try Fixture.open(folder) }
            #expect(error as? DataFolderError == .missingKey(file))
            #expect(!FileManager.default.fileExists(atPath: file))
            #expect(try Data(contentsOf: URL(filePath: DataFolder.database(in: folder))) == before)
        }
    }

    /// It opens what is sealed: whoever could read it has it.
    @Test(arguments: [0o644, 0o640, 0o604, 0o666, 0o610, 0o777] as [mode_t])
    func aKeyThatOthersCanReadIsRefused(_ mode: mode_t) async throws {
        try await Fixture.inFolder { folder in
            try Fixture.open(folder).shutDown()
            let file = "\(folder)/master.key"
            #expect(chmod(file, mode) == 0)
            let error = await failure { try Fixture.open(folder) }
            #expect(error as? DataFolderError == .openKey(file))
            #expect("\(try #require(error))".contains("chmod 600"))
            #expect(chmod(file, 0o400) == 0)
            try Fixture.open(folder).shutDown()
        }
    }

    @Test func anotherKeyThanTheDatabasesIsRefusedBeforeAnythingIsChanged() async throws {
        try await Fixture.inFolder { folder in
            let file = "\(folder)/master.key"
            let storage = try Fixture.open(folder)
            #expect(storage.keyNote == .made(path: file))
            _ = try await Fixture(folder: folder, storage: storage).signUp("Ada")
            storage.shutDown()
            let right = try Data(contentsOf: URL(filePath: file))
            try Fixture.putKey([UInt8](repeating: 7, count: 32), in: folder)
            try write("left behind", to: "\(folder)/master.key.new")
            let before = try contents(of: folder)
            let error = await failure { try Fixture.open(folder) }
            #expect(error as? DataFolderError == .wrongKey(isSetting: false, database: DataFolder.database(in: folder)))
            #expect((error as? DataFolderError)?.isAboutKey == true)
            #expect("\(try #require(error))".contains("Nothing was changed"))
            #expect(try contents(of: folder) == before)
            // Nor is it copied, or brought to a newer schema.
            let newer = Migration.all + [Migration(number: 1000, script: "CREATE TABLE newer (text TEXT) STRICT")]
            _ = await failure { try Fixture.open(folder, migrations: newer) }
            #expect(try contents(of: folder) == before)
            try right.write(to: URL(filePath: file))
            #expect(chmod(file, 0o600) == 0)
            let again = try Fixture.open(folder)
            #expect(again.keyNote == .rotationDropped)
            again.shutDown()
        }
    }

    /// Whatever a start could change. The lock names the process.
    private func contents(of folder: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) })
    }

    @Test func aDraftOfAKeyLeftByACrashIsNoKey() async throws {
        try await Fixture.inFolder { folder in
            try write("half", to: "\(folder)/master.key.new")
            try Fixture.open(folder).shutDown()
            #expect(mode(of: "\(folder)/master.key") == 0o600)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/master.key.new"))
        }
    }

    @Test func keysFromElsewhereAreReadTheSameWay() {
        let key = Randomness.seeded(3).bytes(32)
        let text = Data(key).base64EncodedString()
        #expect(DataFolder.decodeKey(text) == key)
        #expect(DataFolder.decodeKey(" \(text)\n") == key)
        #expect(DataFolder.decodeKey(text + text) == nil)
        #expect(DataFolder.decodeKey("\(text)\n\(text)") == nil)
        #expect(DataFolder.decodeKey(Data(key.dropLast()).base64EncodedString()) == nil)
    }

    /// Whoever could write there could put files of their own in place of ours.
    @Test func aFolderThatOthersCanWriteToIsRefused() async throws {
        try await Fixture.inFolder { folder in
            for mode in [0o777, 0o770, 0o702] {
                #expect(chmod(folder, mode_t(mode)) == 0)
                let error = await failure { try DataFolder(folder).close() }
                #expect("\(error.map { "\($0)" } ?? "none")".contains("others can write to it"), "\(String(mode, radix: 8))")
            }
            #expect(chmod(folder, 0o755) == 0)
            try DataFolder(folder).close()
        }
    }
}
