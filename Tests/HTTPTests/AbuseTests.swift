import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// What someone does who has, or had, a right to be here.
@Suite struct AbuseTests {
    /// A link that still stands does not bring back whoever was removed; an invitation made afterwards does.
    @Test func aRemovedMemberNeedsANewInvitation() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let bob = try await server.signUp("Bob")
            let link = try await ada.link(to: ada.organization, role: "member")
            #expect(try await bob.join(link).status == 200)
            #expect(try await ada.call(.delete, "/organizations/\(ada.organization)/members/\(bob.id)").status == 204)
            #expect(try await bob.join(link).code == "invitation_revoked")
            #expect(try await server.signUp("Carol", invitation: link).organization == ada.organization)

            server.clock.advance(by: .seconds(1))
            #expect(try await bob.join(ada.link(to: ada.organization, role: "member")).status == 200)
            #expect(try await bob.call(.post, "/organizations/\(ada.organization)/leave").status == 204)
            #expect(try await bob.join(link).status == 200, "who leaves on their own may come back")
        }
    }

    /// Getting a role back does not revive what was made with it before.
    @Test func whatAFormerManagerMadeStaysDead() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["manager"])
            let manager = try #require(members["manager"])
            let eve = try await server.signUp("Eve")
            let link = try await manager.link(to: owner.organization, role: "member")
            let path = "/organizations/\(owner.organization)"
            #expect(try await owner.call(.delete, "\(path)/members/\(manager.id)").status == 204)
            server.clock.advance(by: .seconds(1))
            #expect(try await manager.join(owner.link(to: owner.organization, role: "manager")).status == 200)
            #expect(try await server.call(.post, "/invitations/lookup", ["token": link]).json["status"].text == "revoked")
            #expect(try await eve.join(link).code == "invitation_revoked")

            let second = try await manager.link(to: owner.organization, role: "member")
            for role in ["viewer", "manager"] {
                #expect(try await owner.call(.patch, "\(path)/members/\(manager.id)", ["role": role]).status == 200)
            }
            #expect(try await eve.join(second).code == "invitation_revoked")
        }
    }

    /// Whoever may not sign up learns nothing about who has.
    @Test func aRefusedInvitationSaysNothingOfTheAddress() async throws {
        let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), signUp: .invited)
        try await TestServer.run { server in
            _ = try await server.signUp("Boss", email: "boss@example.com")
            try await server.through(
                buildRouter(Services(storage: server.storage, records: server.records, settings: settings, clock: server.clock.clock))
            ) {
                server in
                for email in ["boss@example.com", "nobody@example.com"] {
                    let fields: JSONFields = ["name": "Eve", "email": email, "password": Person.password, "invitation": "garbage"]
                    let answer = try await server.call(.post, "/signup", fields)
                    #expect(answer.code == "token_invalid")
                }
            }
        }
    }

    @Test func anAccountOwnsSoManyOrganizations() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            for number in 1..<Organization.mostOwned {
                #expect(try await ada.call(.post, "/organizations", ["name": "Number \(number)"]).status == 201)
            }
            #expect(try await ada.call(.post, "/organizations", ["name": "One more"]).code == "forbidden")
            #expect(try await server.count("SELECT count(*) FROM organization") == Organization.mostOwned)
        }
    }

    @Test func anAccountHasSoManySessions() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            for _ in 0..<Session.mostPerAccount {
                server.clock.advance(by: .milliseconds(1))
                _ = try await server.logIn(ada)
            }
            #expect(try await server.count("SELECT count(*) FROM session") == Session.mostPerAccount)
            #expect(try await ada.call(.get, "/me").status == 401, "the one that was not used for longest is gone")
        }
    }
}

extension Span {
    fileprivate static func milliseconds(_ count: Int64) -> Span { Span(milliseconds: count) }
}
