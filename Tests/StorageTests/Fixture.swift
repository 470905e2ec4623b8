import Domain
import FoundationEssentials
import Glibc
import Synchronization
import TestSupport

@testable import Storage

/// A storage in a fresh folder, and what tests say to it again and again.
struct Fixture: Sendable {
    static let start = Instant(milliseconds: 1_790_000_000_000)
    static let device = Device(userAgent: "test", address: "192.0.2.1")

    let folder: String
    let storage: Storage

    var now: Instant { Self.start }
    var database: any Database { storage.database }

    /// Opens a storage in a folder of its own, and removes both after `work`.
    static func run(
        readers: Int = 2, seed: UInt64 = 1, attempts: SignInAttempts? = nil, _ work: (Fixture) async throws -> Void
    ) async throws {
        try await inFolder { folder in
            let storage = try open(folder, readers: readers, seed: seed, attempts: attempts)
            defer { storage.shutDown() }
            try await work(Fixture(folder: folder, storage: storage))
        }
    }

    static func inFolder(_ work: (String) async throws -> Void) async throws {
        try await Turns.all.take {
            var template = Array("\(FileManager.default.temporaryDirectory.path)/tenantry-test-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw DataFolderError.unusable("a temporary folder", reason: "mkdtemp") }
            let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try await work(folder)
        }
    }

    /// Puts a master key where it belongs, as its owner's alone.
    static func putKey(_ key: [UInt8], in folder: String) throws {
        let path = "\(folder)/master.key"
        try Data((Data(key).base64EncodedString() + "\n").utf8).write(to: URL(filePath: path))
        guard chmod(path, 0o600) == 0 else { throw DataFolderError.unusable(path, reason: "chmod") }
    }

    /// The caller shuts it down. If it can't be opened the folder is given up again.
    static func open(
        _ path: String, cost: PasswordHasher.Cost = .cheap, readers: Int = 2, seed: UInt64 = 1, attempts: SignInAttempts? = nil,
        migrations: [Migration] = Migration.all
    ) throws -> Storage {
        let folder = try DataFolder(path)
        do {
            return try Storage(
                folder, masterKey: nil, hasher: PasswordHasher(cost: cost, threads: 2, waiting: 1000), attempts: attempts, readers: readers,
                randomness: .seeded(seed), migrations: migrations
            )
        } catch {
            folder.close()
            throw error
        }
    }
}

extension Fixture {
    /// A database as a version left it that knew so many of our migrations, with its key.
    static func prepareOlder(_ schema: Int, in path: String, _ work: (SQLiteConnection, Vault) throws -> Void = { _, _ in }) throws {
        let folder = try DataFolder(path)
        defer { folder.close() }
        let vault = Vault(key: try folder.masterKeys(from: .seeded(1)).found[0].bytes)
        let connection = try SQLiteConnection(path: folder.database, for: .writing)
        try connection.migrate(by: Array(Migration.all.prefix(schema))) { _ in "" }
        try work(connection, vault)
    }
}

/// A factor that is due where a test knows of none.
struct FactorIsDue: Error {
    let half: HalfSignedIn
}

extension Storage {
    /// To its end, for an account without a factor.
    func logIn(
        email: EmailAddress, password: Password, remember: Bool, replacing replaced: Token?, mailing: Mailing, on device: Device,
        at now: Instant
    ) async throws -> SignedIn {
        let step = try await beginSignIn(
            email: email, password: password, remember: remember, replacing: replaced, mailing: mailing, on: device, at: now
        )
        switch step {
        case .signedIn(let signedIn): return signedIn
        case .factorDue(let half): throw FactorIsDue(half: half)
        }
    }
}

/// Someone who has signed up, with their session and personal organization.
struct Person: Sendable {
    let session: LiveSession
    let token: Token
    let email: EmailAddress
    let personal: ID<Organization>

    var id: ID<Account> { session.account.id }
}

extension Fixture {
    static let password = "plum cloud ferry nine"

    static func accepted(_ text: String = password) throws -> Password { try PasswordRules().accept(text, words: []) }

