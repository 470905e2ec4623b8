import Testing

/// What the product is for, from the first sign-up to the last click.
@Suite struct WholeTests {
    @Test func signUpInviteAcceptAndSwitch() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme GmbH")
            let link = try await ada.link(to: ada.organization, role: "member")

            let preview = try await server.call(.post, "/invitations/lookup", ["token": link])
            #expect(preview.status == 200)
            #expect(preview.json["organization"]["name"].text == "Acme GmbH")
            #expect(preview.json["invitedBy"]["name"].text == "Ada")

            let bob = try await server.signUp("Bob", invitation: link)
            #expect(bob.organization == ada.organization)

            for person in [ada, bob] {
                let members = try await person.call(.get, "/organizations/\(ada.organization)/members")
                #expect(members.json["total"].number == 2)
                #expect(members.json["items"].list.map { $0["user"]["name"].text } == ["Ada", "Bob"])
                #expect(members.json["items"].list.map { $0["role"].text } == ["owner", "member"])
            }

            let own = try await bob.call(.post, "/organizations", ["name": "Bob’s Workshop"])
            #expect(own.status == 201)
            #expect(own.json["slug"].text == "bobs-workshop")
            for organization in [try #require(own.json["id"].text), ada.organization] {
                let me = try await bob.call(.put, "/session/organization", ["organizationId": organization])
                #expect(me.json["organization"]["id"].text == organization)
                #expect(try await bob.call(.get, "/me").json["organization"]["id"].text == organization)
            }
            #expect(try await ada.call(.get, "/me").json["organization"]["id"].text == ada.organization)
            #expect(try await bob.call(.get, "/me").json["organizations"].list.count == 3)
        }
    }

    @Test func losingAMembershipMovesEverySessionAtOnce() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["member"])
            let bob = try #require(members["member"])
            let second = try await server.logIn(bob)
            #expect(try await second.call(.get, "/me").json["organization"]["id"].text == owner.organization)

            #expect(try await owner.call(.delete, "/organizations/\(owner.organization)/members/\(bob.id)").status == 204)

            for session in [bob, second] {
                let me = try await session.call(.get, "/me")
                #expect(me.json["organization"]["kind"].text == "personal")
                #expect(!me.text.contains(owner.organization))
                #expect(try await session.call(.get, "/organizations/\(owner.organization)/members").status == 404)
            }
            #expect(try await server.logIn(bob).call(.get, "/me").json["organization"]["kind"].text == "personal")
        }
    }
}
