import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// What routes answer, and what they leave in the outbox, where messages reach mailboxes.
@Suite struct MailedRoutesTests {
    private func run(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), mailing: .on)
        try await TestServer.run(settings: settings, body)
    }

    private func kinds(_ server: TestServer) async throws -> [String] {
        let entries = try await server.storage.maintenance.outbox().map { "\($0.kind.rawValue) \($0.recipient)" }
        try await server.run("DELETE FROM outbox")
        return entries
    }

    private func invite(_ email: String, by person: Person) async throws -> Answer {
        let fields: JSONFields = ["kind": "email", "role": "member", "email": email]
        return try await person.call(.post, "/organizations/\(person.organization)/invitations", fields)
    }

    @Test func eachRouteTellsWhomItConcerns() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            #expect(try await kinds(server) == ["welcome ada@example.com"])
            #expect(try await invite("bob@example.com", by: ada).status == 201)
            let message = try #require(try await server.storage.maintenance.outbox().last)
            let token = try await server.storage.maintenance.token(in: message.id).secret
            let bob = try await server.signUp("Bob", invitation: token)
            #expect(try await kinds(server) == ["invitation-accepted ada@example.com", "welcome bob@example.com"])
            let member = "/organizations/\(ada.organization)/members/\(bob.id)"
            #expect(try await ada.call(.patch, member, ["role": "viewer"]).status == 200)
            #expect(try await kinds(server) == ["role-change bob@example.com"])
            #expect(try await ada.call(.delete, member).status == 204)
            #expect(try await kinds(server) == ["removal bob@example.com"])
            let fields: JSONFields = ["currentPassword": Person.password, "newPassword": "lantern giraffe ninety"]
            #expect(try await bob.call(.put, "/password", fields).status == 204)
            #expect(try await kinds(server) == ["password-changed bob@example.com"])
            let reset = try await server.requestReset(of: bob)
            _ = try await kinds(server)
            #expect(try await server.call(.post, "/password/reset", ["token": reset, "password": "zebra lantern"]).status == 204)
            #expect(try await kinds(server) == ["password-changed bob@example.com"])
        }
    }

    @Test func acceptingInASessionProvesTheAddressAndTellsTheInviter() async throws {
        try await run { server in
            let (ada, bob) = (try await server.signUp("Ada", organization: "Acme"), try await server.signUp("Bob"))
            #expect(try await invite(bob.email, by: ada).status == 201)
            let message = try #require(try await server.storage.maintenance.outbox().last)
            let token = try await server.storage.maintenance.token(in: message.id).secret
            _ = try await kinds(server)
            let me = try await bob.join(token)
            #expect(me.status == 200)
            #expect(me.json["user"]["emailVerified"].flag == true)
            #expect(try await kinds(server) == ["invitation-accepted ada@example.com"])
            let again = try await server.signUp("Cleo", organization: "Other")
            let received = try #require(try await invite(bob.email, by: again).json["id"].text)
            _ = try await kinds(server)
            #expect(try await bob.call(.post, "/me/invitations/\(received)/accept").status == 200)
            #expect(try await kinds(server) == ["invitation-accepted cleo@example.com"])
        }
    }

    /// The link would prove the address, so nobody but its owner gets to see it: not even when there is no message.
    @Test func theSenderGetsTheSameAnswerWithoutALink() async throws {
        try await run { server in
            let hosts = try await (0..<3).asyncMap { try await server.signUp("Host \($0)", organization: "Host \($0)") }
            let first = try await invite("grace@example.com", by: hosts[0])
            #expect(first.json["link"].text == nil)
            let id = try #require(first.json["id"].text)
            for _ in 0..<30 {
                try await server.run(
                    "UPDATE outbox SET state = 'sent', message = NULL, token_hash = NULL, sealed_token = NULL, ended_at = 1")
                let path = "/organizations/\(hosts[0].organization)/invitations/\(id)/resend"
                let again = try await hosts[0].call(.post, path)
                #expect(again.status == 200 && again.json.keys == first.json.keys && again.json["link"].text == nil)
            }
            #expect(try await server.count("SELECT count(*) FROM outbox WHERE kind = 'invitation'") == Message.Kind.mostPerHour)
            let other = try await invite("grace@example.com", by: hosts[1])
            #expect(other.status == 201 && other.json.keys == first.json.keys && other.json["link"].text == nil)
            let link = try await hosts[2].call(
                .post, "/organizations/\(hosts[2].organization)/invitations", ["kind": "link", "role": "member"]
            )
            #expect(link.json["link"].text != nil)
            #expect(try await server.count("SELECT count(*) FROM outbox WHERE kind = 'invitation'") == Message.Kind.mostPerHour)
        }
    }

    @Test func askingAgainGetsTheSameAnswerAndNoMessage() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada")
            _ = try await kinds(server)
            for expected in [["password-reset ada@example.com"], []] {
                let known = try await server.call(.post, "/password/forgot", ["email": ada.email])
                let unknown = try await server.call(.post, "/password/forgot", ["email": "nobody@example.com"])
                #expect(known.status == 202 && unknown.status == 202)
                #expect(known.comparableBody == unknown.comparableBody)
                #expect(try await kinds(server) == expected)
            }
            var answers: Set<String> = []
            for _ in 0..<2 {
                let answer = try await ada.call(.post, "/email/resend")
                #expect(answer.status == 202)
                answers.insert(answer.comparableBody)
            }
            #expect(answers.count == 1)
            #expect(try await kinds(server) == ["email-verification ada@example.com"])
        }
    }

    @Test func theTwoHundredAndFirstIsRefusedInWords() async throws {
        try await run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            for _ in 0..<Invitation.mostPending { _ = try await ada.link(to: ada.organization, role: "member") }
            let refused = try await invite("bob@example.com", by: ada)
            #expect(refused.status == 422)
            #expect(refused.invalidFields == ["kind"])
            #expect(refused.json["errors"].list.first?["message"].text?.contains("200 invitations wait already") == true)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
