import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// An operator acts as somebody else: what that opens, and all that it doesn't.
@Suite struct ImpersonationRoutesTests {
    private static let why = "Cannot find the members page"

    private static func act(_ operate: Person, as target: String, writes: Bool? = nil) async throws -> Answer {
        var fields: JSONFields = ["reason": why]
        if let writes { fields = fields.with("writes", writes) }
        return try await operate.call(.post, "/admin/accounts/\(target)/impersonate", fields)
    }

    private static func acting(_ operate: Person, as target: Person, writes: Bool = false) async throws -> Person {
        let answer = try await act(operate, as: target.id, writes: writes)
        #expect(answer.status == 201, "\(answer.text)")
        return Person(
            server: target.server, email: target.email, id: target.id, token: try #require(answer.sessionToken),
            organization: target.organization
        )
    }

    @Test func itIsTheOthersMeAndSaysWhose() async throws {
        try await World.run { server, world in
            let (root, owner) = (world.actors[.operate]!, world.actors[.owner]!)
            let answer = try await Self.act(root, as: owner.id)
            #expect(answer.status == 201)
            #expect(answer.json["user"]["id"].text == owner.id)
            #expect(answer.json["session"]["impersonation"]["by"]["id"].text == root.id)
            #expect(answer.json["session"]["impersonation"]["writes"].flag == false)
            let permissions = answer.json["organization"]["permissions"].list.map(\.text)
            #expect(permissions == ["organization.read", "members.read", "invitations.read", "records.read"])
            let me = try await Self.acting(root, as: owner).call(.get, "/me")
            #expect(me.json["organization"]["role"].text == "owner")
            #expect(me.json["session"]["impersonation"]["by"]["id"].text == root.id)
            #expect(try await owner.call(.get, "/me").json["session"]["impersonation"].isMissing)
        }
    }

