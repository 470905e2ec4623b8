import Domain
import HTTPTypes
import Testing

@testable import Storage

@Suite struct InvitationRoutesTests {
    @Test func anInvitationIsShownExactly() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(ada.organization)/invitations"
            let shape: Set = [
                "id", "kind", "email", "role", "status", "maxUses", "uses", "domains", "expiresAt", "invitedBy", "createdAt",
            ]
            let link = try await ada.call(.post, path, ["kind": "link", "role": "member", "maxUses": 2, "expiresInHours": 1])
            #expect(link.json.keys == shape.union(["link"]))
            #expect(link.json["expiresAt"].text == "\(server.clock.now + .hours(1))")
            #expect(link.json["link"].text?.hasPrefix(TestServer.publicURL + "/invite#") == true)
            let mail = try await ada.call(.post, path, ["kind": "email", "role": "owner", "email": "bob@example.com"])
            #expect(mail.json["expiresAt"].text == "\(server.clock.now + .days(7))")
            #expect(mail.json["maxUses"].number == 1)
            let list = try await ada.call(.get, path)
            #expect(list.json["items"].list.map(\.keys) == [shape, shape])
            #expect(!list.text.contains("invite#"))
        }
    }

    @Test func theListByStatus() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let eve = try await server.signUp("Eve", organization: "Other")
            _ = try await eve.link(to: eve.organization, role: "member")
            let path = "/organizations/\(ada.organization)/invitations"
            func list(_ query: String) async throws -> (total: Int?, kinds: [String]) {
                let answer = try await ada.call(.get, "\(path)?\(query)")
                #expect(answer.json.keys == ["total", "items", "nextCursor"])
                return (answer.json["total"].number, answer.json["items"].list.compactMap { $0["kind"].text })
            }
            _ = try await server.signUp("Guest", invitation: ada.link(to: ada.organization, role: "member", maxUses: 1))
            _ = try await ada.call(.post, path, ["kind": "email", "role": "member", "email": "bob@example.com"])
            for _ in 0..<3 {
                server.clock.advance(by: .seconds(1))
                _ = try await ada.link(to: ada.organization, role: "member")
            }
            let newest = try #require(try await ada.call(.get, path).json["items"].list.first?["id"].text)
            #expect(try await ada.call(.delete, "\(path)/\(newest)").status == 204)

            #expect(try await list("status=pending") == (3, ["link", "link", "email"]))
            #expect(try await list("status=pending&limit=1") == (3, ["link"]))
            #expect(try await list("status=revoked") == (1, ["link"]))
            #expect(try await list("status=exhausted") == (1, ["link"]))
            #expect(try await list("status=accepted") == (0, []))
            #expect(try await list("status=expired") == (0, []))
            #expect(try await list("status=&limit=2") == (5, ["link", "link"]))
            for query in ["status=open", "status=Pending", "status=pending%00", "status=pending&status=revoked", "status='"] {
                let answer = try await ada.call(.get, "\(path)?\(query)")
                #expect(answer.status == 422)
                #expect(answer.invalidFields == ["status"], "\(query)")
            }
        }
    }

    @Test func fieldsThatDoNotGoTogether() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(ada.organization)/invitations"
            let cases: [(JSONFields, [String])] = [
                (["kind": "email", "role": "member"], ["email"]),
                (
                    ["kind": "email", "role": "member", "email": "b@example.com", "maxUses": 1, "domains": ["a.com"]],
                    ["domains", "maxUses"]
                ),
                (["kind": "link", "role": "member", "email": "b@example.com"], ["email"]),
                (["kind": "link", "role": "owner"], ["role"]), (["kind": "link", "role": "king"], ["role"]),
                (["kind": "post", "role": "King", "expiresInHours": 0, "maxUses": 0], ["expiresInHours", "kind", "maxUses", "role"]),
                (["kind": "link", "role": "member", "expiresInHours": 24 * 365 + 1], ["expiresInHours"]),
                (["kind": "link", "role": "member", "domains": ["-bad-"]], ["domains"]),
                (["kind": "link", "role": "member", "domains": Array(repeating: "a.com", count: 21)], ["domains"]),
            ]
            for (fields, wrong) in cases {
                let answer = try await ada.call(.post, path, fields)
                #expect(answer.status == 422)
                #expect(answer.invalidFields.sorted() == wrong, "\(fields)")
            }
            #expect(try await server.count("SELECT count(*) FROM invitation") == 0)
        }
    }

    @Test func anAddressHasOneOpenInvitation() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(ada.organization)/invitations"
            let fields: JSONFields = ["kind": "email", "role": "member", "email": "Bob@example.com"]
            #expect(try await ada.call(.post, path, fields).status == 201)
            #expect(try await ada.call(.post, path, fields.with("email", "bob@EXAMPLE.com")).invalidFields == ["email"])
            #expect(try await ada.call(.post, path, fields.with("email", ada.email)).code == "already_member")
            server.clock.advance(by: .days(7))
            #expect(try await server.logIn(ada).call(.post, path, fields).status == 201)
            let statuses = try await server.logIn(ada).call(.get, path).json["items"].list.map { $0["status"].text }
            #expect(statuses == ["pending", "revoked"])
        }
    }

    @Test func everyStateAnswersLookupAndAcceptance() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let bob = try await server.signUp("Bob")
            let path = "/organizations/\(ada.organization)/invitations"
            #expect(try await ada.call(.patch, "/organizations/\(ada.organization)", ["accentColor": "#0b6b5c"]).status == 200)
            func expect(_ token: String, _ status: String, _ code: String?) async throws {
                let lookup = try await server.call(.post, "/invitations/lookup", ["token": token])
                #expect(lookup.status == 200)
                #expect(lookup.json["status"].text == status)
                let keys: Set = ["organization", "role", "kind", "email", "invitedBy", "expiresAt", "status", "membership"]
                #expect(lookup.json.keys == keys)
                // What is over shows a name and nothing else of the organization.
                #expect(lookup.json["organization"]["accentColor"].text == (status == "pending" ? "#0b6b5c" : nil))
                #expect(try await bob.join(token).code == code, "\(status)")
            }
            func make(_ fields: JSONFields) async throws -> (id: String, token: String) {
                let answer = try await ada.call(.post, path, fields)
                let token = try #require(answer.json["link"].text?.split(separator: "#").last.map(String.init))
                return (try #require(answer.json["id"].text), token)
            }

            let revoked = try await make(["kind": "link", "role": "member"])
            #expect(try await ada.call(.delete, "\(path)/\(revoked.id)").status == 204)
            #expect(try await ada.call(.delete, "\(path)/\(revoked.id)").status == 204)
            try await expect(revoked.token, "revoked", "invitation_revoked")
            #expect(try await ada.call(.post, "\(path)/\(revoked.id)/resend").code == "invitation_revoked")

            let short = try await make(["kind": "link", "role": "member", "expiresInHours": 1])
            server.clock.advance(by: .hours(1))
            try await expect(short.token, "expired", "invitation_expired")

            let used = try await make(["kind": "link", "role": "member", "maxUses": 1])
            _ = try await server.signUp("Guest", invitation: used.token)
            try await expect(used.token, "exhausted", "invitation_exhausted")

            let other = try await make(["kind": "email", "role": "member", "email": "carol@example.com"])
            try await expect(other.token, "pending", "invitation_email_mismatch")

            let domain = try await make(["kind": "link", "role": "member", "domains": ["Example.com"]])
            try await expect(domain.token, "pending", "email_unverified")
            let elsewhere = try await make(["kind": "link", "role": "member", "domains": ["sub.example.com"]])
            try await expect(elsewhere.token, "pending", "invitation_email_mismatch")

            let mine = try await make(["kind": "email", "role": "manager", "email": "BOB@example.com"])
            let joined = try await bob.join(mine.token)
            #expect(joined.json["organization"]["role"].text == "manager")
            #expect(joined.json["organization"]["id"].text == ada.organization)
            try await expect(mine.token, "accepted", "invitation_exhausted")

            let again = try await make(["kind": "link", "role": "member", "maxUses": 1])
            try await expect(again.token, "pending", "already_member")
            try await expect(again.token, "pending", "already_member")
            #expect(try await server.call(.post, "/invitations/lookup", ["token": "nonsense"]).code == "token_invalid")
        }
    }

    @Test func aResendKillsTheOldLink() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let bob = try await server.signUp("Bob")
            let path = "/organizations/\(ada.organization)/invitations"
            let made = try await ada.call(.post, path, ["kind": "email", "role": "member", "email": bob.email, "expiresInHours": 2])
            let old = try #require(made.json["link"].text?.split(separator: "#").last.map(String.init))
            server.clock.advance(by: .hours(3))
            let id = try #require(made.json["id"].text)
            let resent = try await ada.call(.post, "\(path)/\(id)/resend")
            #expect(resent.status == 200)
            #expect(resent.json["expiresAt"].text == "\(server.clock.now + .hours(2))")
            let new = try #require(resent.json["link"].text?.split(separator: "#").last.map(String.init))
            #expect(try await server.storage.maintenance.outbox().count == 1)
            #expect(try await server.call(.post, "/invitations/lookup", ["token": old]).json["status"].text == "revoked")
            #expect(try await bob.join(old).code == "invitation_revoked")
            #expect(try await bob.join(new).status == 200)
            #expect(try await server.storage.maintenance.outbox().isEmpty)
            #expect(try await ada.call(.post, "\(path)/\(id)/resend").code == "invitation_exhausted")
        }
    }

    /// An invitation is worth what its maker could still give.
    @Test func anInvitationFallsWithItsMaker() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin"])
            let admin = try #require(members["admin"])
            let bob = try await server.signUp("Bob")
            let link = try await admin.link(to: owner.organization, role: "manager")
            let member = "/organizations/\(owner.organization)/members/\(admin.id)"
            #expect(try await owner.call(.patch, member, ["role": "manager"]).status == 200)
            #expect(try await bob.join(link).code == "invitation_revoked")
            #expect(try await owner.call(.delete, member).status == 204)
            #expect(try await server.call(.post, "/invitations/lookup", ["token": link]).json["status"].text == "revoked")
            #expect(try await bob.join(link).code == "invitation_revoked")
            #expect(try await server.count("SELECT max(uses) FROM invitation WHERE maximum_uses IS NULL") == 0)
        }
    }
}
