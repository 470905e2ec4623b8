import HTTPTypes
import Testing

@testable import HTTP

/// Whatever a client sends, it gets a 4xx that says what is wrong, and nothing changes.
@Suite struct MalformedInputTests {
    private static let withBody = RouteCatalog.all.filter { $0.fields != nil }

    private static let brokenJSON = [
        "", " ", "{", "}", "[]", "null", "1", "\"text\"", "{\"name\":", "{name:1}", "{\"a\":1 \"b\":2}", "\u{0}", "{\"email\":\"\\ud800\"}",
        "{\"email\":\"\\udc00\\ud800\"}", "{\"password\":\"\\x00\"}", String(repeating: "[", count: 10_000),
        String(repeating: "{\"a\":", count: 2000),
    ]

    /// Not what any field takes, as JSON text. A lone surrogate can't be sent in any other way than as broken JSON, above.
    private static let wrongValues = [
        "1", "-1.5e300", "true", "[]", "{}", "[null]", "[[1]]", "{\"a\":\"b\"}", "\"\\u0000\"", "\"a\\u0000b\"",
    ]

    /// Those of the values above that a field does take.
    private static let right: [String: Set<String>] = [
        "maxUses": ["1"], "expiresInHours": ["1"], "remember": ["true"], "domains": ["[]"], "rank": ["1"], "permissions": ["[]"],
        "seats": ["1"], "successors": ["[]"], "writes": ["true"], "invitationHours": ["1"], "membersHidden": ["true"],
        "factorRequired": ["true"],
        "metadata": ["{}", "{\"a\":\"b\"}"],
    ]

    @Test(arguments: withBody)
    func bodiesThatAreNoObject(route: RouteCase) async throws {
        try await refuses(route) { _ in
            Self.brokenJSON.map { (body: $0, type: "application/json", statuses: [400]) }
        }
    }

