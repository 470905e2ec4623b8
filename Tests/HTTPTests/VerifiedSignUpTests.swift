import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// Where addresses are proven first, signing up says nothing about them.
@Suite struct VerifiedSignUpTests {
    private func run(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), signUp: .verified, mailing: .on)
        try await TestServer.run(settings: settings, body)
    }

    private func fields(_ name: String, _ more: [String: Any] = [:]) -> JSONFields {
        var fields: JSONFields = ["name": name, "email": "\(name.lowercased())@example.com", "password": Person.password]
        for (key, value) in more { fields = fields.with(key, value) }
        return fields
    }

    private func start(_ name: String, _ server: TestServer) async throws -> Answer {
        _ = try await server.call(.post, "/signup", fields(name))
        let token = try await server.tokenMailed(to: "\(name.lowercased())@example.com")
        return try await server.call(.post, "/signup/confirm", ["token": token, "password": Person.password])
    }

    @Test func theAccountStartsWithTheLink() async throws {
        try await run { server in
            let asked = try await server.call(.post, "/signup", fields("Ada", ["organizationName": "Acme"]))
            #expect(asked.status == 202 && asked.text.isEmpty && asked.headers[.setCookie] == nil)
            #expect(try await server.call(.post, "/login", ["email": "ada@example.com", "password": Person.password]).status == 401)
            let token = try await server.tokenMailed(to: "ada@example.com")
            let held = try await server.call(.post, "/email/lookup", ["token": token])
            #expect(held.json["purpose"].text == "signup" && held.json["email"].text == "ada@example.com")

            let wrong = try await server.call(.post, "/signup/confirm", ["token": token, "password": "giraffe lantern"])
            #expect(wrong.status == 422 && wrong.invalidFields == ["password"] && wrong.headers[.setCookie] == nil)
            let started = try await server.call(.post, "/signup/confirm", ["token": token, "password": Person.password])
            #expect(started.status == 201)
            #expect(started.json.keys == ["user", "session", "organization", "organizations"])
            #expect(started.json["user"]["emailVerified"].flag == true)
            #expect(started.json["organization"]["name"].text == "Acme")
            let session = try #require(started.sessionToken)
            #expect(started.browserToken != nil)
            #expect(try await server.call(.get, "/me", as: session).status == 200)
            #expect(try await server.call(.post, "/signup/confirm", ["token": token, "password": Person.password]).code == "token_invalid")
            #expect(!server.log.text.contains(token) && !server.log.text.contains("ada@example.com"))
        }
    }

    /// Byte for byte, again and again, and beyond the limit.
    @Test func aTakenAddressAnswersLikeAFreeOne() async throws {
        try await run { server in
            #expect(try await start("Taken", server).status == 201)
            server.clock.advance(by: .hours(1))
            for number in 0..<8 {
                let taken = try await server.call(.post, "/signup", fields("Taken", ["name": "Eve"]))
                let free = try await server.call(.post, "/signup", fields("Free", ["name": "Eve"]))
                #expect(taken.status == 202 && free.status == 202 && taken.text == free.text, "\(number)")
                #expect(taken.headers.map(\.name) == free.headers.map(\.name))
                #expect(taken.headers[.setCookie] == nil && free.headers[.setCookie] == nil)
            }
            let wait = { (kind: String) async throws in
                try await server.count("SELECT count(*) FROM outbox WHERE kind = \(kind) AND state = 'waiting'")
            }
            #expect(try await wait("account-exists") == Message.Kind.mostSignUpsPerHour)
            #expect(try await wait("sign-up") == Message.Kind.mostSignUpsPerHour)
        }
    }

    @Test func anInvitationByLinkWaitsAndOneByMailDoesNot() async throws {
        try await run { server in
            let ada = try await start("Ada", server)
            let session = try #require(ada.sessionToken)
            let organization = try #require(
                try await server.call(.post, "/organizations", as: session, ["name": "Acme"]).json["id"].text)
            let path = "/organizations/\(organization)/invitations"
            let link = try await server.call(.post, path, as: session, ["kind": "link", "role": "member"])
            let token = try #require(link.json["link"].text?.split(separator: "#").last.map(String.init))
            #expect(try await server.call(.post, "/signup", fields("Bob", ["invitation": token])).status == 202)
            let bobs = try await server.tokenMailed(to: "bob@example.com")
            let bob = try await server.call(.post, "/signup/confirm", ["token": bobs, "password": Person.password])
            #expect(bob.json["organization"]["id"].text == organization)

            #expect(try await server.call(.post, "/signup", fields("Cleo", ["invitation": token])).status == 202)
            let id = try #require(link.json["id"].text)
            #expect(try await server.call(.delete, "\(path)/\(id)", as: session).status == 204)
            let cleos = try await server.tokenMailed(to: "cleo@example.com")
            let cleo = try await server.call(.post, "/signup/confirm", ["token": cleos, "password": Person.password])
            #expect(cleo.status == 410 && cleo.code == "invitation_revoked" && cleo.headers[.setCookie] == nil)
            #expect(try await server.call(.post, "/signup", fields("Dora", ["invitation": token])).code == "invitation_revoked")

            let mail: JSONFields = ["kind": "email", "role": "member", "email": "grace@example.com"]
            #expect(try await server.call(.post, path, as: session, mail).status == 201)
            let graces = try await server.tokenMailed(to: "grace@example.com")
            let grace = try await server.call(.post, "/signup", fields("Grace", ["invitation": graces]))
            #expect(grace.status == 201 && grace.json["user"]["emailVerified"].flag == true)
        }
    }

    /// An operator who closes the door closes it to those who wait, too.
    @Test(arguments: [(Settings.SignUpMode.open, 201), (.invited, 403), (.closed, 403)])
    func whatWaitsWhenTheModeChanges(_ mode: Settings.SignUpMode, _ status: Int) async throws {
        try await run { server in
            _ = try await server.call(.post, "/signup", fields("Ada"))
            let token = try await server.tokenMailed(to: "ada@example.com")
            let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), signUp: mode, mailing: .on)
            try await server.through(
                buildRouter(Services(storage: server.storage, records: server.records, settings: settings, clock: server.clock.clock))
            ) {
                server in
                let answer = try await server.call(.post, "/signup/confirm", ["token": token, "password": Person.password])
                #expect(answer.status == status)
                #expect(try await server.count("SELECT count(*) FROM account") == (status == 201 ? 1 : 0))
            }
        }
    }

    @Test func tamperedTokens() async throws {
        try await run { server in
            _ = try await server.call(.post, "/signup", fields("Ada"))
            let token = try await server.tokenMailed(to: "ada@example.com")
            let before = try await server.rows()
            for wrong in TamperingTests.variants(of: token) {
                #expect(try await server.call(.post, "/signup/confirm", ["token": wrong, "password": Person.password]).status == 410)
            }
            #expect(try await server.call(.get, "/me", as: token).status == 401)
            #expect(try await server.call(.post, "/password/reset", ["token": token, "password": "giraffe lantern"]).status == 410)
            for fields in [[:], ["token": token], ["token": 1, "password": Person.password], ["token": token, "password": 1]]
                as [JSONFields]
            {
                #expect(try await server.call(.post, "/signup/confirm", fields).status == 422)
            }
            #expect(try await server.rows() == before)
        }
    }

    /// Rules of names, addresses and passwords are told as ever: they are about what was typed.
    @Test func whatIsWrongIsSaidOfItsField() async throws {
        try await run { server in
            #expect(try await start("Taken", server).status == 201)
            let before = try await server.rows()
            let wrong: [(JSONFields, String)] = [
                (fields("Taken", ["password": "short"]), "password"), (fields("Taken", ["name": "a\r\nb"]), "name"),
                (fields("Taken", ["email": "a@b.example\r\nBcc: c@d.example"]), "email"),
                (fields("Taken", ["organizationName": "x\u{0}y"]), "organizationName"),
            ]
            for (fields, field) in wrong {
                let answer = try await server.call(.post, "/signup", fields)
                #expect(answer.status == 422 && answer.invalidFields == [field])
            }
            #expect(try await server.rows() == before)
        }
    }

    /// However often a link is followed at once, there is one account and one session.
    @Test func oneLinkFollowedByManyAtOnce() async throws {
        try await run { server in
            for round in 0..<20 {
                _ = try await server.call(.post, "/signup", fields("Round\(round)"))
                let token = try await server.tokenMailed(to: "round\(round)@example.com")
                let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                    for _ in 0..<64 {
                        group.addTask { try await server.call(.post, "/signup/confirm", ["token": token, "password": Person.password]) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.filter { $0.status == 201 }.count == 1)
                #expect(answers.allSatisfy { $0.status == 201 || $0.code == "token_invalid" })
                #expect(try await server.count("SELECT count(*) FROM account") == round + 1)
                #expect(try await server.count("SELECT count(*) FROM session") == round + 1)
            }
        }
    }
}
