import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct EmailRoutesTests {
    @Test func aMailedLinkVerifiesInsideTheAccountsSessionAlone() async throws {
        try await TestServer.run { server in
            let (ada, bob) = (try await server.signUp("Ada"), try await server.signUp("Bob"))
            let other = try await server.logIn(ada)
            let token = try await server.verification(of: ada)
            let unknown = try await bob.call(.post, "/email/verify", ["token": "never issued"])
            let before = try await server.rows()
            let foreign = try await bob.call(.post, "/email/verify", ["token": token])
            #expect(foreign.status == 410)
            #expect(foreign.code == "token_invalid")
            #expect(foreign.comparableBody == unknown.comparableBody)
            #expect(try await server.call(.post, "/email/verify", ["token": token]).code == "unauthenticated")
            #expect(try await server.rows() == before)

            let answer = try await ada.call(.post, "/email/verify", ["token": token])
            #expect(answer.status == 204)
            #expect(answer.text.isEmpty)
            #expect(try await ada.call(.get, "/me").json["user"]["emailVerified"].flag == true)
            #expect(try await bob.call(.get, "/me").json["user"]["emailVerified"].flag == false)
            #expect(try await other.call(.get, "/me").status == 401)
            #expect(try await ada.call(.post, "/email/verify", ["token": token]).code == "token_invalid")
        }
    }

    /// Until mail is configured the message waits for the operator to read it, and its link proves nothing.
    @Test func withoutMailNothingIsVerified() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            #expect(try await server.storage.maintenance.outbox().isEmpty)
            let answer = try await ada.call(.post, "/email/resend")
            #expect(answer.status == 202)
            let entry = try #require(try await server.storage.maintenance.outbox().first)
            #expect(entry.recipient == ada.email)
            #expect(entry.message == .emailVerification(name: "Ada", expiresAt: server.clock.now + .hours(24)))
            let token = try await server.storage.maintenance.token(in: entry.id).secret
            #expect(server.log.text.contains("\(entry.id)"))
            #expect(!server.log.text.contains(token) && !answer.text.contains(token))
            let before = try await server.rows()
            for _ in 0..<2 {
                let refused = try await ada.call(.post, "/email/verify", ["token": token])
                #expect(refused.status == 403)
                #expect(refused.code == "email_unverified")
                #expect(refused.json["detail"].text?.contains("did not come by mail") == true)
            }
            #expect(try await server.rows() == before)
            #expect(try await ada.call(.get, "/me").json["user"]["emailVerified"].flag == false)
        }
    }

    @Test func aProvenAddressGetsNoMessageAndTheSameAnswer() async throws {
        try await TestServer.run { server in
            let (ada, bob) = (try await server.signUp("Ada"), try await server.signUp("Bob"))
            try await server.run("UPDATE account SET email_verified_at = 1 WHERE id = \(ada.id)")
            let before = try await server.rows()
            let proven = try await ada.call(.post, "/email/resend")
            #expect(try await server.rows() == before)
            let unproven = try await bob.call(.post, "/email/resend")
            #expect(proven.status == 202 && unproven.status == 202)
            #expect(proven.comparableBody == unproven.comparableBody)
            #expect(try await server.storage.maintenance.outbox().map(\.recipient) == [bob.email])
            #expect(try await server.call(.post, "/email/resend").status == 401)
        }
    }

    @Test func tamperedExpiredAndReplacedTokens() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let replaced = try await server.verification(of: ada)
            server.clock.advance(by: .minutes(1))
            let token = try await server.verification(of: ada)
            #expect(try await ada.call(.get, "/me").status == 200, "that it was used is noted once a minute")
            let before = try await server.rows()
            for wrong in TamperingTests.variants(of: token) + [replaced, "", String(repeating: "a", count: 10_000)] {
                #expect(try await ada.call(.post, "/email/verify", ["token": wrong]).code == "token_invalid")
            }
            #expect(try await server.rows() == before)
            for fields in [[:], ["token": 1], ["token": token, "email": ada.email]] as [JSONFields] {
                #expect(try await ada.call(.post, "/email/verify", fields).status == 422)
            }
            #expect(try await server.call(.get, "/me", as: token).status == 401)
            #expect(try await server.call(.post, "/password/reset", ["token": token, "password": "giraffe lantern"]).status == 410)
            #expect(try await server.call(.post, "/invitations/lookup", ["token": token]).status == 410)
            server.clock.advance(by: .hours(11))
            #expect(try await ada.call(.get, "/me").status == 200)
            server.clock.advance(by: .hours(11))
            #expect(try await ada.call(.get, "/me").status == 200)
            server.clock.advance(by: .hours(2))
            #expect(try await ada.call(.post, "/email/verify", ["token": token]).code == "token_invalid")
        }
    }

    @Test func aChangeOfPasswordVoidsTheLink() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let token = try await server.verification(of: ada)
            let changed = try await ada.call(.put, "/password", ["currentPassword": Person.password, "newPassword": "lantern giraffe"])
            let renewed = try #require(changed.sessionToken)
            #expect(try await server.call(.post, "/email/verify", as: renewed, ["token": token]).code == "token_invalid")
            #expect(try await server.storage.maintenance.outbox().isEmpty)
        }
    }
}

extension TestServer {
    /// The token that a mailed link would carry.
    fileprivate func verification(of person: Person) async throws -> String {
        let session = try #require(try await storage.session(opening: Token(presented: person.token), at: clock.now))
        let message = try await storage.requestVerification(session, mailing: .on, at: clock.now)
        return try await storage.maintenance.token(in: #require(message)).secret
    }
}
