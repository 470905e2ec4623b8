import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// How much one address, one account and everyone together get through. Here all come from one address; `test_flood.py` has several.
@Suite struct RateLimitTests {
    private static func run(_ changes: String, _ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let settings = try Settings(publicURL: PublicURL(TestServer.publicURL), limits: Limits(changes: changes))
        try await TestServer.run(settings: settings, body)
    }

    /// Those with a session are counted by account, wherever they come from, and whichever session it is.
    @Test func anAccountReadsAndWritesSoOften() async throws {
        try await Self.run("read/account=5/1m,write/account=3/1m") { server in
            let (ada, ben) = (try await server.signUp("Ada"), try await server.signUp("Ben"))
            for _ in 1...5 { #expect(try await ada.call(.get, "/me").status == 200) }
            let refused = try await ada.call(.get, "/organizations")
            #expect(refused.status == 429 && refused.code == "rate_limited" && refused.headers[.retryAfter] == "12")
            #expect(try await ben.call(.get, "/me").status == 200)
            for _ in 1...3 { #expect(try await ada.call(.patch, "/me", ["name": "Ada"]).status == 200, "writes are apart") }
            #expect(try await ada.call(.patch, "/me", ["name": "Eve"]).status == 429)
            server.clock.advance(by: .seconds(12))
            #expect(try await ada.call(.get, "/me").status == 200)
            #expect(try await ada.call(.get, "/me").status == 429)
        }
    }

    @Test func whatIsRefusedChangesNothing() async throws {
        try await Self.run("write/account=1/1h") { server in
            let ada = try await server.signUp("Ada")
            #expect(try await ada.call(.patch, "/me", ["name": "Ada L"]).status == 200)
            let before = try await server.rows()
            #expect(try await ada.call(.post, "/organizations", ["name": "Acme"]).status == 429)
            #expect(try await ada.call(.delete, "/me", ["organizations": []]).status == 429)
            #expect(try await server.rows() == before)
        }
    }

    /// All keys of one account share what it has, so that making keys gains nothing; the one who made them works on.
    @Test func keysCountTogetherAndApartFromSessions() async throws {
        try await Self.run("read/account=4/1m") { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            var keys: [String] = []
            for path in ["/me/api-keys", "/organizations/\(ada.organization)/api-keys"] {
                let made = try await ada.call(.post, path, ["name": "k", "permissions": ["members.read"], "expiresAt": "2090-01-01"])
                keys.append(try #require(made.json["secret"].text, "\(made.text)"))
            }
            for index in 0..<4 { #expect(try await server.call(.get, "/organizations", as: keys[index % 2]).status == 200) }
            for key in keys { #expect(try await server.call(.get, "/organizations", as: key).status == 429) }
            #expect(try await ada.call(.get, "/me").status == 200)
        }
    }

    /// The password is asked for less often than anything else may be done.
    @Test(arguments: ["/session/proof", "/password"])
    func passwordsOfASession(_ path: String) async throws {
        try await Self.run("sign-in/account=3/1m") { server in
            let ada = try await server.signUp("Ada")
            let method: HTTPRequest.Method = path == "/password" ? .put : .post
            let fields: JSONFields = ["password": "wrong", "currentPassword": "wrong", "newPassword": "something else entirely"]
            for _ in 1...3 { #expect(try await ada.call(method, path, fields).status == 422) }
            #expect(try await ada.call(method, path, fields).status == 429)
            #expect(try await ada.call(.get, "/me").status == 200)
        }
    }

    private static let entries: [(path: String, fields: JSONFields)] = [
        ("/login", ["email": "ada@example.com", "password": "wrong"]), ("/password/forgot", ["email": "ada@example.com"]),
        ("/password/reset", ["token": "x", "password": "something else entirely"]),
        ("/signup/confirm", ["token": "x", "password": "x"]),
    ]

    /// One counter for all ways in.
    @Test func anAddressSignsInSoOften() async throws {
        try await Self.run("sign-in/address=8/1m") { server in
            for round in 1...3 {
                for (path, fields) in Self.entries {
                    let status = try await server.post(path, fields)
                    #expect((status == 429) == (round == 3), "\(path) \(status)")
                }
            }
        }
    }

    @Test(arguments: ["address", "instance"])
    func newAccountsAreCountedByAddressAndInAll(_ subject: String) async throws {
        try await Self.run("sign-up/\(subject)=2/1h") { server in
            var statuses: [Int] = []
            for index in 0..<3 {
                statuses.append(
                    try await server.post(
                        "/signup", ["name": "Ada", "email": "a\(index)@example.com", "password": Person.password]
                    )
                )
            }
            #expect(statuses == [201, 201, 429])
            #expect(try await server.count("SELECT count(*) FROM account") == 2)
        }
    }

    @Test func whatIsOpenToEveryoneIsCountedByAddress() async throws {
        try await Self.run("visit/address=3/1m") { server in
            var statuses: [Int] = []
            for path in ["/invitations/lookup", "/email/lookup", "/setup/lookup", "/invitations/lookup"] {
                statuses.append(try await server.post(path, ["token": "x"]))
            }
            statuses.append(try await server.post("/login", Self.entries[0].fields))
            #expect(statuses == [410, 410, 410, 429, 401])
        }
    }

    @Test func manyAtOnceGetNoMoreThanThereIs() async throws {
        try await Self.run("visit/address=50/1h") { server in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 { group.addTask { try await server.post("/invitations/lookup", ["token": "x"]) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 410 }.count == 50 && statuses.filter { $0 == 429 }.count == 150)
        }
    }

    @Test func memoryIsBounded() {
        let limits = Limits.standard
        let limiter = RateLimiter(limits, most: 1000)
        let start = Instant(milliseconds: 1_790_000_000_000)
        for _ in 1...200 { try? limiter.take(.signIn, .address, of: "attacker", at: start) }
        for index in 0..<10_000 { #expect(throws: Never.self) { try limiter.take(.signIn, .address, of: "\(index)", at: start) } }
        #expect(limiter.count <= 1000)
        #expect(throws: Failure.self, "those who have taken most are remembered") {
            try limiter.take(.signIn, .address, of: "attacker", at: start)
        }
        for index in 0..<600 { #expect(throws: Never.self) { try limiter.take(.visit, .address, of: "\(index)", at: start + .days(1)) } }
        #expect(limiter.count <= 1000)
    }
}

extension TestServer {
    /// The status of the answer.
    fileprivate func post(_ path: String, _ fields: JSONFields) async throws -> Int {
        try await send(.post, "/api/v1" + path, body: try fields.body).status
    }
}
