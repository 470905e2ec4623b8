import Crypto
import Domain
import Foundation
import Testing

@testable import HTTP
@testable import Storage

/// Wherever a new password is chosen, one that has been in a breach is refused, and nothing else is done.
@Suite struct BreachedPasswordTests {
    private static let breached = "seven stolen spoons"

    /// With a set in which this one alone is.
    private func run(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let file = NSTemporaryDirectory() + "tenantry-breached-" + UUID().uuidString
        let hash = Insecure.SHA1.hash(data: Data(Self.breached.utf8)).map { String(format: "%02X", $0) }.joined()
        try Data("\(hash):3\r\n".utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let breached = BreachedPasswords(try BreachedPasswordSet(file)) { _ in }
        defer { breached.close() }
        try await TestServer.run { server in
            let services = Services(
                storage: server.storage, records: server.records, settings: Settings(publicURL: try PublicURL(TestServer.publicURL)),
                clock: server.clock.clock, breached: breached
            )
            try await server.through(buildRouter(services), body)
        }
    }

    private func expectRefusal(_ answer: Answer, of field: String) {
        #expect(answer.status == 422 && answer.invalidFields == [field], "\(answer.text)")
        #expect(answer.json["errors"].list.first?["message"].text == "has been in a breach of data elsewhere")
    }

    @Test func signingUp() async throws {
        try await run { server in
            let ada: JSONFields = ["name": "Ada", "email": "ada@example.com", "password": Self.breached]
            expectRefusal(try await server.call(.post, "/signup", ada), of: "password")
            #expect(try await server.count("SELECT count(*) FROM account") == 0)
            #expect(try await server.call(.post, "/signup", ada.with("password", Person.password)).status == 201)
        }
    }

    @Test func theFirstOperator() async throws {
        try await run { server in
            let token = try #require(try await server.storage.maintenance.offerSetup(at: server.clock.now))
            let ada: JSONFields = ["token": token.secret, "name": "Ada", "email": "ada@example.com", "password": Self.breached]
            expectRefusal(try await server.call(.post, "/setup", ada), of: "password")
            #expect(try await server.call(.post, "/setup", ada.with("password", Person.password)).status == 201)
        }
    }

    @Test func changingAndResetting() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            let change: JSONFields = ["currentPassword": Person.password, "newPassword": Self.breached]
            expectRefusal(try await ada.call(.put, "/password", change), of: "newPassword")
            let token = try await server.requestReset(of: ada)
            expectRefusal(try await server.call(.post, "/password/reset", ["token": token, "password": Self.breached]), of: "password")
            #expect(try await server.call(.post, "/login", ["email": ada.email, "password": Person.password]).status == 200)
            #expect(try await server.call(.post, "/password/reset", ["token": token, "password": "lantern giraffe"]).status == 204)
        }
    }
}
