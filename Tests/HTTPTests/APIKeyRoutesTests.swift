import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct APIKeyRoutesTests {
    private static let right: JSONFields = ["name": "CI", "permissions": ["organization.read", "members.read"]]
    private static let shape: Set = [
        "id", "name", "prefix", "permissions", "status", "createdBy", "createdAt", "expiresAt", "lastUsedAt", "revokedAt",
    ]

    private func paths(_ person: Person) -> [String] { ["/organizations/\(person.organization)/api-keys", "/me/api-keys"] }

    @Test func aKeysLife() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            for path in paths(owner) {
                let made = try await owner.call(.post, path, Self.right.with("expiresAt", "2030-01-01"))
                #expect(made.status == 201 && Set(made.json.keys) == Self.shape.union(["secret"]))
                let (id, secret) = (try #require(made.json["id"].text), try #require(made.json["secret"].text))
                let prefix = try #require(made.json["prefix"].text)
                #expect(id.hasPrefix("key_") && prefix.utf8.count == 10 && secret.hasPrefix(prefix) && secret.utf8.count == 53)
                #expect(made.json["status"].text == "active" && made.json["expiresAt"].text == "2030-01-01T00:00:00.000Z")
                #expect(made.json["lastUsedAt"].isNull && made.json["createdBy"]["name"].text == "Ada")

                let members = try await server.call(.get, "/organizations/\(owner.organization)/members", as: secret)
                #expect(members.status == 200 && members.json["total"].number == 1)
                let seen = try await server.call(.get, "/organizations/\(owner.organization)", as: secret)
                #expect(
                    seen.json["role"].text == "owner" && seen.json["permissions"].list.map(\.text) == ["organization.read", "members.read"])
                #expect(try await server.call(.get, "/organizations/\(owner.organization)/invitations", as: secret).code == "forbidden")

                let listed = try await owner.call(.get, path)
                #expect(listed.json.keys == ["total", "items", "nextCursor"] && Set(listed.json["items"].list[0].keys) == Self.shape)
                #expect(listed.json["items"].list[0]["lastUsedAt"].text == server.clock.now.midnight.description)
                #expect(try await owner.call(.delete, "\(path)/\(id)").status == 204)
                #expect(try await server.call(.get, "/organizations/\(owner.organization)/members", as: secret).status == 401)
                let ended = try await owner.call(.get, path)
                #expect(ended.json["items"].list[0]["status"].text == "revoked")
                #expect(ended.json["items"].list[0]["revokedAt"].text == server.clock.now.description)
                #expect(try await owner.call(.delete, "\(path)/\(id)").status == 204, "twice is as once")
                #expect(try await owner.call(.get, "\(path)/\(id)").status == 405)
                for answer in [members, seen, listed, ended] { #expect(!answer.text.contains(secret)) }
            }
        }
    }

    @Test func whatCannotBeIsNamedByField() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            for path in paths(owner) {
                #expect(try await owner.call(.post, path, [:]).invalidFields.sorted() == ["name", "permissions"])
                let wrong: [(String, [Any])] = [
                    ("name", ["", " ", "a\nb", String(repeating: "x", count: 101), 1]),
                    (
                        "permissions",
                        [
                            [String](), "members.read", ["members.read", "nonsense"], [1], ["secrets.manage"], ["roles.manage"],
                            ["members.read", "apiKeys.manage"], ["organization.delete"], ["organization.transfer"], ["organization.export"],
                            ["billing.manage"],
                        ]
                    ),
                    ("expiresAt", ["", "soon", "2020-01-01", server.clock.now.description, 1, true]),
                ]
                for (field, values) in wrong {
                    for value in values {
                        let answer = try await owner.call(.post, path, Self.right.with(field, value))
                        #expect(answer.invalidFields == [field], "\(field): \(value) \(answer.text)")
                    }
                }
                for (query, field) in [("limit=0", "limit"), ("limit=201", "limit"), ("cursor=x", "cursor")] {
                    #expect(try await owner.call(.get, "\(path)?\(query)").invalidFields == [field])
                }
                #expect(try await owner.call(.post, path, Self.right).status == 201)
                #expect(try await owner.call(.post, path, Self.right.with("name", "ci")).invalidFields == ["name"])
            }
        }
    }

    /// Whoever finds a browser open, or has got hold of a session, makes nothing that outlasts it.
    @Test func makingOneWantsAProofAndEndingOneDoesNot() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            for path in paths(owner) {
                try await owner.prove()
                let id = try #require(try await owner.call(.post, path, Self.right).json["id"].text)
                server.clock.advance(by: Session.proofLifetime)
                #expect(try await owner.call(.post, path, Self.right.with("name", "More")).code == "proof_required")
                #expect(try await owner.call(.delete, "\(path)/\(id)").status == 204)
            }
        }
    }

    @Test func nobodyGivesAKeyWhatTheyDoNotHave() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["admin"])
            let admin = try #require(members["admin"])
            let path = "/organizations/\(owner.organization)/api-keys"
            let economic = Self.right.with("permissions", ["activation.economic"])
            #expect(try await admin.call(.post, path, economic).code == "forbidden")
            #expect(try await owner.call(.post, path, economic).status == 201)
            #expect(try await admin.call(.post, path, Self.right.with("name", "Of the admin")).status == 201)
        }
    }

    @Test func aKeyCountsOnlyAsBearer() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let secret = try await owner.secret(of: "/organizations/\(owner.organization)/api-keys", Self.right)
            let path = "/api/v1/organizations/\(owner.organization)/members"
            let headers: [(HTTPFields, Int)] = [
                ([.authorization: "Bearer \(secret)"], 200), ([.authorization: "bearer \(secret)"], 200),
                ([.cookie: "tenantry=\(secret)"], 401), ([.authorization: secret], 401), ([.authorization: "Basic \(secret)"], 401),
                ([.authorization: "Bearer  \(secret)"], 401), ([.authorization: "Bearer \(secret) x"], 401),
                // Beside it, the cookie counts for nothing, whether or not the key opens anything.
                ([.authorization: "Bearer \(secret.dropLast())", .cookie: owner.cookie], 401),
                ([.authorization: "Bearer tnt_", .cookie: owner.cookie], 401),
            ]
            for (fields, status) in headers {
                let answer = try await server.send(.get, path, headers: fields)
                #expect(answer.status == status, "\(fields)")
                if status == 401 { #expect(answer.headers[.wwwAuthenticate] == "Bearer") }
            }
            let both: HTTPFields = [.authorization: "Bearer \(secret)", .cookie: owner.cookie]
            #expect(try await server.send(.get, "/api/v1/me", headers: both).status == 403, "not even with a session's cookie beside it")
            #expect(try await server.call(.get, "/session", as: secret).json["user"].isNull)
        }
    }

    /// No page of another site can send it.
    @Test func theCrossSiteGateLetsKeysThrough() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let fields = Self.right.with("permissions", ["invitations.manage"])
            let secret = try await owner.secret(of: "/organizations/\(owner.organization)/api-keys", fields)
            let body: JSONFields = ["kind": "link", "role": "viewer"]
            let hostile: HTTPFields = [
                .authorization: "Bearer \(secret)", .secFetchSite: "cross-site", .origin: "https://evil.example",
            ]
            let path = "/api/v1/organizations/\(owner.organization)/invitations"
            #expect(try await server.send(.post, path, headers: hostile, body: body.body).status == 201)
        }
    }

    @Test func whichOrganizationsItIsFor() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let second = try #require(try await owner.call(.post, "/organizations", ["name": "Second", "slug": "second"]).json["id"].text)
            let secrets = [
                try await owner.secret(of: "/organizations/\(owner.organization)/api-keys", Self.right),
                try await owner.secret(of: "/me/api-keys", Self.right),
            ]
            let listed = try await secrets.asyncMap { secret in
                try await server.call(.get, "/organizations", as: secret).json["items"].list.map { $0["name"].text }
            }
            #expect(listed == [["Acme"], ["Ada", "Acme", "Second"]])
            #expect(try await server.call(.get, "/organizations?slug=second", as: secrets[0]).json["items"].list.isEmpty)
            #expect(try await server.call(.get, "/organizations?slug=second", as: secrets[1]).json["items"].list.count == 1)
            for slug in ["nothing", "NO", "%20"] {
                #expect(try await server.call(.get, "/organizations?slug=\(slug)", as: secrets[1]).json["items"].list.isEmpty, "\(slug)")
            }
            #expect(try await server.call(.get, "/organizations?deleted=true", as: secrets[1]).code == "forbidden")
            #expect(try await server.call(.get, "/organizations/\(second)/members", as: secrets[0]).status == 404)
            #expect(try await server.call(.get, "/organizations/\(second)/members", as: secrets[1]).status == 200)
        }
    }

    /// Who it was is the key, and in whose name.
    @Test func theLogSaysWhichKeyItWas() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let path = "/organizations/\(owner.organization)"
            let made = try await owner.call(
                .post, path + "/api-keys", Self.right.with("permissions", ["invitations.manage", "audit.read"]))
            let (id, secret) = (try #require(made.json["id"].text), try #require(made.json["secret"].text))
            let link: JSONFields = ["kind": "link", "role": "viewer"]
            let invited = try await server.call(.post, path + "/invitations", as: secret, link)
            #expect(invited.status == 201 && invited.json["invitedBy"]["name"].text == "Ada")
            _ = try await owner.call(.delete, "\(path)/api-keys/\(id)")
            let events = try await owner.call(.get, path + "/audit").json["items"].list
            #expect(
                events.map { $0["action"].text } == [
                    "invitation.revoked", "api_key.revoked", "invitation.created", "api_key.created", "organization.created",
                ])
            #expect(events[2]["actor"]["id"].text == id && events[2]["actor"]["name"].text == "CI" && events[2]["actor"]["email"].isNull)
            #expect(events[2]["onBehalfOf"]["id"].text == owner.id && events[2]["via"].text == "api-key")
            #expect(events[3]["actor"]["id"].text == owner.id && events[3]["target"]["id"].text == id)
            #expect(events[3]["after"]["name"].text == "CI" && events[1]["after"]["reason"].text == "asked")
            let own = try await owner.call(.get, "\(path)/audit?actor=\(id)").json["items"].list
            #expect(own.map { $0["action"].text } == ["invitation.created"])
            #expect(try await owner.call(.get, "\(path)/audit?actor=org_x").invalidFields == ["actor"])
            let file = try await owner.call(.get, "\(path)/audit/export?format=csv&actor=\(id)").text
            #expect(file.contains("\"\(id)\",\"CI\",\"\",\"\(owner.id)\",\"api-key\""))
        }
    }

    /// What is in one answer is in no log, though it holds everything that can be logged, and in no table.
    @Test func nothingHoldsASecret() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            var secrets: [String] = []
            for path in paths(owner) { secrets.append(try await owner.secret(of: path, Self.right)) }
            for secret in secrets {
                _ = try await server.call(.get, "/organizations/\(owner.organization)/members", as: secret)
                _ = try await server.call(.get, "/me", as: secret)
                _ = try await server.call(.get, "/me", as: String(secret.dropLast()))
            }
            try await server.run("DROP TRIGGER api_key_stays_as_it_is")
            try await server.run("ALTER TABLE api_key RENAME TO gone")
            #expect(try await server.call(.get, "/organizations", as: secrets[0]).status == 500)
            for secret in secrets { #expect(!server.log.text.contains(secret.dropFirst(12).prefix(30))) }
        }
    }
}

extension Array {
    fileprivate func asyncMap<Other>(_ change: (Element) async throws -> Other) async throws -> [Other] {
        var changed: [Other] = []
        for element in self { changed.append(try await change(element)) }
        return changed
    }
}
