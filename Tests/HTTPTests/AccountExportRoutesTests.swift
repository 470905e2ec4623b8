import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct AccountExportRoutesTests {
    private func export(_ person: Person) async throws -> JSONFields {
        let answer = try await person.call(.get, "/me/export")
        #expect(answer.status == 200, "\(answer.text)")
        return answer.json
    }

    @Test func itHasAllThatIsKnownOfThePerson() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin"])
            let ada = try #require(members["admin"])
            try await server.run("UPDATE account SET email_verified_at = 1 WHERE id = \(ada.id)")
            let other = try await server.signUp("Third owner", organization: "Third")
            let fields: JSONFields = ["kind": "email", "role": "viewer", "email": ada.email]
            #expect(try await other.call(.post, "/organizations/\(other.organization)/invitations", fields).status == 201)
            let guest: JSONFields = ["kind": "email", "role": "viewer", "email": "guest@example.com"]
            #expect(try await ada.call(.post, "/organizations/\(owner.organization)/invitations", guest).status == 201)
            #expect(try await ada.call(.put, "/email", ["email": "new@example.com"]).status == 202)
            let membership = "/organizations/\(owner.organization)/members/\(ada.id)"
            #expect(try await owner.call(.patch, membership, ["role": "manager"]).status == 200)

            #expect(try await server.call(.post, "/password/forgot", ["email": ada.email]).status == 202)
            #expect(try await ada.call(.post, "/me/api-keys", ["name": "Script", "permissions": ["members.read"]]).status == 201)

            #expect(try await ada.call(.post, "/me/factors", ["name": "Phone"]).status == 201)

            let answer = try await ada.call(.get, "/me/export")
            #expect(answer.headers[.contentType] == "application/json" && answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"account-2026-09-21.json\"")
            let json = answer.json
            let keys: Set = [
                "format", "version", "exportedAt", "account", "emailChange", "factors", "identities", "memberships", "sessions",
                "knownBrowsers",
                "invitationsReceived", "messages", "apiKeys", "invitationsSent", "eventsBy", "eventsAbout", "eventsOnBehalf",
            ]
            #expect(json.keys == keys && json["format"].text == "tenantry-account" && json["version"].number == 1)
            #expect(json["account"]["email"].text == ada.email && json["emailChange"]["email"].text == "new@example.com")
            #expect(Set(json["memberships"].list.map { $0["role"].text }) == ["owner", "manager"])
            #expect(json["sessions"].list.map { $0["current"].flag } == [true] && json["knownBrowsers"].list.count == 1)
            #expect(json["apiKeys"].list.map { $0["name"].text } == ["Script"] && json["apiKeys"].list[0]["secret"].isMissing)
            #expect(json["invitationsReceived"].list.map { $0["organization"]["name"].text } == ["Third"])
            #expect(json["invitationsSent"].list.map { $0["email"].text } == ["guest@example.com"])
            #expect(json["messages"].list.map { $0["kind"].text } == ["password-reset"], "not those to whoever may have the address")
            let by = Set(json["eventsBy"].list.compactMap { $0["action"].text })
            #expect(by.isSuperset(of: ["account.created", "session.started", "member.joined", "invitation.created"]))
            #expect(json["eventsAbout"].list.map { $0["action"].text } == ["member.role_changed"])
            #expect(json["eventsAbout"].list.first?["actor"].text == owner.id)
        }
    }

    /// Not who did something to them, from where, or whom they had to do with where they may not look any more.
    @Test func othersAreIDsAlone() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["manager"])
            let ada = try #require(members["manager"])
            let path = "/organizations/\(owner.organization)"
            let guest: JSONFields = ["kind": "email", "role": "viewer", "email": "guest@example.com"]
            #expect(try await ada.call(.post, "\(path)/invitations", guest).status == 201)
            #expect(try await owner.call(.delete, "\(path)/members/\(ada.id)").status == 204)
            let answer = try await ada.call(.get, "/me/export")
            for word in [owner.email, "Acme owner", "guest@example.com"] { #expect(!answer.text.contains(word), "\(word)") }
            let sent = try #require(answer.json["invitationsSent"].list.first)
            #expect(sent["email"].isNull && sent["status"].text == "revoked")
            let removed = try #require(answer.json["eventsAbout"].list.first { $0["action"].text == "member.removed" })
            #expect(removed["actor"].text == owner.id && removed["ip"].isNull && removed["userAgent"].isNull && removed["requestId"].isNull)
        }
    }

    @Test func itWantsAProof() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            server.clock.advance(by: .minutes(11))
            let refused = try await ada.call(.get, "/me/export")
            #expect(refused.status == 403 && refused.code == "proof_required")
            try await ada.prove()
            #expect(try await export(ada)["account"]["id"].text == ada.id)
        }
    }

    /// However much it is: pages of two hundred, each event once.
    @Test func longListsComeWhole() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            for number in 0..<450 {
                #expect(try await ada.call(.patch, "/organizations/\(ada.organization)", ["name": "Acme \(number)"]).status == 200)
            }
            let events = try await export(ada)["eventsBy"].list.filter { $0["action"].text == "organization.updated" }
            #expect(events.count == 450 && Set(events.compactMap { $0["number"].number }).count == 450)
            #expect(events.map { $0["number"].number ?? 0 } == events.map { $0["number"].number ?? 0 }.sorted())
        }
    }
}
