import Domain
import Foundation
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// The description and the routes say the same, in both directions.
@Suite struct OpenAPITests {
    @Test func itDescribesEveryRouteAndNoOther() {
        let routes = RouteCatalog.all.filter { $0.pattern.hasPrefix("/api/v1/") }.map(\.description)
        #expect(Set(routes) == Set(HTTP.Operation.described.keys))
        #expect(Set(APIDescription.operations.map(\.id)).count == APIDescription.operations.count)
    }

    /// What is required is missed, what is described is a field, and there are no others.
    @Test(arguments: RouteCatalog.all.filter { $0.pattern.hasPrefix("/api/v1/") })
    func bodiesAreAsDescribed(route: RouteCase) async throws {
        let operation = try #require(HTTP.Operation.described[route.description])
        guard case .json(.object(let properties)) = operation.body else { return }
        try await World.run { server, world in
            let actor = route.fullRights
            if let fields = route.fields?(world, world.own) {
                #expect(try SchemaCheck.problems(fields.body, .object(properties)) == [], "what is right by the catalogue")
            }
            let path = route.path(try await world.ownTargets(of: actor))
            func send(_ body: String) async throws -> [(field: String, message: String)] {
                let answer = try await server.send(
                    route.method, path, headers: [.authorization: "Bearer \(world.token(of: actor) ?? "")"], body: body)
                return answer.json["errors"].list.map { ($0["field"].text ?? "", $0["message"].text ?? "") }
            }
            let required = Set(properties.filter(\.isRequired).map(\.name))
            let missed = try await send("{}").filter { $0.message == "is missing" }.map(\.field)
            #expect(required.isSubset(of: missed), "\(route) misses \(missed), and should \(required)")
            let unknown = try await send(#"{"no-such-field": 1}"#).first { $0.field == "no-such-field" }
            let known = try #require(unknown?.message.split(separator: ": ").last).split(separator: ", ").map(String.init)
            #expect(Set(known) == Set(properties.map(\.name)), "\(route)")
        }
    }

    @Test(arguments: [
        #"{"id": "org_1", "name": "Acme", "slug": "acme"}"#, #"{"name": "Acme", "slug": "acme"}"#,
        #"{"id": 1, "name": "Acme", "slug": "acme"}"#,
        #"{"id": "org_01kbkh1mh0e3rb5v5qkkh1mh0e", "name": null, "slug": "acme"}"#,
        #"{"id": "org_01kbkh1mh0e3rb5v5qkkh1mh0e", "name": "Acme", "slug": "acme", "more": 1}"#,
        #"{"id": "org_01kbkh1mh0e3rb5v5qkkh1mh0e", "name": "Acme", "slug": "A"}"#, "[]", "no",
        #"{"id": "org_01kbkh1mh0e3rb5v5qkkh1mh0e", "name": "Acme", "slug": "acme", "at": "31 May"}"#,
        #"{"id": "org_01kbkh1mh0e3rb5v5qkkh1mh0e", "name": "Acme", "slug": "acme", "kinds": ["team", "clan"]}"#,
    ])
    func theCheckFindsWhatIsWrong(_ text: String) {
        let schema = Schema.object([
            .required("id", .id(Organization.self)), .required("name", .string), .required("slug", .slug),
            .optional("at", .nullable(.time)),
            .optional("kinds", .list(.values(of: Organization.Kind.self))),
        ])
        #expect(!SchemaCheck.problems(text, schema).isEmpty)
        let right = #"{"id": "org_01kbkh1mh0e3rb5v5qkkh1mh0e", "name": "Acme", "slug": "acme", "at": null, "kinds": ["team"]}"#
        #expect(SchemaCheck.problems(right, schema) == [])
    }

    @Test func itIsServed() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, "/api/openapi.json")
            #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
            let all = try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
            #expect(all["openapi"] as? String == "3.1.0")
            #expect((all["paths"] as? [String: Any])?.count ?? 0 > 80)
            let references = answer.text.matches(of: /"\$ref":"#\/components\/schemas\/([A-Za-z]+)"/).map { String($0.output.1) }
            #expect(Set(references).isSubset(of: Component.all.map(\.name)))
        }
    }
}
