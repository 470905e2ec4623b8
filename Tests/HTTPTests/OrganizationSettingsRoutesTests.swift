import Domain
import HTTPTypes
import Testing

@testable import HTTP

/// What PATCH sets besides name and slug, and who gets to see it.
@Suite struct OrganizationSettingsRoutesTests {
    private static let fields = ["defaultRole", "invitationHours", "membersHidden", "accentColor"]

    @Test func settingsAreSetAndPutBack() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["viewer"])
            let (viewer, path) = (try #require(members["viewer"]), "/organizations/\(owner.organization)")
            func shown(_ answer: Answer) -> [String] {
                let json = answer.json
                return [
                    json["defaultRole"].text ?? "", String(json["invitationHours"].number ?? 0), String(json["membersHidden"].flag ?? true),
                    json["accentColor"].text ?? "null",
                ]
            }
            let first = ["member", "168", "false", "null"]
            #expect(shown(try await viewer.call(.get, path)) == first)
            let settings: JSONFields = ["defaultRole": "viewer", "invitationHours": 8760, "membersHidden": true, "accentColor": "#0B6B5C"]
            let changed = try await owner.call(.patch, path, settings)
            #expect(changed.status == 200 && shown(changed) == ["viewer", "8760", "true", "#0b6b5c"])
            #expect(shown(try await owner.call(.patch, path, ["name": "Acme 2"])) == shown(changed), "missing leaves as is")
            for answer in [try await viewer.call(.get, path), try await viewer.call(.get, "/organizations/by-slug/acme")] {
                #expect(shown(answer) == shown(changed))
            }
            let me = try await viewer.call(.get, "/me").json
            #expect(me["organization"]["defaultRole"].text == "viewer" && me["organization"]["accentColor"].text == "#0b6b5c")
            #expect(me["organizations"].list.map { $0["accentColor"].text } == [nil, "#0b6b5c"])
            let back = try await owner.call(.patch, path, JSONFields("{\(Self.fields.map { "\"\($0)\":null" }.joined(separator: ","))}"))
            #expect(back.status == 200 && shown(back) == first)
        }
    }

    @Test func whatCanNotBeIsNamed() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(owner.organization)"
            let wrong: [(JSONFields, String)] = [
                (["defaultRole": "owner"], "defaultRole"), (["defaultRole": "nothing"], "defaultRole"),
                (["defaultRole": ""], "defaultRole"),
                (["invitationHours": 0], "invitationHours"), (["invitationHours": 8761], "invitationHours"),
                (["invitationHours": "7"], "invitationHours"), (["membersHidden": "yes"], "membersHidden"),
                (["factorRequired": "yes"], "factorRequired"), (["factorRequired": true], "factorRequired"),
                (["accentColor": "red"], "accentColor"), (["accentColor": "#12345"], "accentColor"), (["metadata": "{}"], "metadata"),
                (["metadata": ["a"]], "metadata"),
            ]
            for (fields, field) in wrong { #expect(try await owner.call(.patch, path, fields).invalidFields == [field], "\(fields)") }
            let personal = try #require(try await owner.call(.get, "/organizations").json["items"].list.first?["id"].text)
            for fields in [["defaultRole": "viewer"], ["invitationHours": 1], ["membersHidden": true], ["factorRequired": true]]
                as [JSONFields]
            {
                #expect(try await owner.call(.patch, "/organizations/\(personal)", fields).code == "personal_organization", "\(fields)")
            }
            let own = try await owner.call(.patch, "/organizations/\(personal)", ["accentColor": "#112233", "metadata": ["plan": "free"]])
            #expect(own.status == 200 && own.json["accentColor"].text == "#112233")
        }
    }

    @Test func invitationsNeedNoRoleAndNoExpiry() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["manager"])
            let (manager, path) = (try #require(members["manager"]), "/organizations/\(owner.organization)")
            #expect(try await owner.call(.patch, path, ["defaultRole": "viewer", "invitationHours": 2]).status == 200)
            let made = try await manager.call(.post, "\(path)/invitations", ["kind": "link"])
            #expect(made.status == 201 && made.json["role"].text == "viewer")
            #expect(made.json["expiresAt"].text == "\(server.clock.now + .hours(2))")
            #expect(try await owner.call(.patch, path, ["defaultRole": "admin"]).status == 200)
            #expect(try await manager.call(.post, "\(path)/invitations", ["kind": "link"]).code == "forbidden")
            #expect(try await manager.call(.post, "\(path)/invitations", ["kind": "link", "role": "member"]).status == 201)
        }
    }

    /// Permission and rank are judged before what the role is.
    @Test func whoMaySetTheDefault() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin", "manager", "member", "viewer"])
            let path = "/organizations/\(owner.organization)"
            let ranks = ["owner": 100, "admin": 80, "manager": 60, "member": 40, "viewer": 20]
            for (key, actor) in members.merging(["owner": owner], uniquingKeysWith: { $1 }) {
                for (role, rank) in ranks {
                    let isAllowed = key == "owner" || (key == "admin" && rank < 80)
                    let answer = try await actor.call(.patch, path, ["defaultRole": role])
                    #expect(answer.status == (isAllowed ? (role == "owner" ? 422 : 200) : 403), "\(key) \(role): \(answer.text)")
                }
            }
        }
    }

    @Test func aHiddenListIsForbiddenAndNotLinked() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["manager", "viewer"])
            let (viewer, manager) = (try #require(members["viewer"]), try #require(members["manager"]))
            let path = "/organizations/\(owner.organization)"
            #expect(try await owner.call(.patch, path, ["membersHidden": true]).status == 200)
            let refused = try await viewer.call(.get, "\(path)/members")
            #expect(refused.status == 403 && refused.code == "forbidden" && !refused.text.contains("Ada"))
            #expect(try await manager.call(.get, "\(path)/members").json["total"].number == 3)
            for (person, isTold) in [(viewer, false), (manager, true)] {
                let me = try await person.call(.get, "/me").json["organization"]
                #expect(me["permissions"].list.compactMap(\.text).contains("members.read") == isTold)
                let plan = try await person.call(.get, "\(path)/subscription").json
                #expect(plan["used"].isNull == !isTold && plan["pending"].isNull == !isTold && !plan["status"].isNull)
                let roles = try await person.call(.get, "\(path)/roles").json["items"].list
                #expect(roles.allSatisfy { $0["members"].isNull == !isTold })
            }
            // Who is asked about and who is not there are refused alike, before anybody is looked up.
            let nobody = ID<Account>(at: server.clock.now, from: .system)
            for method in [HTTPRequest.Method.patch, .delete] {
                let fields: JSONFields? = method == .patch ? ["role": "viewer"] : nil
                let there = try await viewer.call(method, "\(path)/members/\(manager.id)", fields)
                let missing = try await viewer.call(method, "\(path)/members/\(nobody)", fields)
                #expect(there.status == 403 && there.comparableBody == missing.comparableBody)
            }
        }
    }

    @Test func metadataComesBackAsItIsStored() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["viewer"])
            let (viewer, path) = (try #require(members["viewer"]), "/organizations/\(owner.organization)")
            func patch(_ metadata: String) async throws -> Answer {
                try await owner.call(.patch, path, JSONFields("{\"metadata\":\(metadata)}"))
            }
            func raw(_ metadata: String) async throws -> Answer {
                try await server.send(
                    .patch, "/api/v1\(path)", headers: [.authorization: "Bearer \(owner.token)"], body: "{\"metadata\":\(metadata)}"
                )
            }
            #expect(try await viewer.call(.get, path).json["metadata"].isNull)
            let sent = "{ \"z\": 1.50, \"a\": [true, null, -0.5e-7, 123456789012345678901], \"q\\u0022\": \"\\u0000\\\\é\" }"
            let stored = "{\"a\":[true,null,-0.5e-7,123456789012345678901],\"q\\\"\":\"\\u0000\\\\é\",\"z\":1.50}"
            #expect(try await raw(sent).text.contains("\"metadata\":\(stored)"))
            #expect(try await viewer.call(.get, path).text.hasSuffix("\"metadata\":\(stored)}"), "every member may read it")
            for path in ["/me", "/organizations"] { #expect(!(try await viewer.call(.get, path)).text.contains("metadata")) }
            #expect(try await owner.call(.patch, path, ["name": "Acme 2"]).text.contains(stored))

            let most = OrganizationMetadata.longest
            let full = "{\"x\":\"\(String(repeating: "x", count: most - 8))\"}"
            #expect(full.utf8.count == most)
            #expect(try await patch(full).status == 200)
            #expect(try await patch(full.replacing("\"x\":\"", with: "\"x\":\"x")).invalidFields == ["metadata"])
            #expect(try await raw("  {\n  \"x\" :  \"x\" }  ").status == 200, "spaces are not stored")
            for broken in ["{\"a\":1,\"a\":2}", "{\"a\":{\"b\":{\"c\":[]}}}", "{\"\(String(repeating: "n", count: 101))\":1}"] {
                #expect(try await raw(broken).code == "malformed", "\(broken)")
            }
            #expect(try await raw("{\"a\":{\"b\":{\"c\":1}}}").status == 200)
            #expect(try await raw("{}").text.hasSuffix("\"metadata\":{}}"))
            #expect(try await raw("null").json["metadata"].isNull)
        }
    }
}
