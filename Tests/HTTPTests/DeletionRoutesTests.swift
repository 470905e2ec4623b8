import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct DeletionRoutesTests {
    @Test func deletedListedAndBroughtBack() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin"])
            let admin = try #require(members["admin"])
            let path = "/organizations/\(owner.organization)"
            let before = try await owner.call(.get, path)
            #expect(try await owner.call(.get, "/organizations?deleted=true").json["items"].list.isEmpty)

            #expect(try await owner.call(.delete, path).status == 204)
            for person in [owner, admin] {
                #expect(try await person.call(.get, path).status == 404)
                #expect(try await person.call(.get, "\(path)/members").status == 404)
                let me = try await person.call(.get, "/me").json
                #expect(me["organization"]["kind"].text == "personal" && me["organizations"].list.count == 1)
            }
            #expect(try await owner.call(.get, "/organizations/by-slug/acme").status == 404)
            let listed = try await owner.call(.get, "/organizations?deleted=true").json["items"].list
            #expect(listed.count == 1)
            #expect(listed.first?["id"].text == owner.organization && listed.first?["name"].text == "Acme")
            #expect(listed.first?["role"].text == "owner")
            let keys: Set = [
                "id", "name", "slug", "kind", "status", "role", "createdAt", "accentColor", "logo", "deletedAt", "restorableUntil",
            ]
            #expect(listed.first?.keys == keys)
            #expect(try await admin.call(.get, "/organizations?deleted=true").json["items"].list.isEmpty)
            #expect(try await owner.call(.get, "/organizations?deleted=false").json["items"].list.count == 1)
            for query in ["?deleted=yes", "?deleted=", "?deleted=true&deleted=false"] {
                #expect(try await owner.call(.get, "/organizations\(query)").invalidFields == ["deleted"], "\(query)")
            }

            let back = try await owner.call(.post, "\(path)/restore")
            #expect(back.status == 200 && back.text == before.text)
            #expect(try await admin.call(.get, path).json["role"].text == "admin")
            #expect(try await owner.call(.post, "\(path)/restore").status == 404)
        }
    }

    /// To everyone else a deleted organization is one that has never been.
    @Test func anothersDeletedOrganizationIsAsIfThereWereNone() async throws {
        try await World.run { server, world in
            let stranger = try #require(world.actors[.stranger])
            #expect(try await stranger.call(.delete, "/organizations/\(world.foreign.organization)").status == 204)
            let before = try await server.rows()
            for actor in Actor.allCases where actor != .nobody && actor != .stranger && !actor.isKey {
                let person = try #require(world.actors[actor])
                let ways: [(HTTPRequest.Method, String)] = [
                    (.post, "/restore"), (.delete, ""), (.delete, "?confirm=true"), (.delete, "?deleted=true&confirm=true"),
                ]
                for (method, suffix) in ways {
                    let foreign = try await person.call(method, "/organizations/\(world.foreign.organization)\(suffix)")
                    let missing = try await person.call(method, "/organizations/\(world.missing.organization)\(suffix)")
                    #expect(foreign.status == 404, "\(actor) \(method) \(suffix)")
                    #expect(foreign.comparableBody == missing.comparableBody)
                }
                for account in [world.foreign.account, stranger.id, world.missing.account] {
                    let answer = try await person.call(
                        .post, "/organizations/\(world.own.organization)/transfer", ["accountId": account])
                    let isOwner = actor == .owner
                    #expect(answer.status == (isOwner || !actor.isMember ? 404 : 403), "\(actor) to \(account)")
                }
            }
            #expect(try await server.rows() == before)
        }
    }

    @Test func goneForGoodOnlyWhenItIsConfirmed() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", [])
            let path = "/organizations/\(owner.organization)"
            for query in ["?confirm=yes", "?confirm=1", "?confirm"] {
                #expect(try await owner.call(.delete, path + query).invalidFields == ["confirm"], "\(query)")
            }
            server.clock.advance(by: .minutes(11))
            for query in ["", "?confirm=true"] {
                let refused = try await owner.call(.delete, path + query)
                #expect(refused.status == 403 && refused.code == "proof_required")
            }
            try await owner.prove()
            #expect(try await owner.call(.delete, "\(path)?confirm=true").status == 204)
            #expect(try await owner.call(.get, "/organizations?deleted=true").json["items"].list.isEmpty)
            #expect(try await owner.call(.post, "\(path)/restore").status == 404)
            #expect(try await owner.call(.post, "/organizations", ["name": "Acme", "slug": "acme"]).status == 201)
        }
    }

    /// Whoever looks at a list from before ends nothing that somebody has brought back since.
    @Test func onlyWhatIsDeletedIsErasedAsDeleted() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", [])
            let path = "/organizations/\(owner.organization)"
            #expect(try await owner.call(.delete, "\(path)?deleted=true&confirm=true").status == 404)
            #expect(try await owner.call(.delete, "\(path)?deleted=true").invalidFields == ["confirm"])
            #expect(try await owner.call(.delete, path).status == 204)
            #expect(try await owner.call(.delete, "\(path)?confirm=true").status == 404)
            server.clock.advance(by: .minutes(11))
            for (method, suffix) in [(.delete, "?deleted=true&confirm=true"), (.post, "/restore")] as [(HTTPRequest.Method, String)] {
                #expect(try await owner.call(method, path + suffix).code == "proof_required")
            }
            try await owner.prove()
            #expect(try await owner.call(.delete, "\(path)?deleted=true&confirm=true").status == 204)
            #expect(try await owner.call(.post, "\(path)/restore").status == 404)
        }
    }

    /// What a transfer wants, other ways to make an owner want, too.
    @Test func makingAnOwnerWantsAProof() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["viewer"])
            let viewer = try #require(members["viewer"])
            let path = "/organizations/\(owner.organization)"
            let invitation: JSONFields = ["kind": "email", "role": "owner", "email": "grace@example.com"]
            let made = try await owner.call(.post, "\(path)/invitations", invitation)
            let resend = "\(path)/invitations/\(try #require(made.json["id"].text))/resend"
            server.clock.advance(by: .minutes(11))
            #expect(try await owner.call(.patch, "\(path)/members/\(viewer.id)", ["role": "owner"]).code == "proof_required")
            #expect(try await owner.call(.post, "\(path)/invitations", invitation.with("email", "h@example.com")).code == "proof_required")
            #expect(try await owner.call(.post, resend).code == "proof_required")
            #expect(try await owner.call(.patch, "\(path)/members/\(viewer.id)", ["role": "admin"]).status == 200)
            try await owner.prove()
            #expect(try await owner.call(.patch, "\(path)/members/\(viewer.id)", ["role": "owner"]).status == 200)
            #expect(try await owner.call(.post, resend).status == 200)
        }
    }

    @Test func handingOn() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["viewer"])
            let viewer = try #require(members["viewer"])
            let path = "/organizations/\(owner.organization)"
            #expect(try await owner.call(.post, "\(path)/transfer", [:]).invalidFields == ["accountId"])
            for id in ["acc_x", "", owner.organization] {
                #expect(try await owner.call(.post, "\(path)/transfer", ["accountId": id]).status == 404)
            }
            #expect(try await owner.call(.post, "\(path)/transfer", ["accountId": owner.id]).invalidFields == ["accountId"])
            server.clock.advance(by: .minutes(11))
            #expect(try await owner.call(.post, "\(path)/transfer", ["accountId": viewer.id]).code == "proof_required")
            try await owner.prove()
            let handed = try await owner.call(.post, "\(path)/transfer", ["accountId": viewer.id])
            #expect(handed.status == 200 && handed.json["role"].text == "admin")
            #expect(handed.text == (try await owner.call(.get, path)).text)
            #expect(try await viewer.call(.get, path).json["role"].text == "owner")
            try await viewer.prove()
            let personal = try await viewer.call(.get, "/organizations").json["items"].list.first?["id"].text
            let refused = try await viewer.call(.post, "/organizations/\(try #require(personal))/transfer", ["accountId": owner.id])
            #expect(refused.code == "personal_organization")
            #expect(try await viewer.call(.delete, "/organizations/\(try #require(personal))").code == "personal_organization")
        }
    }
}
