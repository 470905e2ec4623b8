import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

@Suite struct OrganizationRoutesTests {
    @Test func slugsAreMadeFromNamesAndKeptApart() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let first = try await ada.call(.post, "/organizations", ["name": "Zoë’s Café & Söhne"])
            #expect(first.json["slug"].text == "zoes-cafe-sohne")
            let second = try await ada.call(.post, "/organizations", ["name": "Zoes Cafe Sohne"])
            #expect(second.json["slug"].text?.hasPrefix("zoes-cafe-sohne-") == true)
            for name in ["株式会社", "Admin", "!!!"] {
                let answer = try await ada.call(.post, "/organizations", ["name": name])
                #expect(answer.status == 201)
                #expect(answer.json["name"].text == name)
                #expect(answer.json["slug"].text?.contains("-") == true)
            }
            #expect(try await ada.call(.post, "/organizations", ["name": "X", "slug": "zoes-cafe-sohne"]).code == "slug_taken")
            for slug in ["a", "-a", "a-", "a--b", "Ab", "ä-b", "admin", String(repeating: "a", count: 49), "a b"] {
                #expect(try await ada.call(.post, "/organizations", ["name": "X", "slug": slug]).invalidFields == ["slug"], "\(slug)")
            }
        }
    }

    @Test func renaming() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", [])
            _ = try await owner.call(.post, "/organizations", ["name": "Taken"])
            let path = "/organizations/\(owner.organization)"
            #expect(try await owner.call(.patch, path, ["slug": "taken"]).code == "slug_taken")
            let same = try await owner.call(.patch, path, ["slug": "acme"])
            #expect(same.status == 200)
            let renamed = try await owner.call(.patch, path, ["name": "Acme 2", "slug": "acme-2"])
            #expect(renamed.json["name"].text == "Acme 2")
            #expect(renamed.json["permissions"].list.count == Permission.allCases.count)
            #expect(try await owner.call(.get, "/organizations/by-slug/acme-2").json["id"].text == owner.organization)
        }
    }

    @Test func formerSlugsLeadMembersAndNobodyElseThere() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["viewer"])
            let viewer = try #require(members["viewer"])
            let stranger = try await server.signUp("Stranger", organization: "Strangers")
            let path = "/organizations/\(owner.organization)"
            func found(_ slug: String, by person: Person) async throws -> [String?] {
                let answer = try await person.call(.get, "/organizations/by-slug/\(slug)")
                let listed = try await person.call(.get, "/organizations?slug=\(slug)").json["items"].list
                #expect(answer.status == (listed.isEmpty ? 404 : 200) && listed.count <= 1)
                return listed.map { $0["slug"].text }
            }
            for slug in ["acme-1", "acme-2", "acme-3", "acme-4"] {
                server.clock.advance(by: .minutes(1))
                #expect(try await owner.call(.patch, path, ["slug": slug]).status == 200)
            }
            #expect(try await found("acme", by: viewer) == [], "the last three")
            for slug in ["acme-1", "acme-2", "acme-3", "acme-4"] {
                #expect(try await found(slug, by: viewer) == ["acme-4"])
                #expect(try await found(slug, by: stranger) == [])
                #expect(try await stranger.call(.post, "/organizations", ["name": "X", "slug": slug]).code == "slug_taken")
                #expect(try await stranger.call(.patch, "/organizations/\(stranger.organization)", ["slug": slug]).code == "slug_taken")
            }
            #expect(try await stranger.call(.post, "/organizations", ["name": "Acme 2"]).json["slug"].text != "acme-2")
            #expect(try await stranger.call(.post, "/organizations", ["name": "X", "slug": "acme"]).status == 201)

            // Back to one of its own: that is the present one then, and no former one.
            #expect(try await owner.call(.patch, path, ["slug": "acme-2"]).json["slug"].text == "acme-2")
            #expect(try await found("acme-4", by: viewer) == ["acme-2"])
            for slug in ["", "?", "a", "no-such-slug", "ACME"] {
                let listed = try await viewer.call(.get, "/organizations?slug=\(slug)").json["items"].list
                #expect(listed.count == (slug.isEmpty ? 2 : 0), "\(slug)")
            }
        }
    }

    @Test func aFormerSlugIsFreeAgainAfterNinetyDays() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            #expect(try await owner.call(.patch, "/organizations/\(owner.organization)", ["slug": "acme-two"]).status == 200)
            server.clock.advance(by: .days(90))
            let later = try await server.signUp("Bob")
            #expect(try await later.call(.post, "/organizations", ["name": "Acme", "slug": "acme"]).status == 201)
            let ada = try await server.logIn(owner)
            #expect(try await ada.call(.get, "/organizations/by-slug/acme").status == 404)
            #expect(try await server.count("SELECT count(*) FROM former_slug") == 0)
        }
    }

    @Test func personalOrganizationsStayPersonal() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let path = "/organizations/\(ada.organization)"
            #expect(try await ada.call(.post, "\(path)/leave").code == "personal_organization")
            #expect(try await ada.call(.delete, "\(path)/members/\(ada.id)").code == "personal_organization")
            #expect(try await ada.call(.patch, "\(path)/members/\(ada.id)", ["role": "viewer"]).code == "last_owner")
            let link = try await ada.call(.post, "\(path)/invitations", ["kind": "link", "role": "member"])
            #expect(link.code == "personal_organization")
            #expect(try await ada.call(.get, "\(path)/invitations").json["items"].list.isEmpty)
            #expect(try await ada.call(.get, "\(path)/members").json["total"].number == 1)
        }
    }

    @Test func leaving() async throws {
        try await TestServer.run { server in
            let (owner, members) = try await server.team("Acme", ["member"])
            let member = try #require(members["member"])
            #expect(try await owner.call(.post, "/organizations/\(owner.organization)/leave").code == "last_owner")
            #expect(try await member.call(.post, "/organizations/\(owner.organization)/leave").status == 204)
            #expect(try await member.call(.get, "/me").json["organization"]["kind"].text == "personal")
            #expect(try await member.call(.post, "/organizations/\(owner.organization)/leave").status == 404)
        }
    }

    @Test func methodsThatARouteDoesNotKnow() async throws {
        try await TestServer.run { server in
            for (method, path, allowed) in [
                (HTTPRequest.Method.put, "/api/v1/me", "DELETE, GET, HEAD, PATCH"), (.get, "/api/v1/login", "POST"),
                (.put, "/api/v1/organizations/x/members/y", "DELETE, PATCH"), (.post, "/login", "GET, HEAD"),
            ] {
                let answer = try await server.send(method, path)
                #expect(answer.status == 405, "\(path)")
                #expect(answer.headers[.allow] == allowed)
                #expect(answer.code == "method_not_allowed")
            }
            let unknown = try await server.send(.post, "/api/v1/nothing")
            #expect(unknown.code == "not_found")
            #expect(unknown.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func everyAnswerHasItsHeaders() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let failing = try await server.call(.get, "/me")
            for answer in [try await ada.call(.get, "/me"), failing, try await server.send(.get, "/healthz")] {
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(
                    answer.headers[.contentSecurityPolicy]
                        == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                #expect(answer.headers[.crossOriginOpenerPolicy] == "same-origin")
                #expect(answer.headers[.crossOriginResourcePolicy] == "same-origin")
                #expect(answer.headers[.strictTransportSecurity] == nil)
                #expect(answer.headers[.xRequestID] != nil)
                #expect(answer.headers[.contentEncoding] == nil)
            }
            #expect(failing.json.keys == ["type", "title", "status", "detail", "code", "requestId"])
            #expect(server.log.text.contains("route=/api/v1/me status=401"))
            #expect(server.log.text.contains("code=unauthenticated"))
            #expect(server.log.text.contains("account=\(ada.id)"))
        }
    }
}
