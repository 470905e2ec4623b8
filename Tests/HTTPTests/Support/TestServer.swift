import Assets
import Domain
import Foundation
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import TestSupport

@testable import HTTP
@testable import Storage

/// The whole server in this process: the program's own router on a real database in a fresh folder, a clock that stands still,
/// seeded randomness, and a log that can be read.
struct TestServer: Sendable {
    let client: RouterClient
    let storage: Storage
    let records: TestRecords
    let clock: TestClock
    let log: TestLog
    let folder: String

    static let publicURL = "http://localhost:8080"

    /// Runs `body` against a server of its own, and takes everything away afterwards.
    static func run(
        seed: UInt64 = 1, settings: Settings? = nil, web: AssetFolder? = nil, from copy: Copy? = nil,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await Turns.all.take {
            let folder = NSTemporaryDirectory() + "tenantry-http-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let (clock, log, records) = (TestClock(), TestLog(), TestRecords())
            try copy?.put(in: folder, clock, records)
            let storage = try Storage(
                DataFolder(folder), hasher: PasswordHasher(cost: .cheap, threads: 2, waiting: 10_000), readers: 2, randomness: .seeded(seed)
            )
            defer { storage.shutDown() }
            let settings = try settings ?? Settings(publicURL: PublicURL(publicURL))
            let services = Services(storage: storage, records: records, settings: settings, clock: clock.clock)
            let router = buildRouter(services, web: web ?? .webAssets)
            let logger = Logger(label: "test") { _ in TestLogHandler(log: log) }
            let client = RouterClient(router, logger)
            try await body(TestServer(client: client, storage: storage, records: records, clock: clock, log: log, folder: folder))
        }
    }

    /// What a server has come to, for others to begin with. They need another seed, or would make the same ids again.
    struct Copy: Sendable {
        private let (database, key): (Data, Data)
        private let now: Instant
        private let texts: [String: [String]]

        init(of server: TestServer) async throws {
            let path = server.folder + "/copy.db"
            try await server.storage.maintenance.backUp(to: path)
            database = try Data(contentsOf: URL(filePath: path))
            key = try Data(contentsOf: URL(filePath: server.folder + "/master.key"))
            (now, texts) = (server.clock.now, server.records.all)
        }

        fileprivate func put(in folder: String, _ clock: TestClock, _ records: TestRecords) throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            chmod(folder, 0o700)
            for (name, content) in [("master.key", key), ("tenantry.db", database)] {
                try content.write(to: URL(filePath: "\(folder)/\(name)"))
                chmod("\(folder)/\(name)", 0o600)
            }
            clock.advance(by: now - clock.now)
            for (name, values) in texts { records[name] = values }
        }
    }

    /// The same data behind another router.
    func through(
        _ router: Router<AnonymousContext>, _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let client = RouterClient(router, Logger(label: "test"))
        try await body(TestServer(client: client, storage: storage, records: records, clock: clock, log: log, folder: folder))
    }

    /// Sends a request as it stands.
    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Answer {
        var headers = headers
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(method, path, headers: headers, bytes: body.map { ByteBuffer(string: $0) })
    }

    /// Sends what need not be text.
    func send(_ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, bytes: ByteBuffer?) async throws -> Answer {
        try await client.send(method, path, headers: headers, bytes: bytes)
    }

    /// Sends JSON, with a session's token or none.
    func call(_ method: HTTPRequest.Method, _ path: String, as token: String? = nil, _ fields: JSONFields? = nil) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await send(method, "/api/v1" + path, headers: headers, body: try fields?.body)
    }

    /// Every row of every table, for comparing before and after.
    func rows() async throws -> [String] {
        try await storage.read { connection in
            var rows: [String] = []
            rows += try connection.dump("account", "SELECT * FROM account ORDER BY id")
            rows += try connection.dump("organization", "SELECT * FROM organization ORDER BY id")
            rows += try connection.dump("membership", "SELECT * FROM membership ORDER BY organization_id, account_id")
            rows += try connection.dump("removal", "SELECT * FROM removal ORDER BY organization_id, account_id")
            rows += try connection.dump("session", "SELECT * FROM session ORDER BY id")
            rows += try connection.dump("logo", "SELECT * FROM logo ORDER BY organization_id")
            // But for the time of the last look into DNS, which is noted whatever comes of it.
            rows += try connection.dump(
                "joining_domain", "SELECT id, domain, role, proof, proven_at, next_check_at FROM joining_domain ORDER BY id")
            rows += try connection.dump("secret", "SELECT * FROM secret ORDER BY id")
            // But for the day of the last use, which is noted whatever comes of it.
            rows += try connection.dump(
                "api_key", "SELECT id, name, token_hash, permissions, expires_at, revoked_at FROM api_key ORDER BY id")
            rows += try connection.dump("audit_event", "SELECT chain, number, action, facts FROM audit_event ORDER BY chain, number")
            rows += try connection.dump("invitation", "SELECT * FROM invitation ORDER BY id")
            rows += try connection.dump("invitation_token", "SELECT * FROM invitation_token ORDER BY token_hash")
            rows += try connection.dump("password_reset", "SELECT * FROM password_reset ORDER BY token_hash")
            rows += try connection.dump("email_verification", "SELECT * FROM email_verification ORDER BY token_hash")
            rows += try connection.dump("email_change", "SELECT * FROM email_change ORDER BY token_hash")
            rows += try connection.dump("sign_up", "SELECT * FROM sign_up ORDER BY token_hash")
            rows += try connection.dump("known_browser", "SELECT * FROM known_browser ORDER BY account_id, token_hash")
            rows += try connection.dump("password_reset_request", "SELECT * FROM password_reset_request ORDER BY email_hash")
            rows += try connection.dump("factor", "SELECT * FROM factor ORDER BY id")
            rows += try connection.dump("identity_provider", "SELECT * FROM identity_provider ORDER BY id")
            rows += try connection.dump("identity", "SELECT * FROM identity ORDER BY id")
            rows += try connection.dump("recovery_code", "SELECT * FROM recovery_code ORDER BY code_hash")
            rows += try connection.dump("half_sign_in", "SELECT * FROM half_sign_in ORDER BY token_hash")
            rows += try connection.dump("outbox", "SELECT * FROM outbox ORDER BY id")
            return rows
        }
    }

    @discardableResult
    func run(_ sql: SQL) async throws -> Int {
        try await storage.database.write { try $0.run(sql) }
    }

    func count(_ sql: SQL) async throws -> Int {
        try await storage.read { try $0.count(sql) }
    }
}

