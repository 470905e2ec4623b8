import Domain
import HTTPTypes
import Hummingbird
import Testing

@testable import HTTP
@testable import Storage

/// Every route, for everyone, with one's own ids, another organization's, and ids of nothing.
@Suite struct TenantMatrixTests {
    /// A route that the catalogue doesn't name has nobody who thought about who may use it.
    @Test func theCatalogueNamesEveryRoute() async throws {
        try await TestServer.run { server in
            let services = Services(
                storage: server.storage, records: server.records, settings: Settings(publicURL: try PublicURL(TestServer.publicURL))
            )
            let others = ["/healthz", "/readyz", "/metrics"]
            let routes = buildRouter(services).routes
                .filter { "\($0.path)".hasPrefix("/api/") || $0.method != .get || others.contains("\($0.path)") }
                .map { "\($0.method.rawValue) \($0.path)" }
            #expect(Set(routes) == Set(RouteCatalog.all.map(\.description)))
            #expect(routes.count == RouteCatalog.all.count)
        }
    }

    @Test(arguments: RouteCatalog.all)
    func withOnesOwnIDs(route: RouteCase) async throws {
        for actors in rounds(of: route) {
            try await World.run { server, world in
                for actor in actors {
                    let targets = try await world.ownTargets(of: actor)
                    let before = try await server.rows()
                    let answer = try await send(route, as: actor, targets, in: world)
                    #expect(answer.status == route.expected[actor], "\(route) as \(actor): \(answer.text)")
                    if answer.status >= 400 { #expect(try await server.rows() == before, "\(route) as \(actor) changed something") }
                }
            }
        }
    }

    /// Who can share a world: what is refused leaves it as it was, and so does what only reads. Everyone who changes it is the last there.
    private func rounds(of route: RouteCase) -> [[Actor]] {
        guard route.changesSomething else { return [Actor.allCases] }
        let refused = Actor.allCases.filter { route.expected[$0, default: 0] >= 400 }
        let others = Actor.allCases.filter { !refused.contains($0) }
        guard let first = others.first else { return [refused] }
        return [refused + [first]] + others.dropFirst().map { [$0] }
    }

    @Test func withTheIDsOfAnotherOrganization() async throws {
        try await World.run { server, world in
            let before = try await server.rows()
            for route in RouteCatalog.all where (route.names("organization") || route.names("slug")) && !route.isForOperators {
                for actor in Actor.allCases where actor != .stranger && actor != .foreignKey {
                    let foreign = try await send(route, as: actor, world.foreign, in: world)
                    let missing = try await send(route, as: actor, world.missing, in: world)
                    let isAtTheDoor = actor.isKey && !route.isForKeys
                    #expect(foreign.status == (actor == .nobody ? 401 : isAtTheDoor ? 403 : 404), "\(route) as \(actor): \(foreign.text)")
                    #expect(foreign.status == missing.status)
                    #expect(foreign.comparableBody == missing.comparableBody, "\(route) as \(actor)")
                    #expect(names(of: foreign) == names(of: missing))
                }
            }
            #expect(try await server.rows() == before)
        }
    }

    /// All that is an organization's is out of reach of a member who lacks the factor that it wants, but for leaving it.
    /// To all others it is as it ever was.
    @Test func withoutTheFactorThatTheOrganizationWants() async throws {
        try await World.run { server, world in
            try await server.run("UPDATE organization SET factor_required = 1 WHERE id = \(world.own.organization)")
            try await server.run("DELETE FROM factor")
            let before = try await server.rows()
            let members: Set<Actor> = [.viewer, .member, .manager, .admin, .owner, .key, .personalKey]
            let spared = ["leave", "restore"].map { "POST /api/v1/organizations/{organization}/\($0)" }
            var refused = 0
            for route in RouteCatalog.all
            where (route.names("organization") || route.names("slug")) && !route.isForOperators && !spared.contains("\(route)") {
                for actor in Actor.allCases where actor != .nobody && (!actor.isKey || route.isForKeys) {
                    let answer = try await send(route, as: actor, world.own, in: world)
                    let isMember = members.contains(actor)
                    #expect(answer.code == (isMember ? "factor_required" : "not_found"), "\(route) as \(actor): \(answer.text)")
                    refused += isMember ? 1 : 0
                }
            }
            #expect(refused > 200)
            #expect(try await server.rows() == before)
            let me = try #require(world.actors[.viewer])
            #expect(try await me.call(.post, "/organizations/\(world.own.organization)/leave").status == 204)
        }
    }

    /// One body for all routes that no key reaches, whatever they name and whosever the key is; a key that opens nothing is as none.
    @Test func whatNoKeyReachesRefusesAllAlike() async throws {
        try await World.run { server, world in
            let before = try await server.rows()
            var bodies: Set<String> = []
            let closed = RouteCatalog.all.filter { !$0.isForKeys }
            for route in closed {
                for actor in Actor.allCases where actor.isKey {
                    for targets in [world.own, world.foreign, world.missing] {
                        let answer = try await send(route, as: actor, targets, in: world)
                        #expect(answer.status == 403 && answer.code == "forbidden", "\(route) as \(actor): \(answer.text)")
                        bodies.insert(answer.comparableBody)
                    }
                }
            }
            #expect(bodies.count == 1 && closed.count > 30)
            #expect(try await server.rows() == before)

            try await server.run("UPDATE api_key SET revoked_at = 1")
            for route in RouteCatalog.all where route.expected[.nobody] == 401 {
                let answer = try await send(route, as: .key, world.own, in: world)
                #expect(answer.status == 401 && answer.code == "unauthenticated", "\(route): \(answer.text)")
            }
        }
    }

    /// Whoever does not run the instance learns nothing there, not even what exists.
    @Test func operatorsRoutesAreTheSameForEveryoneElse() async throws {
        try await World.run { server, world in
            let before = try await server.rows()
            for route in RouteCatalog.all where route.isForOperators {
                for actor in Actor.allCases where actor != .operate {
                    let own = try await send(route, as: actor, world.own, in: world)
                    let missing = try await send(route, as: actor, world.missing, in: world)
                    #expect(own.status == (actor == .nobody ? 401 : 403), "\(route) as \(actor): \(own.text)")
                    #expect(own.comparableBody == missing.comparableBody, "\(route) as \(actor)")
                }
                if ["organization", "account", "message"].contains(where: route.names) {
                    #expect(try await send(route, as: .operate, world.missing, in: world).status == 404, "\(route)")
                }
            }
            #expect(try await server.rows() == before)
        }
    }

    @Test func withForeignIDsInsideOnesOwnOrganization() async throws {
        try await World.run { server, world in
            let before = try await server.rows()
            let parameters = [
                "account", "invitation", "session", "role", "secret", "key", "personalKey", "received", "domain", "offer", "factor",
            ]
            for route in RouteCatalog.all where parameters.contains(where: route.names) && !route.isForOperators {
                for actor in Actor.allCases {
                    // The other organization's owner is the stranger: that session, key and invitation are the stranger's own.
                    if ["session", "received", "personalKey", "factor"].contains(where: route.names), actor == .stranger { continue }
                    let foreign = try await send(route, as: actor, mixed(world.own, world.foreign), in: world)
                    let missing = try await send(route, as: actor, mixed(world.own, world.missing), in: world)
                    let owned = route.expected[actor] ?? 0
                    #expect(foreign.status == (owned < 400 ? 404 : owned), "\(route) as \(actor): \(foreign.text)")
                    #expect(foreign.comparableBody == missing.comparableBody, "\(route) as \(actor)")
                }
            }
            #expect(try await server.rows() == before)
        }
    }

    @Test func switchingToAForeignOrganizationIsAsIfThereWereNone() async throws {
        try await World.run { server, world in
            let before = try await server.rows()
            for id in [
                world.foreign.organization, world.missing.organization, "org_nonsense", "", "acc_\(world.own.organization.dropFirst(4))",
            ] {
                let answer = try await world.actors[.owner]!.call(.put, "/session/organization", ["organizationId": id])
                #expect(answer.status == 404)
                #expect(answer.code == "not_found")
            }
            #expect(try await server.rows() == before)
        }
    }

    private func send(_ route: RouteCase, as actor: Actor, _ targets: Targets, in world: World) async throws -> Answer {
        try await world.send(route, with: world.token(of: actor), targets)
    }

    /// The organization of one, everything else of the other.
    private func mixed(_ organization: Targets, _ rest: Targets) -> Targets {
        Targets(
            organization: organization.organization, slug: organization.slug, account: rest.account, invitation: rest.invitation,
            session: rest.session, role: rest.role, secret: rest.secret, key: rest.key, personalKey: rest.personalKey,
            received: rest.received, domain: rest.domain, offer: rest.offer, factor: rest.factor,
            provider: rest.provider, identity: rest.identity
        )
    }

    private func names(of answer: Answer) -> [String] { answer.headers.map(\.name.canonicalName).sorted() }
}

extension World {
    /// A route as it is used rightly. What it answers must be what the API's description says.
    func send(_ route: RouteCase, with token: String?, _ targets: Targets) async throws -> Answer {
        let answer = try await answer(to: route, with: token, targets)
        route.expectDescribed(answer)
        return answer
    }

    private func answer(to route: RouteCase, with token: String?, _ targets: Targets) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let token { headers[.authorization] = "Bearer \(token)" }
        if let upload = route.upload {
            headers[.contentType] = upload.type
            return try await server.send(route.method, route.path(targets), headers: headers, bytes: ByteBuffer(bytes: upload.bytes))
        }
        return try await server.send(route.method, route.path(targets), headers: headers, body: route.fields?(self, targets).body)
    }
}
