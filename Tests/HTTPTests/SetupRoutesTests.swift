import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// From the link that the server prints at its start to the first operator.
@Suite struct SetupRoutesTests {
    private func run(_ body: @escaping @Sendable (TestServer, String) async throws -> Void) async throws {
        try await TestServer.run { server in
            let token = try #require(try await server.storage.maintenance.offerSetup(at: server.clock.now))
            try await body(server, token.secret)
        }
    }

    private func fields(_ token: String, _ name: String = "Ada") -> JSONFields {
        ["token": token, "name": name, "email": "\(name.lowercased())@example.com", "password": Person.password]
    }

    private func operators(_ server: TestServer) async throws -> [String] {
        try await server.storage.maintenance.operators().map(\.account.email)
    }

    @Test func aNewAccountIsTheFirstOperatorAndTheLinkHasDoneItsWork() async throws {
        try await run { server, token in
            #expect(try await server.call(.post, "/setup/lookup", ["token": token]).status == 204)
            let made = try await server.call(.post, "/setup", fields(token))
            #expect(made.status == 201 && made.json["user"]["operator"].flag == true && made.json["user"]["emailVerified"].flag == false)
            #expect(made.json.keys == ["user", "session", "organization", "organizations"])
            let session = try #require(made.sessionToken)
            #expect(try await server.call(.get, "/admin/system", as: session).status == 200)
            for (path, body) in [("/setup/lookup", ["token": token] as JSONFields), ("/setup", fields(token, "Eve"))] {
                let again = try await server.call(.post, path, body)
                #expect(again.status == 410 && again.code == "token_invalid" && again.headers[.setCookie] == nil)
            }
            #expect(try await operators(server) == ["ada@example.com"])
            #expect(!server.log.text.contains(token))
            let eve: JSONFields = ["email": "eve@example.com", "password": Person.password]
            #expect(try await server.call(.post, "/login", eve).status == 401, "no account without the link")
        }
    }

    @Test func anAccountThatOneHasBecomesIt() async throws {
        try await run { server, token in
            let ada = try await server.signUp("Ada", organization: "Acme")
            #expect(try await server.call(.post, "/setup/accept", ["token": token]).status == 401)
            let accepted = try await ada.call(.post, "/setup/accept", ["token": token])
            #expect(accepted.status == 200 && accepted.json["user"]["operator"].flag == true)
            #expect(try await ada.call(.get, "/admin/system").status == 200)
            #expect(try await ada.call(.post, "/setup/accept", ["token": token]).status == 410)
        }
    }

    @Test func badInputLosesNothing() async throws {
        try await run { server, token in
            _ = try await server.signUp("Bob")
            let empty = try await server.call(.post, "/setup", ["token": token, "name": " ", "email": "nobody", "password": "short"])
            #expect(empty.status == 422 && Set(empty.invalidFields) == ["name", "email", "password"])
            let guessable = try await server.call(.post, "/setup", fields(token).with("password", "ada@example.com"))
            #expect(guessable.invalidFields == ["password"])
            #expect(try await server.call(.post, "/setup", fields(token, "Bob")).code == "email_taken")
            #expect(try await server.call(.post, "/setup", fields("no-such-token")).status == 410)
            #expect(try await operators(server).isEmpty)
            #expect(try await server.call(.post, "/setup/lookup", ["token": token]).status == 204)
        }
    }

    @Test func theLinkEndsWithItsTimeAndWithANewerOne() async throws {
        try await run { server, token in
            server.clock.advance(by: Span(milliseconds: Setup.lifetime.milliseconds - 1))
            #expect(try await server.call(.post, "/setup/lookup", ["token": token]).status == 204)
            server.clock.advance(by: Span(milliseconds: 1))
            #expect(try await server.call(.post, "/setup/lookup", ["token": token]).status == 410)
            #expect(try await server.call(.post, "/setup", fields(token)).status == 410)
            let newer = try #require(try await server.storage.maintenance.offerSetup(at: server.clock.now))
            let newest = try #require(try await server.storage.maintenance.offerSetup(at: server.clock.now))
            #expect(try await server.call(.post, "/setup/lookup", ["token": newer.secret]).status == 410)
            #expect(try await server.call(.post, "/setup/lookup", ["token": newest.secret]).status == 204)
        }
    }

    /// However somebody becomes an operator meanwhile, and whatever becomes of them.
    @Test func noLinkOutlivesTheFirstOperator() async throws {
        try await run { server, token in
            let ada = try await server.signUp("Ada")
            let email = try EmailAddress(ada.email)
            _ = try await server.storage.maintenance.appoint(email, owning: nil, at: server.clock.now)
            #expect(try await server.storage.maintenance.offerSetup(at: server.clock.now) == nil)
            _ = try await server.storage.maintenance.dismiss(email, at: server.clock.now)
            #expect(try await server.storage.maintenance.offerSetup(at: server.clock.now) == nil, "nor does another follow")
            #expect(try await server.call(.post, "/setup/lookup", ["token": token]).status == 410)
            #expect(try await ada.call(.post, "/setup/accept", ["token": token]).status == 410)
            #expect(try await ada.call(.get, "/admin/system").status == 403)
        }
    }

    /// Signing up, and with accounts that are there.
    @Test func ofManyAtOnceOneBecomesOperator() async throws {
        try await TestServer.run { server in
            var people: [Person] = []
            for number in 0..<8 { people.append(try await server.signUp("Member \(number)")) }
            for round in 0..<25 {
                let token = try #require(try await server.storage.maintenance.offerSetup(at: server.clock.now)).secret
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<8 {
                        let (person, fields) = (people[number], fields(token, "Guest-\(round)-\(number)"))
                        group.addTask { try await server.call(.post, "/setup", fields).status }
                        group.addTask { try await person.call(.post, "/setup/accept", ["token": token]).status }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.filter { $0 < 300 }.count == 1 && statuses.filter { $0 == 410 }.count == 15)
                let operators = try await operators(server)
                #expect(operators.count == 1)
                _ = try await server.storage.maintenance.dismiss(EmailAddress(operators[0]), at: server.clock.now)
                try await server.run("UPDATE setup SET is_over = 0")
            }
        }
    }
}