    /// Every route of the catalogue, with all the rights that there are: what is refused is refused to whoever asked to write, too.
    @Test(arguments: [false, true])
    func whatIsDoneForNobodyElse(writes: Bool) async throws {
        let done = [
            "PUT /api/v1/session/organization": 200,
            "POST /api/v1/me/passkeys": 422,  // no answer of a passkey, whoever gives it
            "DELETE /api/v1/organizations/{organization}/members/{account}": writes ? 204 : 403,
            "PUT /api/v1/organizations/{organization}/logo": writes ? 200 : 403,
            "DELETE /api/v1/organizations/{organization}/logo": writes ? 204 : 403,
        ]
        let withheld =
            [
                "GET /api/v1/organizations/{organization}/secrets", "GET /api/v1/organizations/{organization}/audit",
                "GET /api/v1/organizations/{organization}/audit/export", "GET /api/v1/organizations/{organization}/api-keys",
                "GET /api/v1/me/export", "GET /api/v1/organizations/{organization}/export",
            ]
            + (writes ? [] : ["GET /api/v1/organizations/{organization}/domains", "GET /api/v1/organizations/{organization}/providers"])
        try await World.run { server, world in
            let acting = try await Self.acting(world.actors[.operate]!, as: world.actors[.owner]!, writes: writes)
            let targets = try await world.ownTargets(of: .owner)
            let ends = ["POST /api/v1/logout", "POST /api/v1/session/impersonation/end"]
            let routes = RouteCatalog.all.filter { $0.expected[.nobody] == 401 && !ends.contains($0.description) }
            #expect(routes.count > 40)
            for route in routes {
                let before = try await server.rows()
                let answer = try await world.send(route, with: acting.token, targets)
                let usual = route.isForOperators || route.changesSomething ? 403 : route.expected[.owner] ?? 0
                let expected = withheld.contains(route.description) ? 403 : done[route.description] ?? usual
                #expect(answer.status == expected, "\(route): \(answer.text)")
                if answer.status >= 400 { #expect(try await server.rows() == before, "\(route) changed something") }
                if answer.status == 403 { #expect(answer.code == "forbidden", "\(route): \(answer.text)") }
            }
        }
    }

    @Test func nobodyActsAsAnOperatorAndOperatorsAlone() async throws {
        try await World.run { server, world in
            let (root, owner) = (world.actors[.operate]!, world.actors[.owner]!)
            let other = try await server.signUp("Other root")
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(other.id)")
            let before = try await server.rows()
            #expect(try await Self.act(root, as: other.id).status == 403)
            #expect(try await Self.act(root, as: root.id).status == 403)
            #expect(try await Self.act(owner, as: world.own.account).status == 403)
            #expect(try await Self.act(root, as: world.missing.account).status == 404)
            for reason in ["", "  \u{200B}", String(repeating: "a", count: 501), "line\nbreak"] {
                let answer = try await root.call(.post, "/admin/accounts/\(owner.id)/impersonate", ["reason": reason])
                #expect(answer.status == 422 && answer.json["errors"].list.map { $0["field"].text } == ["reason"], "\(answer.text)")
            }
            #expect(try await root.call(.post, "/admin/accounts/\(owner.id)/impersonate", [:]).status == 422)
            #expect(try await server.rows() == before)
            server.clock.advance(by: .minutes(10))
            #expect(try await Self.act(root, as: owner.id).code == "proof_required")
        }
    }

    @Test func itIsOverAfterAnHour() async throws {
        try await World.run { server, world in
            let acting = try await Self.acting(world.actors[.operate]!, as: world.actors[.owner]!)
            server.clock.advance(by: Span(milliseconds: Impersonation.lifetime.milliseconds - 1))
            #expect(try await acting.call(.get, "/me").status == 200)
            server.clock.advance(by: Span(milliseconds: 1))
            #expect(try await acting.call(.get, "/me").status == 401)
        }
    }

    /// Whatever ends the operator's own session or rights ends it with the next request; so does whatever makes the other an operator.
    @Test(arguments: ["log out", "sign out others", "dismissed", "password", "made operator", "revoked", "again"])
    func itEndsAtOnce(how: String) async throws {
        try await World.run { server, world in
            try await server.run("DELETE FROM factor")
            let (root, owner) = (world.actors[.operate]!, world.actors[.owner]!)
            let acting = try await Self.acting(root, as: owner)
            #expect(try await acting.call(.get, "/me").status == 200)
            switch how {
            case "log out": #expect(try await root.call(.post, "/logout").status == 204)
            case "sign out others":
                let elsewhere = try await server.logIn(root)
                #expect(try await elsewhere.call(.post, "/sessions/revoke-others").status == 204)
            case "dismissed": _ = try await server.storage.maintenance.dismiss(EmailAddress(root.email), at: server.clock.now)
            case "password":
                let elsewhere = try await server.logIn(root)
                let fields: JSONFields = ["currentPassword": Person.password, "newPassword": "lantern giraffe ninety"]
                #expect(try await elsewhere.call(.put, "/password", fields).status == 204)
            case "made operator":
                _ = try await server.storage.maintenance.appoint(EmailAddress(owner.email), owning: nil, at: server.clock.now)
            case "revoked":
                let sessions = try await owner.call(.get, "/sessions").json["items"].list
                let theirs = try #require(sessions.first { $0["impersonation"].flag == true })
                #expect(sessions.filter { !$0["impersonation"].isMissing }.count == 1)
                #expect(try await owner.call(.delete, "/sessions/\(theirs["id"].text ?? "")").status == 204)
            default: _ = try await Self.acting(root, as: world.actors[.viewer]!)
            }
            #expect(try await acting.call(.get, "/me").status == 401)
            #expect(try await acting.call(.get, "/organizations/\(owner.organization)").status == 401)
        }
    }

    @Test func itIsInTheLogOnBothSides() async throws {
        try await World.run { server, world in
            let (root, owner) = (world.actors[.operate]!, world.actors[.owner]!)
            let acting = try await Self.acting(root, as: owner, writes: true)
            #expect(try await acting.call(.patch, "/organizations/\(owner.organization)", ["name": "Acme & Co"]).status == 200)
            let log = try await owner.call(.get, "/organizations/\(owner.organization)/audit").json["items"].list
            #expect(log[0]["action"].text == "organization.updated")
            #expect(log[0]["actor"]["id"].text == root.id && log[0]["onBehalfOf"]["id"].text == owner.id)
            #expect(log[1]["action"].text == "impersonation.started" && log[1]["actor"]["id"].text == root.id)
            #expect(log[1]["target"]["id"].text == owner.id && log[1]["after"]["explanation"].isMissing)
            #expect(log[1]["ip"].text?.isEmpty ?? true)
            let told = try await server.count(
                "SELECT count(*) FROM audit_event WHERE action = 'impersonation.started' AND facts LIKE '%members page%'"
            )
            #expect(told == 2, "of the instance and the person's own")
            #expect(log[1]["after"]["writes"].flag == true)
            let noted = try await server.count("SELECT count(*) FROM audit_event WHERE action = 'impersonation.started'")
            let memberships = try await server.count("SELECT count(*) FROM membership WHERE account_id = \(owner.id)")
            #expect(noted == 1 + memberships && memberships >= 2)
        }
    }

    /// It is no activity of the person's, leads them nowhere, and makes no browser known to them.
    @Test func thePersonStaysWhereTheyAre() async throws {
        try await World.run { server, world in
            try await server.run("DELETE FROM factor")
            let owner = world.actors[.owner]!
            let personal = try #require(try await owner.call(.get, "/organizations").json["items"].list[0]["id"].text)
            let before = try await traces(server)
            let acting = try await Self.acting(world.actors[.operate]!, as: owner)
            server.clock.advance(by: .minutes(5))
            let switched = try await acting.call(.put, "/session/organization", ["organizationId": personal])
            #expect(switched.json["organization"]["id"].text == personal)
            #expect(try await acting.call(.get, "/me").json["organization"]["id"].text == personal)
            #expect(try await owner.call(.get, "/me").json["organization"]["id"].text == owner.organization)
            let after = try await traces(server)
            // The owner's own request just now counts.
            #expect(after.count == before.count && Set(after).symmetricDifference(before).count <= 2)
            #expect(try await server.logIn(owner).call(.get, "/me").json["organization"]["id"].text == owner.organization)
        }
    }

    /// What using an account leaves behind.
    private func traces(_ server: TestServer) async throws -> [String] {
        try await server.rows().filter { row in ["account", "membership", "known_browser"].contains { row.hasPrefix($0) } }
    }

    @Test func theBrowserComesBackToTheOperator() async throws {
        try await World.run { server, world in
            let (root, owner) = (world.actors[.operate]!, world.actors[.owner]!)
            let site: HTTPFields = [.secFetchSite: "same-origin", .cookie: root.cookie]
            let path = "/api/v1/admin/accounts/\(owner.id)/impersonate"
            let begun = try await server.send(.post, path, headers: site, body: "{\"reason\":\"x\"}")
            let cookies = begun.headers[values: .setCookie]
            #expect(begun.status == 201 && cookies.count == 2)
            #expect(cookies.allSatisfy { $0.contains("HttpOnly") && $0.contains("SameSite=Lax") && !$0.contains("Max-Age") })
            #expect(cookies[1].hasPrefix("tenantry-operator=\(root.token);"))
            let kept = "tenantry-operator=\(root.token)"
            let end = "/api/v1/session/impersonation/end"
            func send(_ cookie: String) async throws -> Answer {
                try await server.send(.post, end, headers: [.secFetchSite: "same-origin", .cookie: cookie])
            }
            let acting = try #require(begun.sessionToken)
            // Somebody else has signed in meanwhile: their browser is not made the operator's.
            #expect(try await send("\(world.actors[.viewer]!.cookie); \(kept)").status == 401)
            #expect(try await send("tenantry=\(acting)").status == 401)
            #expect(try await send("tenantry-operator=\(acting)").status == 401)
            #expect(try await server.call(.get, "/me", as: acting).status == 200)
            let ended = try await send("tenantry=\(acting); \(kept)")
            #expect(ended.status == 204)
            let returned = ended.headers[values: .setCookie]
            #expect(returned.count == 2 && returned[0].hasPrefix("tenantry=\(root.token);"))
            #expect(returned[1].hasPrefix("tenantry-operator=;") && returned[1].contains("Max-Age=0"))
            #expect(try await server.call(.get, "/me", as: acting).status == 401)
            #expect(try await root.call(.get, "/me").status == 200)
            // Also when it was over already.
            #expect(try await send("tenantry=\(acting); \(kept)").status == 204)
            let log = try await server.count("SELECT count(*) FROM audit_event WHERE chain = 'instance' AND action = 'impersonation.ended'")
            #expect(log == 1)
        }
    }

    @Test func whoeverLogsOutIsOutAltogether() async throws {
        try await World.run { server, world in
            let root = world.actors[.operate]!
            let acting = try await Self.acting(root, as: world.actors[.owner]!)
            let answer = try await acting.call(.post, "/logout")
            #expect(answer.status == 204 && answer.headers[values: .setCookie].count == 2)
            #expect(try await root.call(.get, "/me").status == 401)
            #expect(try await acting.call(.get, "/me").status == 401)
            #expect(try await world.actors[.owner]!.call(.get, "/me").status == 200)
            let ends = try await server.count("SELECT count(*) FROM audit_event WHERE action = 'impersonation.ended'")
            #expect(ends >= 2)
        }
    }

    /// Whoever logs in where an operator acts as somebody leaves no way back to the operator.
    @Test func logInsTakeItsPlaceAltogether() async throws {
        try await World.run { server, world in
            try await server.run("DELETE FROM factor")
            let (root, viewer) = (world.actors[.operate]!, world.actors[.viewer]!)
            let acting = try await Self.acting(root, as: world.actors[.owner]!)
            let body = try (["email": viewer.email, "password": Person.password] as JSONFields).body
            let headers: HTTPFields = [.secFetchSite: "same-origin", .cookie: acting.cookie]
            #expect(try await server.send(.post, "/api/v1/login", headers: headers, body: body).status == 200)
            #expect(try await acting.call(.get, "/me").status == 401)
            #expect(try await root.call(.get, "/me").status == 401)
        }
    }

    /// It lasts no longer than the operator's own session.
    @Test func itRunsOutWithTheOperatorsSession() async throws {
        try await World.run { server, world in
            let root = world.actors[.operate]!
            try await server.run("UPDATE session SET expires_at = \(server.clock.now + .minutes(2)) WHERE account_id = \(root.id)")
            let acting = try await Self.acting(root, as: world.actors[.owner]!)
            server.clock.advance(by: .minutes(2))
            #expect(try await acting.call(.get, "/me").status == 401)
        }
    }

    /// What gives others rights is none of the settings that an operator changes for somebody.
    @Test func settingsThatAreAboutOthersAreThePersons() async throws {
        try await World.run { server, world in
            let acting = try await Self.acting(world.actors[.operate]!, as: world.actors[.owner]!, writes: true)
            let path = "/organizations/\(acting.organization)"
            for fields: JSONFields in [
                ["defaultRole": "admin"], ["membersHidden": true], ["factorRequired": true], ["invitationHours": 8000],
            ] {
                #expect(try await acting.call(.patch, path, fields).status == 403)
            }
            #expect(try await acting.call(.patch, path, ["accentColor": "#0b6b5c"]).status == 200)
        }
    }

    /// 64 requests that were let through as an operator's, while the operator is dismissed: once that is acknowledged, none does anything.
    @Test func nothingIsDoneWithRightsThatAreGone() async throws {
        try await World.run { server, world in
            let (root, owner) = (world.actors[.operate]!, world.actors[.owner]!)
            for round in 0..<20 {
                _ = try await server.storage.maintenance.appoint(EmailAddress(root.email), owning: nil, at: server.clock.now)
                let acting = try await Self.acting(root, as: owner, writes: true)
                let path = "/organizations/\(owner.organization)"
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for task in 0..<64 {
                        group.addTask {
                            if task == 32 {
                                _ = try await server.storage.maintenance.dismiss(EmailAddress(root.email), at: server.clock.now)
                                let name = try await owner.call(.get, path).json["name"].text
                                #expect(try await acting.call(.patch, path, ["name": "Too late"]).status == 401)
                                #expect(try await owner.call(.get, path).json["name"].text == name)
                            } else {
                                let status = try await acting.call(.patch, path, ["name": "Round \(round) \(task)"]).status
                                #expect(status == 200 || status == 401)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let live = try await server.count("SELECT count(*) FROM session WHERE impersonator_id IS NOT NULL")
                #expect(live == 0)
            }
        }
    }
}
