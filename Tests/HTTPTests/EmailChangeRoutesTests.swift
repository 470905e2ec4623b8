import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct EmailChangeRoutesTests {
    private func run(_ mailing: Mailing = .on, _ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.run(settings: Settings(publicURL: try PublicURL(TestServer.publicURL), mailing: mailing), body)
    }

    @Test func fromAskingToHavingIt() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            let other = try await server.logIn(ada)
            #expect(try await ada.call(.get, "/email").json["change"].isNull)
            let asked = try await ada.call(.put, "/email", ["email": "Ada@new.example"])
            #expect(asked.status == 202 && asked.text.isEmpty)
            let waiting = try await ada.call(.get, "/email").json
            #expect(waiting.keys == ["email", "verified", "change"])
            #expect(waiting["email"].text == ada.email && waiting["verified"].flag == false)
            #expect(waiting["change"].keys == ["email", "expiresAt"])
            #expect(waiting["change"]["email"].text == "Ada@new.example")
            #expect(waiting["change"]["expiresAt"].text == "\(server.clock.now + .hours(24))")

            let token = try await server.tokenMailed(to: "Ada@new.example")
            let held = try await server.call(.post, "/email/lookup", ["token": token])
            #expect(held.status == 200)
            #expect(held.json.keys == ["purpose", "email"])
            #expect(held.json["purpose"].text == "change" && held.json["email"].text == "Ada@new.example")
            #expect(try await server.call(.post, "/email/verify", ["token": token]).status == 401)
            #expect(try await ada.call(.post, "/email/verify", ["token": token]).status == 204)
            let user = try await ada.call(.get, "/me").json["user"]
            #expect(user["email"].text == "Ada@new.example" && user["emailVerified"].flag == true)
            #expect(try await other.call(.get, "/me").status == 401)
            #expect(try await server.call(.post, "/email/lookup", ["token": token]).code == "token_invalid")
            #expect(try await server.call(.post, "/login", ["email": ada.email, "password": Person.password]).status == 401)
            let fields: JSONFields = ["email": "ada@NEW.example", "password": Person.password]
            #expect(try await server.call(.post, "/login", fields).status == 200)
        }
    }

    /// Neither status nor body nor headers nor what one can ask for afterwards.
    @Test func nothingTellsWhetherAnAddressHasAnAccount() async throws {
        try await run { server in
            let people = (try await server.signUp("Ada"), try await server.signUp("Bob"))
            _ = try await server.signUp("Grace")
            let taken = try await people.0.call(.put, "/email", ["email": "grace@example.com"])
            let free = try await people.1.call(.put, "/email", ["email": "nobody@example.com"])
            #expect(taken.status == free.status && taken.text == free.text)
            #expect(taken.headers.map(\.name) == free.headers.map(\.name))
            let views = (try await people.0.call(.get, "/email").json, try await people.1.call(.get, "/email").json)
            #expect(views.0["change"].keys == views.1["change"].keys)
            #expect(views.0["change"]["expiresAt"].text == views.1["change"]["expiresAt"].text)
            #expect(!server.log.text.contains("grace@") && !server.log.text.contains("nobody@"))
            for person in [people.0, people.1] {
                #expect(try await person.call(.delete, "/email/change").status == 204)
                #expect(try await person.call(.delete, "/email/change").status == 204)
                #expect(try await person.call(.get, "/email").json["change"].isNull)
            }
        }
    }

    @Test func aProofThatIsTenMinutesOldIsAskedForAgain() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            server.clock.advance(by: .minutes(10))
            let refused = try await ada.call(.put, "/email", ["email": "ada@new.example"])
            #expect(refused.status == 403 && refused.code == "proof_required")
            #expect(try await ada.call(.get, "/email").json["change"].isNull)
            #expect(try await server.count("SELECT count(*) FROM outbox WHERE kind = 'email-change'") == 0)
            try await ada.prove()
            #expect(try await ada.call(.put, "/email", ["email": "ada@new.example"]).status == 202)
        }
    }

    @Test func whatIsNoAddressIsSaidOfItsField() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            let before = try await server.rows()
            let wrong: [JSONFields] = [
                [:], ["email": 1], ["email": "nobody"], ["email": "a@b.example\r\nBcc: c@d.example"], ["email": "a@b.example, c@d.example"],
                ["email": "a\u{0}@b.example"], ["email": "\"x y\"@b.example"], ["email": ada.email],
            ]
            for fields in wrong {
                let answer = try await ada.call(.put, "/email", fields)
                #expect(answer.status == 422 && answer.invalidFields == ["email"], "\(fields)")
            }
            #expect(try await server.rows() == before)
        }
    }

    @Test func aTakenAddressIsToldToWhoeverReadsItsMail() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            #expect(try await ada.call(.put, "/email", ["email": "grace@example.com"]).status == 202)
            let token = try await server.tokenMailed(to: "grace@example.com")
            _ = try await server.signUp("Grace")
            let late = try await ada.call(.post, "/email/verify", ["token": token])
            #expect(late.status == 409 && late.code == "email_taken")
            #expect(try await ada.call(.get, "/me").json["user"]["email"].text == ada.email)
        }
    }

    @Test func tamperedTokens() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            _ = try await ada.call(.put, "/email", ["email": "ada@new.example"])
            let token = try await server.tokenMailed(to: "ada@new.example")
            let before = try await server.rows()
            for wrong in TamperingTests.variants(of: token) {
                #expect(try await ada.call(.post, "/email/verify", ["token": wrong]).code == "token_invalid")
                #expect(try await server.call(.post, "/email/lookup", ["token": wrong]).code == "token_invalid")
            }
            #expect(try await server.call(.get, "/me", as: token).status == 401)
            #expect(try await server.call(.post, "/signup/confirm", ["token": token, "password": Person.password]).status == 410)
            #expect(try await server.call(.post, "/password/reset", ["token": token, "password": "giraffe lantern"]).status == 410)
            #expect(try await server.rows() == before)
            #expect(!server.log.text.contains(token))
        }
    }

    @Test func aLinkThatVerifiesIsLookedUp() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            let token = try await server.tokenMailed(to: ada.email)
            let held = try await server.call(.post, "/email/lookup", ["token": token])
            #expect(held.json["purpose"].text == "verification" && held.json["email"].text == ada.email)
        }
    }

    /// Bombing by way of a change of address ends with the sender's bound, in words and with a time.
    @Test func aSenderIsBounded() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            for number in 0..<Sender.mostPerUnprovenAccount {
                #expect(try await ada.call(.put, "/email", ["email": "victim\(number)@example.com"]).status == 202)
                try await server.run(
                    "UPDATE outbox SET state = 'sent', message = NULL, token_hash = NULL, sealed_token = NULL, ended_at = 1")
            }
            let before = try await server.rows()
            let answer = try await ada.call(.put, "/email", ["email": "another@example.com"])
            #expect(answer.status == 429 && answer.code == "rate_limited")
            #expect(answer.headers[.retryAfter] == "3600")
            #expect(try await server.rows() == before)
        }
    }
}

extension TestServer {
    /// What the link in the newest message to an address carries.
    func tokenMailed(to address: String) async throws -> String {
        let entry = try #require(try await storage.maintenance.outbox().last { $0.recipient == address })
        return try await storage.maintenance.token(in: entry.id).secret
    }
}