    func signUp(
        _ name: String, language: Language = .english, joining: SignUp.Joining = .nothing, mailing: Mailing = .off, at now: Instant = start
    ) async throws -> Person {
        let email = try EmailAddress("\(name.lowercased())@example.com")
        let signUp = SignUp(name: try DisplayName(name), email: email, password: try Self.accepted(), language: language, joining: joining)
        let signedIn = try await storage.signUp(signUp, mailing: mailing, on: Self.device, at: now)
        let personal = signedIn.me.organizations.first { $0.organization.kind == .personal }
        guard let personal else { throw Failure.notFound }
        return Person(session: signedIn.me.session, token: signedIn.token, email: email, personal: personal.organization.id)
    }

    /// An organization whose owner `person` is, and the scope in it.
    func organization(of person: Person, named name: String = "Acme") async throws -> OrganizationScope {
        let made = try await storage.createOrganization(person.session, name: DisplayName(name), slug: nil, at: now)
        return try await storage.scope(of: made.organization.id, for: person.session)
    }

    /// Makes `person` a member by a link of the organization's.
    @discardableResult
    func join(_ person: Person, _ scope: OrganizationScope, as role: Role) async throws -> OrganizationScope {
        let link = try await invite(.link(maximumUses: nil, domains: []), as: role == .owner ? .admin : role, in: scope)
        _ = try await storage.acceptInvitation(link.token, by: person.session, at: now)
        if role == .owner { _ = try await storage.changeRole(of: person.id, to: role, in: scope, at: now) }
        return try await storage.scope(of: scope.organization, for: person.session)
    }

    func invite(
        _ kind: Invitation.Kind, as role: Role = .member, lifetime: Span = Invitation.defaultLifetime, in scope: OrganizationScope,
        at now: Instant = start
    ) async throws -> IssuedInvitation {
        try await storage.createInvitation(NewInvitation(kind: kind, role: role.key, lifetime: lifetime), in: scope, mailing: .on, at: now)
    }

    func count(_ sql: SQL) async throws -> Int { try await storage.read { try $0.count(sql) } }

    @discardableResult
    func run(_ sql: SQL) async throws -> Int { try await database.write { try $0.run(sql) } }

    func integrity() async throws -> [String] {
        try await storage.read { try $0.rows("PRAGMA integrity_check") { try $0[0] as String } }
    }
}

extension Randomness {
    /// The same numbers every time (SplitMix64, Steele et al. 2014).
    static func seeded(_ seed: UInt64) -> Randomness {
        let state = Shared(seed)
        return Randomness {
            state.withLock { state in
                state &+= 0x9e37_79b9_7f4a_7c15
                var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
                word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
                return word ^ (word >> 31)
            }
        }
    }
}

/// A value that several threads share.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    func withLock<Result: Sendable>(_ use: (inout Value) -> Result) -> Result {
        value.withLock { value in use(&value) }
    }
}

/// Shut until someone opens it.
final class Gate: Sendable {
    private let isOpen = Shared(false)
    private let isReached = Shared(false)

    func open() { isOpen.withLock { $0 = true } }

    /// For threads that may be held up.
    func hold() {
        isReached.withLock { $0 = true }
        while !isOpen.withLock({ $0 }) { usleep(200) }
    }

    func wait() async throws {
        while !isOpen.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Returns once a thread is held up.
    func reached() async throws {
        while !isReached.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
    }
}

/// What went wrong, or nil.
func failure<Value>(_ work: () async throws -> Value) async -> (any Error)? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error
    }
}

extension Storage {
    /// Fails with `.unauthenticated` once the session has ended.
    func me(_ session: LiveSession, at now: Instant) async throws -> Me {
        try await read { try $0.me(session.id, at: now) }
    }
}

extension Maintenance {
    /// What a message's link would carry.
    func token(in message: ID<Message>) async throws -> Token {
        guard let token = try await outboxEntry(message).token else { throw Failure.notFound }
        return token
    }
}
