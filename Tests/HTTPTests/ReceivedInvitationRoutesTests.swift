import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct ReceivedInvitationRoutesTests {
    private typealias Invited = (id: String, token: String)

    /// Somebody whose address is proven.
    private func proven(_ name: String, _ server: TestServer) async throws -> Person {
        let person = try await server.signUp(name)
        try await server.run("UPDATE account SET email_verified_at = 1 WHERE id = \(person.id)")
        return person
    }

    private func invite(_ email: String, by owner: Person, as role: String = "member", hours: Int = 24) async throws -> Invited {
        let fields: JSONFields = ["kind": "email", "role": role, "email": email, "expiresInHours": hours]
        let answer = try await owner.call(.post, "/organizations/\(owner.organization)/invitations", fields)
        let token = try #require(answer.json["link"].text?.split(separator: "#").last.map(String.init))
        return (try #require(answer.json["id"].text), token)
    }

    private func waiting(for person: Person) async throws -> [String] {
        let answer = try await person.call(.get, "/me/invitations")
        #expect(answer.status == 200)
        return answer.json["items"].list.compactMap { $0["id"].text }
    }

    private func accept(_ id: String, _ person: Person) async throws -> Answer {
        try await person.call(.post, "/me/invitations/\(id)/accept")
    }

    private func decline(_ id: String, _ person: Person) async throws -> Answer {
        try await person.call(.post, "/me/invitations/\(id)/decline")
    }

    @Test func theyAreShownExactlyAndOnlyToTheirAddress() async throws {
        try await TestServer.run { server in
            let (ada, eve) = (try await server.signUp("Ada", organization: "Acme"), try await server.signUp("Eve", organization: "Evil"))
            let bob = try await proven("Bob", server)
            let first = try await invite("BOB@example.com", by: ada, as: "manager")
            server.clock.advance(by: .seconds(1))
            let second = try await invite(bob.email, by: eve)
            _ = try await invite("bob@example.org", by: ada)
            _ = try await ada.link(to: ada.organization, role: "member")
            let answer = try await bob.call(.get, "/me/invitations")
            #expect(answer.json.keys == ["items", "nextCursor"])
            #expect(answer.json["items"].list.compactMap { $0["id"].text } == [second.id, first.id])
            let shown = try #require(answer.json["items"].list.last)
            #expect(shown.keys == ["id", "organization", "role", "invitedBy", "expiresAt", "createdAt"])
            #expect(shown["organization"].description == #"{"name":"Acme"}"#)
            #expect(shown["invitedBy"].description == #"{"name":"Ada"}"#)
            #expect(shown["role"].text == "manager")
            #expect(shown["createdAt"].text == "\(server.clock.now + Span(milliseconds: -1000))")
            #expect(shown["expiresAt"].text == "\(server.clock.now + Span(milliseconds: -1000) + .hours(24))")
            for hidden in ["org_", "acc_", "acme", "example", first.token, "invite#"] {
                #expect(!answer.text.contains(hidden), "\(hidden)")
            }
            #expect(try await waiting(for: ada).isEmpty)
            #expect(try await server.call(.get, "/me/invitations").status == 401)
        }
    }

    /// Whoever has typed somebody else's address learns nothing from it.
    @Test func anUnprovenAddressHasNone() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let mallory = try await server.signUp("Mallory", email: "bob@example.com")
            let none = try await mallory.call(.get, "/me/invitations")
            let id = try await invite("bob@example.com", by: ada).id
            let before = try await server.rows()
            #expect(try await mallory.call(.get, "/me/invitations").text == none.text)
            let missing = "\(ID<Invitation>(at: server.clock.now, from: .system))"
            for act in ["accept", "decline"] {
                let mine = try await mallory.call(.post, "/me/invitations/\(id)/\(act)")
                let unknown = try await mallory.call(.post, "/me/invitations/\(missing)/\(act)")
                #expect(mine.status == 404)
                #expect(mine.comparableBody == unknown.comparableBody)
            }
            #expect(try await server.rows() == before)
            try await server.run("UPDATE account SET email_verified_at = 1 WHERE id = \(mallory.id)")
            #expect(try await waiting(for: mallory) == [id])
        }
    }

    @Test func acceptingJoinsAndSpendsTheToken() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let bob = try await proven("Bob", server)
            let invited = try await invite(bob.email, by: ada, as: "manager")
            #expect(try await server.storage.maintenance.outbox().count == 1)
            let me = try await accept(invited.id, bob)
            #expect(me.status == 200)
            #expect(me.json.keys == ["user", "session", "organization", "organizations"])
            #expect(me.json["organization"]["id"].text == ada.organization)
            #expect(me.json["organization"]["role"].text == "manager")
            #expect(try await bob.call(.get, "/me").json["organization"]["id"].text == ada.organization)
            #expect(try await server.storage.maintenance.outbox().isEmpty)
            #expect(try await waiting(for: bob).isEmpty)
            let before = try await server.rows()
            #expect(try await accept(invited.id, bob).code == "invitation_exhausted")
            #expect(try await decline(invited.id, bob).code == "invitation_exhausted")
            #expect(try await bob.join(invited.token).code == "invitation_exhausted")
            #expect(try await server.rows() == before)
        }
    }

    @Test func decliningRevokesForGood() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let bob = try await proven("Bob", server)
            let invited = try await invite(bob.email, by: ada)
            let answer = try await decline(invited.id, bob)
            #expect(answer.status == 204)
            #expect(answer.text.isEmpty)
            #expect(try await waiting(for: bob).isEmpty)
            #expect(try await server.storage.maintenance.outbox().isEmpty)
            let before = try await server.rows()
            #expect(try await server.call(.post, "/invitations/lookup", ["token": invited.token]).json["status"].text == "revoked")
            for answer in [try await bob.join(invited.token), try await accept(invited.id, bob), try await decline(invited.id, bob)] {
                #expect(answer.status == 410)
                #expect(answer.code == "invitation_revoked")
            }
            let path = "/organizations/\(ada.organization)/invitations"
            #expect(try await ada.call(.post, "\(path)/\(invited.id)/resend").code == "invitation_revoked")
            #expect(try await server.rows() == before)
            #expect(try await ada.call(.get, "\(path)?status=revoked").json["total"].number == 1)
            let again = try await invite(bob.email, by: ada)
            #expect(try await waiting(for: bob) == [again.id])
        }
    }

    @Test func whatIsOverSaysHow() async throws {
        try await TestServer.run { server in
            let (ada, eve) = (try await server.signUp("Ada", organization: "Acme"), try await server.signUp("Eve", organization: "Evil"))
            let bob = try await proven("Bob", server)
            let (revoked, expired) = (try await invite(bob.email, by: ada), try await invite(bob.email, by: eve, hours: 1))
            #expect(try await ada.call(.delete, "/organizations/\(ada.organization)/invitations/\(revoked.id)").status == 204)
            server.clock.advance(by: .hours(1))
            #expect(try await waiting(for: bob).isEmpty)
            for (invited, code) in [(revoked, "invitation_revoked"), (expired, "invitation_expired")] {
                #expect(try await accept(invited.id, bob).code == code)
                #expect(try await decline(invited.id, bob).code == code)
            }
        }
    }

    /// Nothing waits that accepting would refuse.
    @Test func membersAndThoseRemovedSinceAreNotAsked() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let bob = try await proven("Bob", server)
            let invited = try await invite(bob.email, by: ada, as: "manager")
            #expect(try await bob.join(ada.link(to: ada.organization, role: "viewer")).status == 200)
            #expect(try await waiting(for: bob).isEmpty)
            #expect(try await accept(invited.id, bob).code == "already_member")
            #expect(try await server.count("SELECT uses FROM invitation WHERE id = \(invited.id)") == 0)
            #expect(try await ada.call(.delete, "/organizations/\(ada.organization)/members/\(bob.id)").status == 204)
            #expect(try await waiting(for: bob).isEmpty)
            #expect(try await accept(invited.id, bob).code == "invitation_revoked")
            #expect(try await decline(invited.id, bob).code == "invitation_revoked")
            server.clock.advance(by: .seconds(1))
            #expect(try await ada.call(.post, "/organizations/\(ada.organization)/invitations/\(invited.id)/resend").status == 200)
            #expect(try await waiting(for: bob) == [invited.id])
            #expect(try await accept(invited.id, bob).json["organization"]["role"].text == "manager")
        }
    }

    @Test func pagesGoThroughAllThatWait() async throws {
        try await TestServer.run { server in
            let bob = try await proven("Bob", server)
            let ada = try await server.signUp("Ada")
            var ids: [String] = []
            for number in 0..<7 {
                if number % 2 == 0 { server.clock.advance(by: .seconds(1)) }
                let organization = try #require(try await ada.call(.post, "/organizations", ["name": "Round \(number)"]).json["id"].text)
                let fields: JSONFields = ["kind": "email", "role": "owner", "email": bob.email]
                let made = try await ada.call(.post, "/organizations/\(organization)/invitations", fields)
                ids.append(try #require(made.json["id"].text))
            }
            let all = try await waiting(for: bob)
            #expect(Set(all) == Set(ids))
            for limit in [1, 3, 7] {
                var (found, cursor): ([String], String?) = ([], nil)
                repeat {
                    let page = try await bob.call(.get, "/me/invitations?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? ""))
                    found += page.json["items"].list.compactMap { $0["id"].text }
                    cursor = page.json["nextCursor"].text
                } while cursor != nil && found.count < 20
                #expect(found == all)
            }
            for query in ["limit=0", "limit=201", "limit=x", "cursor=x"] {
                #expect(try await bob.call(.get, "/me/invitations?\(query)").status == 422, "\(query)")
            }
        }
    }

    /// A session that has ended between two requests opens nothing here either, and a link is nobody's in person.
    @Test func othersGetNothing() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let (bob, eve) = (try await proven("Bob", server), try await proven("Eve", server))
            let invited = try await invite(bob.email, by: ada)
            _ = try await ada.link(to: ada.organization, role: "member")
            let before = try await server.rows()
            let list = try await ada.call(.get, "/organizations/\(ada.organization)/invitations")
            let ids = list.json["items"].list.compactMap { $0["id"].text }
            #expect(ids.count == 2)
            for id in ids + ["inv_\(String(repeating: "0", count: 5000))", "inv_", "%00"] {
                #expect(try await accept(id, eve).code == "not_found")
                #expect(try await decline(id, eve).code == "not_found")
            }
            #expect(try await server.call(.post, "/me/invitations/\(invited.id)/accept").status == 401)
            #expect(try await server.call(.post, "/me/invitations/\(invited.id)/decline").status == 401)
            #expect(try await server.rows() == before)
        }
    }
}
