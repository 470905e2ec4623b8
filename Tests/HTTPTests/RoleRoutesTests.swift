import Domain
import HTTPTypes
import Testing

@Suite struct RoleRoutesTests {
    @Test func aRolesLife() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["viewer"])
            let viewer = try #require(members["viewer"])
            let path = "/organizations/\(owner.organization)"
            let permissions = ["records.read", "organization.read", "records.read"]
            let fields: JSONFields = ["name": "Billing clerk", "rank": 30, "permissions": permissions]
            let made = try await owner.call(.post, "\(path)/roles", fields)
            #expect(made.status == 201 && made.json["key"].text == "billing_clerk" && made.json["id"].text?.hasPrefix("rol_") == true)
            #expect(made.json["permissions"].list.compactMap(\.text) == ["organization.read", "records.read"])
            #expect(made.json.keys == ["id", "key", "name", "rank", "permissions", "builtIn", "members"])
            let id = try #require(made.json["id"].text)

            let given = try await owner.call(.patch, "\(path)/members/\(viewer.id)", ["role": "billing_clerk"])
            #expect(given.json["role"].text == "billing_clerk" && given.json["roleName"].text == "Billing clerk")
            let me = try await viewer.call(.get, "/me").json
            #expect(me["organization"]["role"].text == "billing_clerk" && me["organization"]["roleName"].text == "Billing clerk")
            #expect(me["organization"]["permissions"].list.compactMap(\.text) == ["organization.read", "records.read"])
            #expect(try await viewer.call(.get, "\(path)/members").status == 403)

            let changed = try await owner.call(.patch, "\(path)/roles/\(id)", ["permissions": ["members.read", "organization.read"]])
            #expect(changed.status == 200 && changed.json["name"].text == "Billing clerk" && changed.json["rank"].number == 30)
            #expect(changed.json["members"].number == 1)
            #expect(try await viewer.call(.get, "\(path)/members?role=billing_clerk").json["total"].number == 1)
            let listed = try await viewer.call(.get, "\(path)/roles").json
            let keys = ["owner", "admin", "manager", "member", "billing_clerk", "viewer"]
            #expect(listed["items"].list.compactMap { $0["key"].text } == keys)
            #expect(listed["items"].list.compactMap { $0["members"].number } == [1, 0, 0, 0, 1, 0])
            #expect(listed["items"].list.filter { $0["id"].isNull }.count == 5)
            #expect(listed["catalogue"].list.compactMap { $0["key"].text } == Permission.allCases.map(\.rawValue))
            #expect(listed["catalogue"].list.allSatisfy { $0["explanation"].text?.isEmpty == false })

            let refused = try await owner.call(.delete, "\(path)/roles/\(id)")
            #expect(refused.invalidFields == ["replacement"])
            #expect(try await owner.call(.delete, "\(path)/roles/\(id)?replacement=member").status == 204)
            #expect(try await viewer.call(.get, path).json["role"].text == "member")
            #expect(try await owner.call(.delete, "\(path)/roles/\(id)?replacement=member").status == 404)
            #expect(try await owner.call(.patch, "\(path)/members/\(viewer.id)", ["role": "billing_clerk"]).invalidFields == ["role"])
        }
    }

    @Test func whatCannotBeIsNamedByField() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", [])
            let path = "/organizations/\(owner.organization)/roles"
            let right: JSONFields = ["name": "Clerk", "rank": 30, "permissions": ["records.read"]]
            #expect(try await owner.call(.post, path, [:]).invalidFields.sorted() == ["name", "permissions", "rank"])
            for rank in [0, 100, -1, "30", 1.5, true] as [Any] {
                #expect(try await owner.call(.post, path, right.with("rank", rank)).invalidFields == ["rank"], "\(rank)")
            }
            for permissions in [["owner"], ["records.read", ""], "records.read", [1], ["Records.Read"]] as [Any] {
                #expect(try await owner.call(.post, path, right.with("permissions", permissions)).invalidFields == ["permissions"])
            }
            for name in ["", " ", "Owner", "a\u{0}b", String(repeating: "x", count: 101)] {
                #expect(try await owner.call(.post, path, right.with("name", name)).invalidFields == ["name"])
            }
            #expect(try await owner.call(.post, path, right.with("permissions", [String]())).status == 201)
            #expect(try await owner.call(.post, path, right).invalidFields == ["name"])
            let personal = try #require(try await owner.call(.get, "/organizations").json["items"].list.first?["id"].text)
            #expect(try await owner.call(.post, "/organizations/\(personal)/roles", right).code == "personal_organization")
        }
    }

    /// An admin holds neither what is the owner's nor what costs money, and stands below 80.
    @Test func nobodyMakesOrGivesMoreThanTheyHave() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin", "manager", "viewer"])
            let (admin, manager, viewer) = (members["admin"]!, members["manager"]!, members["viewer"]!)
            let path = "/organizations/\(owner.organization)"
            func make(_ person: Person, _ name: String, _ rank: Int, _ permissions: [String]) async throws -> Answer {
                try await person.call(.post, "\(path)/roles", ["name": name, "rank": rank, "permissions": permissions])
            }
            #expect(try await make(manager, "Low", 1, []).status == 403)
            let beyond: [(Int, [String])] = [(80, []), (99, []), (10, ["billing.manage"]), (10, ["activation.economic"])]
            for (rank, permissions) in beyond {
                #expect(try await make(admin, "High", rank, permissions).code == "forbidden", "\(rank) \(permissions)")
            }
            let payer = try await make(owner, "Payer", 10, ["billing.manage", "organization.read"])
            let high = try await make(owner, "High", 85, ["members.update", "members.read", "roles.manage"])
            let low = try await make(admin, "Low", 79, ["audit.read", "members.read"])
            #expect([payer, high, low].map(\.status) == [201, 201, 201])
            let ids = try [payer, high, low].map { try #require($0.json["id"].text) }
            for id in ids.prefix(2) {
                for change in [["rank": 5], ["name": "X"], ["permissions": [String]()]] as [JSONFields] {
                    #expect(try await admin.call(.patch, "\(path)/roles/\(id)", change).code == "forbidden")
                }
                #expect(try await admin.call(.delete, "\(path)/roles/\(id)").code == "forbidden")
            }
            for role in ["payer", "high"] {
                #expect(try await admin.call(.patch, "\(path)/members/\(viewer.id)", ["role": role]).code == "forbidden")
                let invitation: JSONFields = ["kind": "link", "role": role]
                #expect(try await admin.call(.post, "\(path)/invitations", invitation).code == "forbidden")
                #expect(try await manager.call(.post, "\(path)/invitations", invitation).code == "forbidden")
                // Nor to oneself, by stepping down.
                #expect(try await manager.call(.patch, "\(path)/members/\(manager.id)", ["role": role]).code == "forbidden")
            }
            for change in [["rank": 80], ["permissions": ["billing.manage"]]] as [JSONFields] {
                #expect(try await admin.call(.patch, "\(path)/roles/\(ids[2])", change).code == "forbidden")
            }
            #expect(try await owner.call(.patch, "\(path)/members/\(manager.id)", ["role": "high"]).status == 200)
            #expect(try await manager.call(.patch, "\(path)/roles/\(ids[1])", ["rank": 1]).code == "forbidden", "one's own")
            #expect(try await manager.call(.patch, "\(path)/members/\(manager.id)", ["role": "admin"]).code == "forbidden", "down to more")
            #expect(try await manager.call(.patch, "\(path)/members/\(viewer.id)", ["role": "admin"]).status == 200, "by rank")
        }
    }
}
