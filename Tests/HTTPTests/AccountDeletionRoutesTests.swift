import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct AccountDeletionRoutesTests {
    @Test func everySessionEndsAndNothingOpensAnyMore() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let other = try await server.logIn(ada)
            #expect(try await ada.call(.delete, "/me").invalidFields == ["confirm"])
            #expect(try await ada.call(.delete, "/me?confirm=false").invalidFields == ["confirm"])
            server.clock.advance(by: .minutes(11))
            let unproven = try await ada.call(.delete, "/me?confirm=true")
            #expect(unproven.status == 403 && unproven.code == "proof_required")
            try await ada.prove()
            let answer = try await ada.call(.delete, "/me?confirm=true")
            #expect(answer.status == 204 && answer.text.isEmpty)
            #expect(answer.headers[.setCookie] == "tenantry=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
            #expect(answer.headers[.clearSiteData] == "\"cache\", \"storage\"")
            for session in [ada, other] { #expect(try await session.call(.get, "/me").status == 401) }
            #expect(try await ada.call(.delete, "/me?confirm=true").status == 401)

            let known = try await server.call(.post, "/login", ["email": ada.email, "password": Person.password])
            let unknown = try await server.call(.post, "/login", ["email": "nobody@example.com", "password": Person.password])
            #expect(known.status == 401 && known.comparableBody == unknown.comparableBody)
            let again = try await server.signUp("Ada")
            #expect(again.id != ada.id)
        }
    }

    @Test func itNamesTheOrganizationsThatWantASuccessor() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin"])
            let admin = try #require(members["admin"])
            let refused = try await owner.call(.delete, "/me?confirm=true")
            #expect(refused.status == 409 && refused.code == "last_owner")
            let named = refused.json["organizations"].list
            #expect(named.map(\.keys) == [["id", "name", "slug"]])
            #expect(named.first?["id"].text == owner.organization && named.first?["slug"].text == "acme")
            let listed = try await owner.call(.get, "/organizations?ownedAlone=true").json["items"].list
            #expect(listed.map { $0["id"].text } == [owner.organization])
            #expect(try await admin.call(.get, "/organizations?ownedAlone=true").json["items"].list.isEmpty)

            #expect(try await owner.call(.post, "/organizations/\(owner.organization)/transfer", ["accountId": admin.id]).status == 200)
            #expect(try await owner.call(.delete, "/me?confirm=true").status == 204)
            let left = try await admin.call(.get, "/organizations/\(owner.organization)/members").json["items"].list
            #expect(left.map { $0["user"]["id"].text } == [admin.id])
        }
    }

    /// Whoever reads what a deleted account has left behind learns an id.
    @Test func whereItStoodThereIsNoName() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin"])
            let admin = try #require(members["admin"])
            let path = "/organizations/\(owner.organization)"
            let link = try await admin.link(to: owner.organization, role: "viewer")
            let credential: JSONFields = ["name": "Payments", "provider": "stripe", "value": "a value"]
            #expect(try await admin.call(.post, "\(path)/secrets", credential).status == 201)
            #expect(try await admin.call(.delete, "/me?confirm=true").status == 204)
            let answers = [
                try await owner.call(.get, "\(path)/invitations"), try await owner.call(.get, "\(path)/secrets"),
                try await owner.call(.get, "\(path)/audit"), try await server.call(.post, "/invitations/lookup", ["token": link]),
            ]
            #expect(answers.allSatisfy { $0.status == 200 && !$0.text.contains("Acme admin") && !$0.text.contains(admin.email) })
            let makers = answers[0].json["items"].list.map { $0["invitedBy"] }.filter { $0["id"].text == admin.id }
            #expect(!makers.isEmpty && makers.allSatisfy { $0["name"].isNull })
            #expect(answers[1].json["items"].list.first?["createdBy"]["name"].isNull == true)
            #expect(answers[3].json["status"].text == "revoked" && answers[3].json["invitedBy"].isNull)
        }
    }
}
