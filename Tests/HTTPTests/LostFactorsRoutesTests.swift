import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// Factors that somebody has lost, at the door.
@Suite struct LostFactorsRoutesTests {
    @Test func theyAreAnnouncedKeptAndRemoved() async throws {
        try await TestServer.run(settings: Settings(publicURL: try PublicURL(TestServer.publicURL), mailing: .on)) { server in
            let (root, ada) = (try await server.signUp("Root"), try await server.signUp("Ada"))
            try await server.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
            let account = "/admin/accounts/\(ada.id)"
            #expect(try await root.call(.post, "\(account)/factor-removal").status == 404, "there is none")
            try await server.run(
                """
                INSERT INTO factor (id, account_id, kind, name, name_key, sealed, created_at, confirmed_at)
                VALUES (\(ID<Factor>(at: server.clock.now, from: .system)), \(ada.id), 'totp', 'Phone', 'phone', x'00', 1, 1)
                """
            )
            let due = "\(server.clock.now + Factor.removalDelay)"
            #expect(try await root.call(.get, account).json["factorsRemovableAt"].isNull)
            #expect(try await root.call(.delete, "\(account)/factors").code == "too_early")
            let announced = try await root.call(.post, "\(account)/factor-removal")
            #expect(announced.status == 202 && announced.json["removableAt"].text == due)
            let shown = try await root.call(.get, account).json
            #expect(shown["factors"].number == 1 && shown["factorsRemovableAt"].text == due)
            #expect(try await ada.call(.get, "/me/factors").json["removableAt"].text == due)
            #expect(try await root.call(.delete, "\(account)/factor-removal").status == 204)
            #expect(try await ada.call(.get, "/me/factors").json["removableAt"].isNull)
            #expect(try await root.call(.post, "\(account)/factor-removal").status == 202)
            let early = try await root.call(.delete, "\(account)/factors")
            #expect(early.status == 409 && early.code == "too_early" && early.text.contains(due))
            try await server.run("UPDATE account SET factors_removable_at = \(server.clock.now) WHERE id = \(ada.id)")
            #expect(try await root.call(.delete, "\(account)/factors").code == "too_early", "the letter has not left")
            try await server.run(
                "UPDATE outbox SET state = 'sent', message = NULL, ended_at = created_at WHERE kind = 'factor-removal-announced'")
            #expect(try await root.call(.delete, "\(account)/factors").status == 204)
            #expect(try await ada.call(.get, "/me").status == 401)
            #expect(try await root.call(.get, account).json["factors"].number == 0)
        }
    }
}
