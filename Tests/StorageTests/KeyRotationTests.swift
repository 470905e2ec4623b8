import Crypto
import Domain
import FoundationEssentials
import Glibc
import Testing

@testable import Storage

/// Another master key while everything goes on: nothing is lost, and nothing is ever under two.
@Suite struct KeyRotationTests {
    private static let values = (0..<250).map { "value \($0) " + String(repeating: "x", count: $0 * 7) }.sorted()

    /// Organizations with secrets, the last of which has room for more, and a message that waits with its token.
    private func fill(_ fixture: Fixture) async throws -> (scope: OrganizationScope, token: Token, message: ID<Message>) {
        let ada = try await fixture.signUp("Ada")
        var scope = try await fixture.organization(of: ada)
        for (number, value) in Self.values.enumerated() {
            if number > 0, number % Secret.most == 0 { scope = try await fixture.organization(of: ada, named: "Another \(number)") }
            try await add("Secret \(number)", value, fixture, scope)
        }
        let message = try #require(try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now))
        return (scope, try await fixture.storage.maintenance.token(in: message), message)
    }

    private func add(_ name: String, _ value: String, _ fixture: Fixture, _ scope: OrganizationScope) async throws {
        let new = NewSecret(name: try DisplayName(name), provider: try SecretProvider("stripe"), value: try SecretValue(value))
        _ = try await fixture.storage.createSecret(new, in: scope, at: fixture.now)
    }

    /// What all secrets open to.
    private func opened(_ storage: Storage) async throws -> [String] {
        try await storage.read { connection in
            try connection.rows("SELECT organization_id, id, sealed, provider FROM secret") { row in
                try storage.vault.open(row[2], for: Secret.purpose(try row[1], of: try row[3], in: try row[0]))
            }.sorted()
        }
    }

    private func sealed(_ fixture: Fixture) async throws -> [[UInt8]] {
        try await fixture.storage.read { connection in
            try connection.rows(
                """
                SELECT sealed FROM secret
                UNION ALL SELECT sealed_token FROM outbox WHERE sealed_token IS NOT NULL
                UNION ALL SELECT sealed FROM sealed_key
                """
            ) { try $0[0] as [UInt8] }
        }
    }

