import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// What those who run the instance get to see of it, and do: never what is in an organization, nor a secret.
@Suite struct AdminRoutesTests {
    private func run(
        mailing: Mailing = .on, _ body: @escaping @Sendable (TestServer, Person, Person) async throws -> Void
    ) async throws {
        let settings = Settings(publicURL: try PublicURL(TestServer.publicURL), mailing: mailing)
        try await TestServer.run(settings: settings) { server in
            let root = try await server.signUp("Root")
            server.clock.advance(by: .seconds(1))  // ids are in the order of their making
            let ada = try await server.signUp("Ada", organization: "Acme")
            server.clock.advance(by: .seconds(1))
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
            try await body(server, root, ada)
        }
    }

    @Test func accountsAreListedSearchedPagedAndShown() async throws {
        try await run { server, root, ada in
            let bob = try await server.signUp("Bob", invitation: ada.link(to: ada.organization, role: "viewer"))
            let all = try await root.call(.get, "/admin/accounts").json
            #expect(all["total"].number == 3 && all["items"].list.compactMap { $0["name"].text } == ["Bob", "Ada", "Root"])
            #expect(
                all["items"].list[0].keys == [
                    "id", "name", "email", "emailVerified", "operator", "disabledAt", "createdAt", "lastActiveAt", "organizations",
                ])
            #expect(all["items"].list[0]["organizations"].number == 1 && all["items"].list[2]["organizations"].number == 0)
            let (first, found) = (
                try await root.call(.get, "/admin/accounts?limit=2").json, try await root.call(.get, "/admin/accounts?query=BOB%40").json
            )
            let rest = try await root.call(.get, "/admin/accounts?limit=2&cursor=\(first["nextCursor"].text ?? "")").json
            #expect(rest["items"].list.compactMap { $0["name"].text } == ["Root"] && rest["nextCursor"].isNull)
            #expect(found["items"].list.compactMap { $0["id"].text } == [bob.id] && found["total"].isMissing)
            #expect(try await root.call(.get, "/admin/accounts?query=%25").json["items"].list.isEmpty)
            let shown = try await root.call(.get, "/admin/accounts/\(ada.id)").json
            let acme = try #require(shown["memberships"].list.last)
            #expect(shown["sessions"].number == 1 && acme["organization"]["name"].text == "Acme" && acme["onlyOwner"].flag == true)
            #expect(acme["candidates"].list.compactMap { $0["user"]["id"].text } == [bob.id])
        }
    }

    @Test func aResetIsMailedToItsOwnerAloneAndNotTwiceAtOnce() async throws {
        try await run { server, root, ada in
            let path = "/admin/accounts/\(ada.id)/send-reset"
            let sent = try await root.call(.post, path)
            #expect(sent.status == 202 && sent.text.isEmpty)
            let message = try #require(try await server.storage.maintenance.outbox().last)
            #expect(message.kind == .passwordReset && message.recipient == ada.email)
            let token = try await server.storage.maintenance.token(in: message.id).secret
            #expect(try await root.call(.post, path).code == "rate_limited")
            let outbox = try await root.call(.get, "/admin/outbox?status=waiting")
            #expect(outbox.json["items"].list.contains { $0["id"].text == message.id.description } && !outbox.text.contains(token))
            #expect(
                outbox.json["items"].list[0].keys == [
                    "id", "kind", "recipient", "status", "attempts", "nextAttemptAt", "lastAnswer", "createdAt",
                ])
            #expect(try await root.call(.post, "/admin/accounts/\(ada.id)/disable", [:]).status == 204)
            #expect(try await root.call(.post, path).code == "account_disabled")
            server.clock.advance(by: .minutes(10))
            #expect(try await root.call(.post, path).code == "proof_required")
            #expect(try await root.call(.post, "/admin/accounts/\(ada.id)/revoke-sessions").code == "proof_required")
        }
    }

    @Test func organizationsAreFoundDeletedAndBroughtBack() async throws {
        try await run { server, root, ada in
            let path = "/admin/organizations/\(ada.organization)"
            let listed = try await root.call(.get, "/admin/organizations?kind=team").json["items"].list
            #expect(listed.count == 1)
            #expect(
                listed[0].keys == ["id", "name", "slug", "kind", "status", "seats", "used", "members", "createdAt", "deletedAt"]
            )
            #expect(try await root.call(.get, path).json["owners"].list.compactMap { $0["email"].text } == [ada.email])
            #expect(try await root.call(.delete, path).status == 204)
            #expect(try await ada.call(.get, "/organizations/\(ada.organization)").status == 404)
            #expect(try await root.call(.delete, path).status == 404, "once")
            let deleted = try await root.call(.get, "/admin/organizations?status=deleted").json["items"].list
            #expect(deleted.count == 1 && deleted[0]["members"].number == 1 && deleted[0]["used"].number == 0)
            #expect(try await root.call(.get, "/admin/organizations?status=active&query=acme").json["items"].list.isEmpty)
            // Its only owner can't sign in any more: it comes back suspended.
            #expect(try await root.call(.post, "/admin/accounts/\(ada.id)/disable", [:]).status == 204)
            #expect(try await root.call(.post, path + "/restore").status == 204)
            #expect(try await root.call(.get, path).json["status"].text == "suspended")
            #expect(try await root.call(.post, path + "/restore").status == 404)
            #expect(try await root.call(.put, path + "/subscription", ["status": "active"]).code == "last_owner")
            let personal = try #require(
                try await root.call(.get, "/admin/organizations?kind=personal").json["items"].list.first?["id"].text)
            #expect(try await root.call(.delete, "/admin/organizations/\(personal)").code == "personal_organization")
            let log = try await root.call(.get, "/admin/audit?action=organization").json["items"].list
            #expect(log.compactMap { $0["action"].text } == ["organization.restored", "organization.deleted"])
            #expect(log.allSatisfy { $0["actor"]["id"].text == root.id && $0["target"]["id"].text == ada.organization })
        }
    }

    @Test func messagesAreTriedAgainAndDropped() async throws {
        try await run { server, root, ada in
            let message = try #require(try await server.storage.maintenance.outbox().last).id
            try await server.run("UPDATE outbox SET next_attempt_at = 9e15 WHERE id = \(message)")
            #expect(try await root.call(.post, "/admin/outbox/\(message)/retry").status == 204)
            #expect(try await server.count("SELECT next_attempt_at FROM outbox WHERE id = \(message)") == server.clock.now.milliseconds)
            server.clock.advance(by: .minutes(10))
            #expect(try await root.call(.delete, "/admin/outbox/\(message)").code == "proof_required")
            try await root.prove()
            #expect(try await root.call(.delete, "/admin/outbox/\(message)").status == 204)
            #expect(try await root.call(.delete, "/admin/outbox/\(message)").status == 404)
            let sent = try #require(try await server.storage.maintenance.outbox().last).id
            try await server.run(
                """
                UPDATE outbox SET state = 'sent', message = NULL, token_hash = NULL, sealed_token = NULL, ended_at = 1 WHERE id = \(sent)
                """
            )
            let refused = try await root.call(.post, "/admin/outbox/\(sent)/retry")
            #expect(refused.status == 409 && refused.code == "not_waiting")
            #expect(try await root.call(.get, "/admin/outbox?status=sent").json["items"].list.count == 1)
        }
    }

    /// A day begins at midnight in UTC; an organization counts once a day, a personal one never.
    @Test func daysAreCountedAsTheyPass() async throws {
        try await run { server, root, ada in
            let today = try await root.call(.get, "/admin/statistics?days=2").json["items"].list
            #expect(today.count == 2 && today[1]["day"].text == String(server.clock.now.description.prefix(10)))
            #expect(today[1]["signUps"].number == 2 && today[1]["signIns"].number == 0 && today[1]["activeOrganizations"].number == 1)
            #expect(today[0]["signUps"].number == 0)
            _ = try await server.logIn(ada)
            server.clock.advance(by: .days(1))
            let (again, late) = (try await server.logIn(ada), try await server.logIn(root))
            server.clock.advance(by: .minutes(2))
            #expect(try await again.call(.get, "/me").status == 200)
            let days = try await late.call(.get, "/admin/statistics?days=2").json["items"].list
            #expect(days[0]["signIns"].number == 1 && days[0]["activeOrganizations"].number == 1)
            #expect(days[1]["signIns"].number == 2 && days[1]["activeOrganizations"].number == 1 && days[1]["signUps"].number == 0)
            #expect(try await late.call(.get, "/admin/statistics?days=0").invalidFields == ["days"])
            #expect(try await late.call(.get, "/admin/statistics?days=367").invalidFields == ["days"])
            #expect(try await late.call(.get, "/admin/statistics").json["items"].list.count == 30)
        }
    }

    @Test func theSystemIsShownWithoutItsSecrets() async throws {
        try await TestServer.run { server in
            let root = try await server.signUp("Root")
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
            let settings = [
                Instance.Setting(name: "TENANTRY_STRIPE_SECRET", value: "whsec_not_to_be_seen", isSecret: true),
                Instance.Setting(name: "TENANTRY_SIGNUP", value: "open", isSecret: false),
            ]
            let instance = Instance(version: "9.9", startedAt: server.clock.now - .hours(1), settings: settings)
            let services = Services(
                storage: server.storage, records: server.records, settings: try Settings(publicURL: PublicURL(TestServer.publicURL)),
                clock: server.clock.clock, instance: instance
            )
            try await server.through(buildRouter(services)) { server in
                let answer = try await server.call(.get, "/admin/system", as: root.token)
                #expect(answer.json["version"].text == "9.9" && answer.json["uptime"].number == 3600)
                #expect((answer.json["database"]["size"].number ?? 0) > 0 && answer.json["backups"]["every"].isNull)
                #expect(!answer.text.contains("whsec"))
                #expect(answer.json["settings"].list[0]["given"].flag == true && answer.json["settings"].list[0]["value"].isNull)
                #expect(answer.json["settings"].list[1]["value"].text == "open")
            }
        }
    }
}