    @Test(arguments: withBody)
    func otherMediaTypes(route: RouteCase) async throws {
        try await refuses(route) { good in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx", ""].map {
                (body: good.description, type: $0, statuses: [415])
            }
        }
    }

    @Test(arguments: withBody)
    func bodiesThatAreTooLong(route: RouteCase) async throws {
        try await refuses(route) { good in
            [65 * 1024, 10 * 1024 * 1024].map {
                (body: good.with("padding", String(repeating: "x", count: $0)).description, type: "application/json", statuses: [413])
            }
        }
    }

    @Test(arguments: withBody)
    func wrongTypes(route: RouteCase) async throws {
        try await eachField(of: route) { name, good in
            Self.wrongValues.filter { Self.right[name]?.contains($0) != true }.map { value in
                (body: Self.text(good.without(name), name, value), field: name)
            }
        }
    }

    @Test(arguments: withBody)
    func missingAndUnknownFields(route: RouteCase) async throws {
        try await eachField(of: route, statuses: [422]) { name, good in
            [
                (body: good.with("unexpected", 1).description, field: "unexpected"),
                (body: good.with("__proto__", "x").description, field: "__proto__"),
            ]
        }
    }

    @Test(arguments: withBody)
    func absurdTexts(route: RouteCase) async throws {
        let absurd = [String(repeating: "n", count: 300), String(repeating: "😀", count: 300), "\u{202E}evil\u{0}", "\r\nSet-Cookie: a=b"]
        try await eachField(of: route, isStrict: false) { name, good in
            // Nothing is absurd in the value of a secret: `SecretRoutesTests`. The passkey of the catalogue is none, whatever its name.
            name == "value" || name == "clientSecret" || "\(route)" == "POST /api/v1/me/passkeys"
                ? [] : absurd.map { (body: good.with(name, $0).description, field: name) }
        }
    }

    @Test func idsThatAreNone() async throws {
        try await World.run { server, world in
            let before = try await server.rows()
            let absurd = ["x", "org_", "%00", "%ff%fe", "..", "%2e%2e", "😀", "'%20OR%201=1--", String(repeating: "a", count: 5000)]
            for route in RouteCatalog.all
            where [
                "account", "invitation", "session", "role", "secret", "key", "personalKey", "received", "organization", "message", "domain",
                "offer", "factor", "provider", "identity",
            ].contains(where: route.names) {
                let sender = try #require(world.actors[route.fullRights])
                for id in absurd {
                    let isInside = ["account", "invitation", "role", "secret", "key", "domain", "provider"].contains(where: route.names)
                    let targets = Targets(
                        organization: isInside ? world.own.organization : id,
                        slug: id, account: id, invitation: id, session: id, role: id, secret: id, key: id,
                        personalKey: id, received: id, message: id, domain: id, offer: id, factor: id, provider: id, identity: id
                    )
                    let answer = try await server.send(
                        route.method, route.path(targets), headers: [.authorization: "Bearer \(sender.token)"],
                        body: try route.fields?(world, targets).body
                    )
                    #expect([404, 405].contains(answer.status), "\(route) with \(id.prefix(20)): \(answer.status)")
                }
            }
            #expect(try await server.rows() == before)
        }
    }

    @Test func queriesThatMakeNoSense() async throws {
        try await TestServer.run { server in
            let ada = try await server.signUp("Ada", organization: "Acme")
            let list = "/organizations/\(ada.organization)/members"
            let bad: [(String, String)] = [
                ("limit=0", "limit"), ("limit=201", "limit"), ("limit=-1", "limit"), ("limit=1e3", "limit"),
                ("limit=99999999999999999999", "limit"),
                ("limit=1&limit=2", "limit"), ("cursor=x", "cursor"), ("cursor=AAAA", "cursor"), ("cursor=%00", "cursor"),
                ("cursor=____", "cursor"),
                ("cursor=%ff%ff", "cursor"), ("sort=email", "sort"), ("sort=name;DROP", "sort"), ("role=king", "role"),
                ("query=\(String(repeating: "a", count: 201))", "query"),
            ]
            for (query, field) in bad {
                let answer = try await ada.call(.get, "\(list)?\(query)")
                #expect(answer.status == 422, "\(query)")
                #expect(answer.invalidFields == [field], "\(query): \(answer.text)")
            }
            for query in [
                "query=%25", "query=_", "query=%5C", "query='", "query=%00", "query=%F0%9F%98%80", "query=%ff", "&&=&=x", "limit=", "x=%",
            ] {
                #expect(try await ada.call(.get, "\(list)?\(query)").status == 200, "\(query)")
            }
            // Well formed and invented: it leads into one's own list, nowhere else.
            for forged in ["enp6AGFjY18", "AG9yZ18", "MABhY2NfMDE"] {
                let answer = try await ada.call(.get, "\(list)?cursor=\(forged)&sort=joinedAt")
                #expect(answer.status == 200)
                #expect(!answer.text.contains("Other"))
            }
        }
    }

    private typealias BodyCase = (body: String, field: String)

    /// Sends each body that `cases` makes of each field; every one is refused with that field named.
    private func eachField(
        of route: RouteCase, statuses: Set<Int> = [422, 404, 410], isStrict: Bool = true,
        _ cases: @escaping @Sendable (String, JSONFields) -> [BodyCase]
    ) async throws {
        try await World.run { server, world in
            let owner = try #require(world.actors[route.fullRights])
            let targets = try await world.ownTargets(of: route.fullRights)
            let good = try #require(route.fields?(world, targets))
            for name in good.keys.sorted() {
                for (body, field) in cases(name, good) {
                    let before = try await server.rows()
                    let answer = try await server.send(
                        route.method, route.path(targets), headers: [.authorization: "Bearer \(owner.token)"], body: body
                    )
                    #expect(answer.status < 500, "\(route) \(name): \(body.prefix(200))")
                    if answer.status == 422 { #expect(answer.invalidFields.contains(field), "\(route) \(name): \(answer.text)") }
                    guard isStrict else { continue }
                    let isText = ["password", "currentPassword", "newPassword", "token", "invitation"].contains(name)
                    if !(isText && body.contains("\\u0000")) {
                        #expect(statuses.contains(answer.status), "\(route) \(name): \(body.prefix(200)) \(answer.text)")
                    }
                    if answer.status >= 400 { #expect(try await server.rows() == before) }
                }
            }
        }
    }

    private func refuses(
        _ route: RouteCase, _ cases: @escaping @Sendable (JSONFields) -> [(body: String, type: String, statuses: [Int])]
    ) async throws {
        try await World.run { server, world in
            let owner = try #require(world.actors[route.fullRights])
            let targets = try await world.ownTargets(of: route.fullRights)
            let before = try await server.rows()
            for (body, type, statuses) in cases(try #require(route.fields?(world, targets))) {
                let headers: HTTPFields = [.authorization: "Bearer \(owner.token)", .contentType: type]
                let answer = try await server.send(route.method, route.path(targets), headers: headers, body: body)
                #expect(statuses.contains(answer.status), "\(route): \(body.prefix(60)) as \(type): \(answer.status)")
                #expect(answer.headers[.contentType] == "application/problem+json")
                #expect(answer.json["requestId"].text == answer.headers[.xRequestID])
            }
            #expect(try await server.rows() == before)
        }
    }

    /// `fields` with one more whose value is given as JSON text.
    private static func text(_ fields: JSONFields, _ name: String, _ value: String) -> String {
        let rest = fields.description.dropFirst().dropLast()
        return "{\"\(name)\":\(value)\(rest.isEmpty ? "" : ",")\(rest)}"
    }
}
