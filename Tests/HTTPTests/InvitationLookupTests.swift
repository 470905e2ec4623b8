import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// What the holder of a link learns of their own membership, and nobody else of anybody's.
@Suite struct InvitationLookupTests {
    private func lookUp(_ token: String, as person: Person?, _ server: TestServer) async throws -> Answer {
        try await server.call(.post, "/invitations/lookup", as: person?.token, ["token": token])
    }

    @Test func membersAloneAreToldWhereTheirOrganizationIs() async throws {
        try await World.run { server, world in
            for actor in Actor.allCases where !actor.isKey {
                let answer = try await lookUp(world.linkToken, as: world.actors[actor], server)
                #expect(answer.status == 200)
                if actor.isMember {
                    #expect(answer.json["membership"].description == #"{"slug":"acme"}"#, "\(actor)")
                } else {
                    #expect(answer.json["membership"].isNull, "\(actor)")
                    #expect(!answer.text.contains("acme"), "\(actor)")
                }
                #expect(!answer.text.contains("org_") && !answer.text.contains("acc_"))
            }
        }
    }

    @Test func theRestOfTheAnswerIsTheSameForEveryone() async throws {
        try await World.run { server, world in
            let open = try await lookUp(world.linkToken, as: nil, server).json.without("membership").description
            for actor in Actor.allCases {
                let answer = try await lookUp(world.linkToken, as: world.actors[actor], server)
                #expect(answer.json.without("membership").description == open, "\(actor)")
            }
            let (unknown, known) = (
                try await lookUp("nonsense", as: nil, server), try await lookUp("nonsense", as: world.actors[.owner], server)
            )
            #expect(unknown.code == "token_invalid")
            #expect(unknown.comparableBody == known.comparableBody)
        }
    }

    @Test func itFollowsTheMembershipAtOnce() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let bob = try await server.signUp("Bob")
            let link = try await ada.link(to: ada.organization, role: "member")
            #expect(try await lookUp(link, as: bob, server).json["membership"].isNull)
            #expect(try await bob.join(link).status == 200)
            #expect(try await lookUp(link, as: bob, server).json["membership"]["slug"].text == "acme")
            #expect(try await ada.call(.patch, "/organizations/\(ada.organization)", ["slug": "acme-two"]).status == 200)
            #expect(try await lookUp(link, as: bob, server).json["membership"]["slug"].text == "acme-two")
            #expect(try await bob.call(.post, "/organizations/\(ada.organization)/leave").status == 204)
            #expect(try await lookUp(link, as: bob, server).json["membership"].isNull)
        }
    }

    /// A cookie that is no longer good is as good as none, and a dead link still says where a member belongs.
    @Test func endedSessionsAndDeadLinks() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let again = try await server.logIn(ada)
            let link = try await ada.link(to: ada.organization, role: "member")
            #expect(try await ada.call(.post, "/logout").status == 204)
            let ended = try await lookUp(link, as: ada, server)
            #expect(ended.status == 200)
            #expect(ended.json["membership"].isNull)
            let path = "/organizations/\(ada.organization)/invitations"
            let id = try #require(try await again.call(.get, path).json["items"].list.first?["id"].text)
            #expect(try await again.call(.delete, "\(path)/\(id)").status == 204)
            let dead = try await lookUp(link, as: again, server)
            #expect(dead.json["status"].text == "revoked")
            #expect(dead.json["membership"]["slug"].text == "acme")
        }
    }
}