    private func key(in folder: String, _ name: String = "master.key") throws -> [UInt8] {
        let text = try String(decoding: Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
        return try #require(DataFolder.decodeKey(text))
    }

    private func files(in folder: String, _ prefix: String = "master.key") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(prefix) }.sorted()
    }

    @Test func everythingIsUnderTheNewKeyAndNothingUnderTheOld() async throws {
        try await Fixture.inFolder { folder in
            let storage = try Fixture.open(folder)
            let fixture = Fixture(folder: folder, storage: storage)
            let (_, token, message) = try await fill(fixture)
            // Of a passkey there is nothing to seal.
            try await fixture.run(
                """
                INSERT INTO factor (id, account_id, kind, name, name_key, created_at, confirmed_at)
                SELECT \(ID<Factor>(at: fixture.now, from: .system)), id, 'passkey', 'Laptop', 'laptop', 1, 1 FROM account
                """
            )
            let (oldKey, before) = (try key(in: folder), try await sealed(fixture))

            let rotation = try await storage.maintenance.rotateMasterKey(to: nil, at: Fixture.start)

            #expect(
                rotation.secrets == Self.values.count && rotation.messages == 1 && rotation.keys == before.count - Self.values.count - 1)
            #expect(rotation.unopened.isEmpty && rotation.fault == nil)
            let old = try #require(rotation.old)
            #expect(try files(in: folder) == ["master.key", String(old.dropFirst(folder.count + 1))])
            let newKey = try key(in: folder)
            #expect(newKey != oldKey)
            #expect(try key(in: folder, String(old.dropFirst(folder.count + 1))) == oldKey)
            for file in try files(in: folder) {
                var status = stat()
                #expect(stat("\(folder)/\(file)", &status) == 0 && status.st_mode & 0o777 == 0o600)
            }
            #expect(try await opened(storage) == Self.values)
            #expect(try await storage.maintenance.token(in: message).secret == token.secret)
            let (former, present) = (Vault(key: oldKey), Vault(key: newKey))
            let check = try await storage.read {
                try $0.first("SELECT sealed FROM sealed_key WHERE name = 'audit'") { try $0[0] as [UInt8] } ?? []
            }
            #expect(throws: CryptoKitError.self) { try former.open(bytes: check, for: SealedKey.purpose("audit")) }
            #expect(try present.open(bytes: check, for: SealedKey.purpose("audit")).count == 32)
            storage.shutDown()

            let content = try Data(contentsOf: URL(filePath: DataFolder.database(in: folder)))
            #expect(content.count(of: before) == 0, "what the old key opened is erased")
            let again = try Fixture.open(folder)
            defer { again.shutDown() }
            #expect(again.keyNote == nil)
            #expect(try await opened(again) == Self.values)
            #expect(try await again.maintenance.token(in: message).secret == token.secret)
        }
    }

    /// What a process leaves that is killed is the files as they are at that moment.
    @Test(arguments: KeyRotation.Step.allCases)
    func whoeverStartsAfterwardsFindsTheRightKey(_ step: KeyRotation.Step) async throws {
        try await Fixture.inFolder { folder in
            try await Fixture.inFolder { left in
                let storage = try Fixture.open(folder)
                let fixture = Fixture(folder: folder, storage: storage)
                let (_, token, message) = try await fill(fixture)
                let oldKey = try key(in: folder)
                _ = try await storage.maintenance.rotateMasterKey(to: nil, at: Fixture.start) { reached in
                    guard reached == step else { return }
                    for name in ["tenantry.db", "tenantry.db-wal"] + ((try? files(in: folder)) ?? []) {
                        try? FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(left)/\(name)")
                    }
                }
                let newKey = try key(in: folder)
                storage.shutDown()

                let isNew = [.committed, .linked, .done].contains(step)
                for round in 0..<2 {
                    let found = try Fixture.open(left)
                    #expect(try await opened(found) == Self.values)
                    #expect(try await found.maintenance.token(in: message).secret == token.secret)
                    switch (round, found.keyNote) {
                    case (0, .rotationDropped?): #expect(!isNew)
                    case (0, .rotationFinished?): #expect(isNew && step != .done)
                    case (0, nil): #expect(step == .done)
                    default: #expect(round == 1 && found.keyNote == nil)
                    }
                    found.shutDown()
                    #expect(try key(in: left) == (isNew ? newKey : oldKey))
                    let kept = try files(in: left).filter { $0 != "master.key" && !$0.hasSuffix(".dropped") }
                    #expect(kept.isEmpty == !isNew)
                    for file in kept {
                        #expect(file.hasSuffix(".old"))
                        #expect(try key(in: left, file) == oldKey)
                    }
                }
            }
        }
    }

    @Test func thoseWhoWriteAndReadMeanwhileNoticeNothing() async throws {
        try await Fixture.inFolder { folder in
            let storage = try Fixture.open(folder, readers: 4)
            let fixture = Fixture(folder: folder, storage: storage)
            let ada = try await fixture.signUp("Ada")
            let scopes = try await (0..<8).asyncMap { try await fixture.organization(of: ada, named: "Organization \($0)") }
            let isOver = Shared(false)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, scope) in scopes.enumerated() {
                    group.addTask {
                        for round in 0..<90 { try await add("Secret \(round)", "value \(number) \(round)", fixture, scope) }
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        while !isOver.withLock({ $0 }) {
                            for value in try await opened(storage) { #expect(value.hasPrefix("value")) }
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<20 {
                        let rotation = try await storage.maintenance.rotateMasterKey(to: nil, at: Fixture.start)
                        #expect(rotation.fault == nil && rotation.unopened.isEmpty)
                    }
                    isOver.withLock { $0 = true }
                }
                try await group.waitForAll()
            }
            #expect(try files(in: folder).count == 21, "each key that was")
            storage.shutDown()
            let again = try Fixture.open(folder)
            defer { again.shutDown() }
            let expected = (0..<8).flatMap { number in (0..<90).map { "value \(number) \($0)" } }
            #expect(try await opened(again) == expected.sorted())
        }
    }

    /// One that shares a transaction with another can't know what becomes of it.
    @Test(arguments: [false, true])
    func ofSeveralAtOnceEachCountsOrIsRefused(_ isFirstBroken: Bool) async throws {
        try await Fixture.inFolder { folder in
            let storage = try Fixture.open(folder)
            let fixture = Fixture(folder: folder, storage: storage)
            _ = try await fill(fixture)
            let gate = Gate()
            let held = Task { try await fixture.database.write { _ in gate.hold() } }
            try await gate.reached()
            if isFirstBroken {
                _ = try await fixture.enqueue {
                    try await fixture.run("CREATE TRIGGER broken BEFORE UPDATE ON sealed_key BEGIN SELECT RAISE(ABORT, 'broken'); END")
                }
            }
            var rotations: [Task<KeyRotation, any Error>] = []
            for number in 0..<8 {
                rotations.append(
                    try await fixture.enqueue { try await storage.maintenance.rotateMasterKey(to: nil, at: Fixture.start) })
                if number == 0, isFirstBroken {
                    _ = try await fixture.enqueue { try await fixture.run("DROP TRIGGER broken") }
                }
            }
            gate.open()
            _ = try await held.value
            var (counted, refused) = (0, 0)
            for rotation in rotations {
                switch await rotation.result {
                case .success(let rotation):
                    #expect(rotation.fault == nil)
                    counted += 1
                case .failure(let error):
                    refused += (error as? KeyRotationRefusal) == .underWay ? 1 : 0
                }
            }
            #expect(counted == 1 && refused == (isFirstBroken ? 6 : 7))
            #expect(try files(in: folder).count == 2)
            #expect(storage.vault.isUnder(try key(in: folder)))
            storage.shutDown()
            let again = try Fixture.open(folder)
            defer { again.shutDown() }
            #expect(again.keyNote == nil)
            #expect(try await opened(again) == Self.values)
        }
    }

    /// The transaction that it shares with other writes fails as a whole, or it fails alone.
    @Test(arguments: ["alone", "at the commit"])
    func oneThatFailsLeavesTheKeyThatWas(_ way: String) async throws {
        try await Fixture.inFolder { folder in
            let storage = try Fixture.open(folder)
            let fixture = Fixture(folder: folder, storage: storage)
            let (scope, token, message) = try await fill(fixture)
            let oldKey = try key(in: folder)
            let gate = Gate()
            let held = Task { try await fixture.database.write { _ in gate.hold() } }
            if way == "alone" {
                gate.open()
                _ = try await held.value
                try await fixture.run(
                    "CREATE TRIGGER broken BEFORE UPDATE OF sealed_token ON outbox BEGIN SELECT RAISE(ABORT, 'broken'); END"
                )
                #expect(
                    await failure { try await storage.maintenance.rotateMasterKey(to: nil, at: Fixture.start) } as? DatabaseError
                        == .constraint("broken"))
                try await fixture.run("DROP TRIGGER broken")
            } else {
                try await gate.reached()
                let rotation = try await fixture.enqueue {
                    try await storage.maintenance.rotateMasterKey(to: nil, at: Fixture.start)
                }
                let other = try await fixture.enqueue {
                    try await fixture.database.write { connection in
                        try connection.run("PRAGMA defer_foreign_keys = ON")
                        try connection.run("INSERT INTO former_slug (slug, organization_id, kept_until) VALUES ('x', 'nobodys', 1)")
                    }
                }
                gate.open()
                _ = try await held.value
                #expect(await failure { try await other.value } != nil)
                #expect(await failure { try await rotation.value } != nil)
            }
            #expect(storage.vault.isUnder(oldKey))
            #expect(try key(in: folder) == oldKey)
            try await add("Afterwards", "afterwards", fixture, scope)
            let expected = ["afterwards"] + Self.values
            #expect(try await opened(storage) == expected)
            let draft = try key(in: folder, "master.key.new")
            storage.shutDown()

            let again = try Fixture.open(folder)
            #expect(again.keyNote == .rotationDropped && again.vault.isUnder(oldKey))
            #expect(try await opened(again) == expected)
            #expect(try await again.maintenance.token(in: message).secret == token.secret)
            _ = try await again.maintenance.rotateMasterKey(to: nil, at: Fixture.start)
            #expect(try await opened(again) == expected && !again.vault.isUnder(draft))
            again.shutDown()
        }
    }

    @Test func whatDidNotOpenBeforeStaysAndIsNamed() async throws {
        try await Fixture.run { fixture in
            let (_, _, message) = try await fill(fixture)
            let foreign = try Vault(key: [UInt8](repeating: 7, count: 32)).seal("token", for: message.description)
            try await fixture.run("UPDATE outbox SET sealed_token = \(foreign)")
            let rotation = try await fixture.storage.maintenance.rotateMasterKey(to: nil, at: Fixture.start)
            #expect(rotation.unopened == [message.description] && rotation.messages == 0 && rotation.secrets == Self.values.count)
            #expect(try await sealed(fixture).contains(foreign))
        }
    }

    /// Where the key comes from the settings, nobody but the operator can keep the new one.
    @Test func aKeyFromOutsideIsChangedForOneFromOutside() async throws {
        try await Fixture.inFolder { folder in
            let (oldKey, newKey) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
            func open(_ key: [UInt8]) throws -> Storage {
                let data = try DataFolder(folder)
                do {
                    return try Storage(data, masterKey: key, hasher: PasswordHasher(cost: .cheap, threads: 1, waiting: 100), readers: 1)
                } catch {
                    data.close()
                    throw error
                }
            }
            let storage = try open(oldKey)
            _ = try await fill(Fixture(folder: folder, storage: storage))
            for (given, refusal) in [(nil, KeyRotationRefusal.newKeyMissing), (oldKey, .sameKey)] {
                await #expect(throws: refusal) { try await storage.maintenance.rotateMasterKey(to: given, at: Fixture.start) }
                #expect(storage.vault.isUnder(oldKey))
            }
            let rotation = try await storage.maintenance.rotateMasterKey(to: newKey, at: Fixture.start)
            #expect(rotation.old == nil && rotation.fault == nil && rotation.secrets == Self.values.count)
            #expect(try await opened(storage) == Self.values)
            storage.shutDown()
            #expect(try files(in: folder).isEmpty)
            let error = await failure { try open(oldKey) }
            #expect(error as? DataFolderError == .wrongKey(isSetting: true, database: DataFolder.database(in: folder)))
            let again = try open(newKey)
            defer { again.shutDown() }
            #expect(try await opened(again) == Self.values)
        }
        try await Fixture.run { fixture in
            await #expect(throws: KeyRotationRefusal.newKeyUnwanted) {
                try await fixture.storage.maintenance.rotateMasterKey(to: [UInt8](repeating: 2, count: 32), at: Fixture.start)
            }
        }
    }
}

extension Fixture {
    /// Returns once a write waits behind those that wait already, where none goes on.
    fileprivate func enqueue<Value: Sendable>(
        _ write: @escaping @Sendable () async throws -> Value
    ) async throws -> Task<Value, any Error> {
        let before = storage.load.writes
        let task = Task(operation: write)
        while storage.load.writes == before { try await Task.sleep(for: .milliseconds(1)) }
        return task
    }
}

extension Data {
    /// How often something stands in it that begins as one of those does.
    fileprivate func count(of beginnings: [[UInt8]]) -> Int {
        let words = Set(beginnings.map { $0.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } })
        return withUnsafeBytes { whole in
            (0...(whole.count - 8)).count { words.contains(whole.loadUnaligned(fromByteOffset: $0, as: UInt64.self)) }
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ change: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await change(element)) }
        return values
    }
}
