import HTTPTypes
import Testing

@testable import HTTP

/// What another site's page can make a browser send is refused, on every route that changes something.
@Suite struct CrossSiteTests {
    private static let hostile: [(name: String, headers: [(String, String)])] = [
        ("cross-site", [("Sec-Fetch-Site", "cross-site"), ("Origin", TestServer.publicURL)]),
        ("same-site", [("Sec-Fetch-Site", "same-site")]),
        ("nonsense", [("Sec-Fetch-Site", "")]),
        ("two values", [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")]),
        ("foreign origin", [("Origin", "https://evil.example")]),
        ("null origin", [("Origin", "null")]),
        ("origin with our host as a prefix", [("Origin", TestServer.publicURL + ".evil.example")]),
        ("neither header", []),
    ]

    @Test(arguments: RouteCatalog.all.filter(\.changesSomething))
    func writesFromElsewhere(route: RouteCase) async throws {
        try await World.run { server, world in
            let owner = try #require(world.actors[.owner])
            let targets = try await world.ownTargets(of: .owner)
            let before = try await server.rows()
            for (name, extra) in Self.hostile {
                var headers: HTTPFields = [.cookie: "tenantry=\(owner.token)"]
                for (field, value) in extra { headers.append(HTTPField(name: HTTPField.Name(field)!, value: value)) }
                let answer = try await server.send(
                    route.method, route.path(targets), headers: headers, body: try route.fields?(world, targets).body
                )
                #expect(answer.status == 403, "\(route), \(name): \(answer.text)")
                #expect(answer.code == "cross_site", "\(route), \(name)")
                #expect(answer.json["detail"].text?.contains(TestServer.publicURL) == true)
                #expect(answer.headers[.setCookie] == nil)
            }
            #expect(try await server.rows() == before)
        }
    }

    @Test(arguments: [[("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")], [("Origin", TestServer.publicURL)]])
    func writesFromHere(extra: [(String, String)]) async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            var headers: HTTPFields = [.cookie: "other=1; tenantry=\(ada.token)"]
            for (field, value) in extra { headers[HTTPField.Name(field)!] = value }
            #expect(try await server.send(.post, "/api/v1/logout", headers: headers).status == 204)
        }
    }

    /// Nor on what stands between two steps, or leads back from acting as somebody.
    @Test(arguments: ["tenantry", "tenantry-factor", "tenantry-operator"])
    func eachCookieOfOursCounts(name: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(
                .post, "/api/v1/login/factor", headers: [.cookie: "\(name)=x"], body: "{\"code\":\"000000\"}")
            #expect(answer.code == "cross_site")
        }
    }

    /// Without a cookie there is nothing to ride on, but a page elsewhere may still not sign a browser in.
    @Test func signingSomeoneInFromElsewhere() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada")
            let body = try (["email": ada.email, "password": Person.password] as JSONFields).body
            let hostile = try await server.send(.post, "/api/v1/login", headers: [.secFetchSite: "cross-site"], body: body)
            #expect(hostile.code == "cross_site")
            #expect(hostile.headers[.setCookie] == nil)
            #expect(try await server.send(.post, "/api/v1/login", body: body).status == 200)
        }
    }

    /// No page of another site can send `Authorization`, and with it there the cookie counts for nothing.
    @Test func bearerRequestsAreExemptAndIgnoreTheCookie() async throws {
        try await TestServer.run { server in
            let (ada, bob) = (try await server.signUp("Ada"), try await server.signUp("Bob"))
            let headers: HTTPFields = [
                .authorization: "Bearer \(ada.token)", .cookie: "tenantry=\(bob.token)", .secFetchSite: "cross-site",
            ]
            let answer = try await server.send(.patch, "/api/v1/me", headers: headers, body: #"{"name":"Ada II"}"#)
            #expect(answer.json["user"]["name"].text == "Ada II")
            for value in ["Basic \(ada.token)", "Bearer", "Bearer  \(ada.token)", ada.token] {
                let headers: HTTPFields = [.authorization: value, .cookie: "tenantry=\(bob.token)"]
                #expect(try await server.send(.get, "/api/v1/me", headers: headers).status == 401, "\(value)")
            }
        }
    }
}
