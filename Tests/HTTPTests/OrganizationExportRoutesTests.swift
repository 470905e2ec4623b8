import Domain
import HTTPTypes
import Testing

@testable import HTTP
@testable import Storage

/// Who may, and whose it is, is in the tenant matrix.
@Suite struct OrganizationExportRoutesTests {
    @Test func itIsAZipFileToKeep() async throws {
        try await TestServer.run { server in
            let (owner, _) = try await server.team("Acme", ["admin"])
            let answer = try await owner.call(.get, "/organizations/\(owner.organization)/export")
            #expect(answer.status == 200 && answer.headers[.contentType] == "application/zip")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"organization-2026-09-21.zip\"")
            #expect(answer.text.hasPrefix("PK\u{3}\u{4}") && answer.text.contains("manifest.json"))
            let log = try await owner.call(.get, "/organizations/\(owner.organization)/audit?action=organization.exported")
            #expect(log.json["items"].list.count == 1 && log.json["items"].list[0]["actor"]["id"].text == owner.id)
        }
    }

    @Test(arguments: ["suspended", "canceled"])
    func itIsThereWhenNothingCanBeChanged(status: String) async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            try await server.run("UPDATE organization SET status = \(status) WHERE id = \(owner.organization)")
            #expect(try await owner.call(.get, "/organizations/\(owner.organization)/export").status == 200)
        }
    }

    @Test func itWantsAProofAndIsNotForOneselfAlone() async throws {
        try await TestServer.run { server in
            let owner = try await server.signUp("Ada", organization: "Acme")
            let personal = try await owner.call(.get, "/organizations").json["items"].list.first { $0["kind"].text == "personal" }
            let refused = try await owner.call(.get, "/organizations/\(try #require(personal?["id"].text))/export")
            #expect(refused.status == 409 && refused.code == "personal_organization")
            try await server.run("UPDATE session SET proven_at = 1")
            let unproven = try await owner.call(.get, "/organizations/\(owner.organization)/export")
            #expect(unproven.status == 403 && unproven.code == "proof_required")
            #expect(try await server.count("SELECT count(*) FROM audit_event WHERE action = 'organization.exported'") == 0)
        }
    }
}
