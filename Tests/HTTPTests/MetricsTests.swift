import Domain
import HTTPTypes
import Testing

@testable import HTTP

/// Where the connection comes from is seen over real sockets, in `Tests/EndToEnd/test_metrics.py`; here nobody is on this machine.
@Suite struct MetricsTests {
    private static let token = "a-token-for-prometheus"

    private func withToken(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), metricsToken: try MetricsToken(Self.token))
        try await TestServer.run(settings: settings, body)
    }

    private func scrape(_ server: TestServer, _ authorization: String) async throws -> Answer {
        try await server.send(.get, "/metrics", headers: [.authorization: authorization])
    }

    @Test func theTokenAndNothingLikeIt() async throws {
        try await withToken { server in
            #expect(try await scrape(server, "Bearer \(Self.token)").status == 200)
            for index in Self.token.utf8.indices {
                let wrong = Self.token.replacing(Self.token[index...index], with: "_", maxReplacements: 1)
                if wrong != Self.token { #expect(try await scrape(server, "Bearer \(wrong)").status == 404) }
            }
            let ada = try await server.signUp("Ada")
            #expect(try await scrape(server, "Bearer \(ada.token)").status == 404)
        }
    }

    /// Counting a million rows takes a while: it is done once in half a minute.
    @Test func countsAreKeptForHalfAMinute() async throws {
        try await withToken { server in
            let accounts = { (count: Int) in "\ntenantry_accounts \(count)\n" }
            _ = try await server.signUp("Ada")
            #expect(try await scrape(server, "Bearer \(Self.token)").text.contains(accounts(1)))
            _ = try await server.signUp("Bob")
            server.clock.advance(by: .seconds(29))
            #expect(try await scrape(server, "Bearer \(Self.token)").text.contains(accounts(1)))
            server.clock.advance(by: .seconds(1))
            #expect(try await scrape(server, "Bearer \(Self.token)").text.contains(accounts(2)))
            server.clock.advance(by: .days(-1))
            _ = try await server.signUp("Cyd")
            #expect(
                try await scrape(server, "Bearer \(Self.token)").text.contains(accounts(3)),
                "a clock that was set back keeps nothing for long")
        }
    }

    @Test(arguments: ["127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"]) func loopback(_ address: String) throws {
        #expect(try #require(IPAddress(address)).isLoopback)
    }

    @Test(arguments: ["128.0.0.1", "10.0.0.1", "0.0.0.0", "::", "::2", "1::1", "::ffff:10.0.0.1", "fe80::1"]) func elsewhere(
        _ address: String
    ) throws {
        #expect(try !#require(IPAddress(address)).isLoopback)
    }
}