extension Connection {
    fileprivate func dump(_ table: String, _ sql: SQL) throws -> [String] {
        try rows(sql) { row in
            var columns: [String] = []
            while row.hasColumn(columns.count) {
                columns.append(try row.isNull(columns.count) ? "null" : row.bytes(columns.count).shown)
            }
            return "\(table): \(columns.joined(separator: " "))"
        }
    }
}

extension Row {
    fileprivate func hasColumn(_ index: Int) -> Bool {
        guard let statement = columns as? SQLiteStatement else { return false }
        return index < statement.columnCount
    }
}

/// What stands in DNS, as a test says.
final class TestRecords: TextRecords {
    private let texts = NIOLockedValueBox<[String: [String]]>([:])
    private let isDown = NIOLockedValueBox(false)
    /// How often somebody has looked.
    let lookups = NIOLockedValueBox(0)

    struct Unavailable: Error {}

    subscript(name: String) -> [String]? {
        get { texts.withLockedValue { $0[name] } }
        set { texts.withLockedValue { $0[name] = newValue } }
    }

    var all: [String: [String]] { texts.withLockedValue { $0 } }

    func fail(_ fails: Bool) { isDown.withLockedValue { $0 = fails } }

    func texts(at name: String) async throws -> [String] {
        lookups.withLockedValue { $0 += 1 }
        if isDown.withLockedValue({ $0 }) { throw Unavailable() }
        return self[name] ?? []
    }
}

/// Time that passes only when a test says so.
final class TestClock: Sendable {
    private let instant = NIOLockedValueBox(Instant(milliseconds: 1_790_000_000_000))

    var clock: Clock { Clock { self.now } }
    var now: Instant { instant.withLockedValue { $0 } }

    func advance(by span: Span) {
        instant.withLockedValue { $0 = $0 + span }
    }
}

extension Randomness {
    /// SplitMix64.
    static func seeded(_ seed: UInt64) -> Randomness {
        let state = NIOLockedValueBox(seed)
        return Randomness {
            state.withLockedValue { state in
                state &+= 0x9e37_79b9_7f4a_7c15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
                return mixed ^ (mixed >> 31)
            }
        }
    }
}

/// Everything that was logged, as one text.
final class TestLog: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])

    var text: String { lines.withLockedValue { $0.joined(separator: "\n") } }

    func add(_ line: String) {
        lines.withLockedValue { $0.append(line) }
    }
}

struct TestLogHandler: LogHandler {
    let log: TestLog
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        log.add("\(event.level) \(event.message) \(fields.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " "))")
    }
}

extension Maintenance {
    /// What a message's link would carry.
    func token(in message: ID<Message>) async throws -> Token {
        guard let token = try await outboxEntry(message).token else { throw Failure.notFound }
        return token
    }
}

extension [UInt8] {
    /// As text, where it is some. To describe an array takes a hundred times as long.
    fileprivate var shown: String { String(validating: self, as: UTF8.self) ?? Data(self).base64EncodedString() }
}
