import HTTPTypes
import Testing

/// For every actor, target and new role, exactly what DESIGN's section on roles allows. The ranks are written down once more here.
@Suite struct RoleLatticeTests {
    private static let ranks = ["owner": 100, "admin": 80, "manager": 60, "member": 40, "viewer": 20]
    private static let roles = ["owner", "admin", "manager", "member", "viewer"]

    private static func standsAbove(_ actor: String, _ other: String) -> Bool {
        actor == "owner" || ranks[actor]! > ranks[other]!
    }

    @Test(arguments: roles)
    func changingRoles(actor: String) async throws {
        for target in Self.roles {
            for role in Self.roles {
                let isAllowed = ["owner", "admin"].contains(actor) && Self.standsAbove(actor, target) && Self.standsAbove(actor, role)
                try await inTeam(actor, target) { organization, actor, target in
                    let answer = try await actor.call(.patch, "/organizations/\(organization)/members/\(target.id)", ["role": role])
                    #expect(answer.status == (isAllowed ? 200 : 403))
                    #expect(answer.json["role"].text == (isAllowed ? role : nil))
                }
            }
        }
    }

    @Test(arguments: roles)
    func changingOnesOwnRole(actor: String) async throws {
        for role in Self.roles {
            let isAllowed = actor == "owner" || Self.ranks[role]! < Self.ranks[actor]!
            try await inTeam(actor, "viewer") { organization, actor, _ in
                let answer = try await actor.call(.patch, "/organizations/\(organization)/members/\(actor.id)", ["role": role])
                #expect(answer.status == (isAllowed ? 200 : 403), "to \(role): \(answer.text)")
            }
        }
    }

    @Test(arguments: roles)
    func removing(actor: String) async throws {
        for target in Self.roles {
            let isAllowed = ["owner", "admin", "manager"].contains(actor) && Self.standsAbove(actor, target)
            try await inTeam(actor, target) { organization, actor, target in
                let answer = try await actor.call(.delete, "/organizations/\(organization)/members/\(target.id)")
                #expect(answer.status == (isAllowed ? 204 : 403), "\(answer.text)")
            }
        }
    }

    @Test(arguments: roles)
    func handingOnAndDeleting(actor: String) async throws {
        let isOwner = actor == "owner"
        for target in Self.roles {
            try await inTeam(actor, target) { organization, actor, target in
                let handed = try await actor.call(.post, "/organizations/\(organization)/transfer", ["accountId": target.id])
                #expect(handed.status == (isOwner ? 200 : 403), "\(handed.text)")
                #expect(handed.json["role"].text == (isOwner ? "admin" : nil))
                for query in ["", "?confirm=true"] {
                    #expect(try await actor.call(.delete, "/organizations/\(organization)\(query)").code == "forbidden")
                }
                guard isOwner else { return }
                #expect(try await target.call(.delete, "/organizations/\(organization)").status == 204)
            }
        }
    }

    @Test(arguments: roles)
    func inviting(actor: String) async throws {
        for role in Self.roles {
            let isAllowed = ["owner", "admin", "manager"].contains(actor) && Self.standsAbove(actor, role)
            try await inTeam(actor, "viewer") { organization, actor, _ in
                let path = "/organizations/\(organization)/invitations"
                let mail = try await actor.call(.post, path, ["kind": "email", "role": role, "email": "guest@example.com"])
                #expect(mail.status == (isAllowed ? 201 : 403), "\(mail.text)")
                let link = try await actor.call(.post, path, ["kind": "link", "role": role])
                #expect(link.status == (role == "owner" && isAllowed ? 422 : isAllowed ? 201 : 403), "\(link.text)")
            }
        }
    }

    @Test(arguments: roles)
    func revokingAndResendingWhatAnOwnerMade(actor: String) async throws {
        for role in Self.roles {
            let isAllowed = ["owner", "admin", "manager"].contains(actor) && Self.standsAbove(actor, role)
            try await withInvitation(for: role, as: actor) { organization, actor, invitation in
                let path = "/organizations/\(organization)/invitations/\(invitation)"
                let resent = try await actor.call(.post, "\(path)/resend")
                #expect(resent.status == (isAllowed ? 200 : 403))
                let revoked = try await actor.call(.delete, path)
                #expect(revoked.status == (isAllowed ? 204 : 403))
            }
        }
    }

    /// An organization with two owners of its own, the actor and the target, so that the last owner is never in question.
    private func inTeam(
        _ actor: String, _ target: String, _ body: @escaping @Sendable (String, Person, Person) async throws -> Void
    ) async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Founder", organization: "Acme")
            let people = [try await server.signUp("Actor"), try await server.signUp("Target")]
            for (person, role) in zip(people, [actor, target]) {
                #expect(try await person.join(owner.link(to: owner.organization, role: "viewer")).status == 200)
                let path = "/organizations/\(owner.organization)/members/\(person.id)"
                #expect(try await owner.call(.patch, path, ["role": role]).status == 200)
            }
            try await body(owner.organization, people[0], people[1])
        }
    }

    private func withInvitation(
        for role: String, as actor: String, _ body: @escaping @Sendable (String, Person, String) async throws -> Void
    ) async throws {
        try await inTeam(actor, "viewer") { organization, actor, _ in
            let owner = try await actor.server.call(.post, "/login", ["email": "founder@example.com", "password": Person.password])
            let fields: JSONFields = ["kind": "email", "role": role, "email": "guest@example.com"]
            let made = try await actor.server.call(.post, "/organizations/\(organization)/invitations", as: owner.sessionToken, fields)
            try await body(organization, actor, try #require(made.json["id"].text))
        }
    }
}
