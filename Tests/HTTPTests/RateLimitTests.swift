import Domain
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import HTTP
@testable import Storage

/// How much one address, one account and everyone together get through.
@Suite struct RateLimitTests {
    private static func run(_ changes: String, _ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let settings = try Settings(
            publicURL: PublicURL(TestServer.publicURL), trustedProxies: [IPNetwork("127.0.0.1")], limits: Limits(changes: changes)
        )
        try await TestServer.run(settings: settings, setup: .live, body)
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

    /// One counter for all ways in, and one for each address; of IPv6 the 64 bits.
    @Test func anAddressSignsInSoOften() async throws {
        try await Self.run("sign-in/address=8/1m") { server in
            for round in 1...3 {
                for (path, fields) in Self.entries {
                    let status = try await server.post(path, from: "2001:db8::\(round)", fields)
                    #expect((status == 429) == (round == 3), "\(path) \(status)")
                }
            }
            let (path, fields) = Self.entries[0]
            let others = [
                try await server.post(path, from: "2001:db8:0:1::1", fields), try await server.post(path, from: "192.0.2.1", fields),
            ]
            #expect(others == [401, 401])
        }
    }

    @Test func newAccountsAreCountedByAddressAndInAll() async throws {
        try await Self.run("sign-up/address=2/1h,sign-up/instance=5/1h") { server in
            func signUp(_ name: String, from address: String) async throws -> Int {
                let fields: JSONFields = ["name": name, "email": "\(name)@example.com", "password": Person.password]
                return try await server.post("/signup", from: address, fields)
            }
            var statuses: [Int] = []
            for index in 0..<8 { statuses.append(try await signUp("a\(index)", from: "192.0.2.\(index / 3)")) }
            #expect(statuses == [201, 201, 429, 201, 201, 429, 201, 429], "two from each, and five in all")
            #expect(try await server.count("SELECT count(*) FROM account") == 5)
        }
    }

    @Test func whatIsOpenToEveryoneIsCountedByAddress() async throws {
        try await Self.run("visit/address=3/1m") { server in
            var statuses: [Int] = []
            for path in ["/invitations/lookup", "/email/lookup", "/setup/lookup", "/invitations/lookup"] {
                statuses.append(try await server.post(path, from: "192.0.2.1", ["token": "x"]))
            }
            statuses.append(try await server.post("/invitations/lookup", from: "192.0.2.2", ["token": "x"]))
            statuses.append(try await server.post("/login", from: "192.0.2.1", Self.entries[0].fields))
            #expect(statuses == [410, 410, 410, 429, 410, 401])
        }
    }

    @Test func manyAtOnceGetNoMoreThanThereIs() async throws {
        try await Self.run("visit/address=50/1h") { server in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 { group.addTask { try await server.post("/invitations/lookup", from: "192.0.2.1", ["token": "x"]) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 410 }.count == 50 && statuses.filter { $0 == 429 }.count == 150)
        }
    }

    /// Whoever claims to have come by way of a proxy, while none is trusted, is counted as where they come from, and the log says what to do.
    @Test func aProxyThatNobodyTrustsIsNamedInTheLog() async throws {
        let settings = try Settings(publicURL: PublicURL(TestServer.publicURL), limits: Limits(changes: "visit/address=1/1h"))
        try await TestServer.run(settings: settings, setup: .live) { server in
            for (index, expected) in [410, 429].enumerated() {
                let status = try await server.post("/invitations/lookup", from: "192.0.2.\(index)", ["token": "x"])
                #expect(status == expected)
            }
            #expect(server.log.text.contains("TENANTRY_TRUSTED_PROXIES"))
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
    /// As a proxy hands it on; the status of the answer.
    fileprivate func post(_ path: String, from address: String, _ fields: JSONFields) async throws -> Int {
        try await send(.post, "/api/v1" + path, headers: [.xForwardedFor: address], body: try fields.body).status
    }
}
