import Domain
import Testing

@testable import HTTP
@testable import Storage

/// Accounts that are deleted while something else happens to what they own.
extension RaceTests {
    private func ownersAndGhosts(in organization: String, _ server: TestServer) async throws -> (owners: Int, ghosts: Int) {
        let owners: SQL = "SELECT count(*) FROM membership WHERE organization_id = \(organization) AND role = 'owner'"
        let ghosts: SQL = """
            SELECT count(*) FROM account
            WHERE deleted_at IS NOT NULL AND (
                EXISTS (SELECT 1 FROM membership WHERE account_id = account.id)
                OR EXISTS (SELECT 1 FROM session WHERE account_id = account.id)
            )
            """
        return (try await server.count(owners), try await server.count(ghosts))
    }

    /// Of two owners each deletes their account, leaves, and steps or is put down, all at once.
    @Test func theLastOwnerDeletesNoAccount() async throws {
        try await TestServer.run { server in
            var deleted = 0
            for round in 0..<Self.rounds {
                let ada = try await server.signUp("Ada \(round)", organization: "Round \(round)")
                let bob = try await server.signUp("Bob \(round)", invitation: ada.link(to: ada.organization, role: "admin"))
                let owners = [ada, bob]
                let path = "/organizations/\(ada.organization)"
                #expect(try await ada.call(.patch, "\(path)/members/\(bob.id)", ["role": "owner"]).status == 200)

                let answers = try await race { task in
                    let (actor, other) = (owners[task % 2], owners[1 - task % 2])
                    switch (task / 2 + round) % 4 {
                    case 0: return try await actor.call(.delete, "/me?confirm=true")
                    case 1: return try await actor.call(.post, "\(path)/leave")
                    case 2: return try await actor.call(.patch, "\(path)/members/\(other.id)", ["role": "viewer"])
                    default: return try await actor.call(.patch, "\(path)/members/\(actor.id)", ["role": "admin"])
                    }
                }

                let (left, ghosts) = try await ownersAndGhosts(in: ada.organization, server)
                #expect(left == 1 && ghosts == 0)
                #expect(answers.contains { $0.code == "last_owner" })
                deleted += answers.enumerated().filter { ($0.offset / 2 + round) % 4 == 0 && $0.element.status == 204 }.count
            }
            #expect(deleted > 0)
            _ = try await server.storage.maintenance.verifyAuditLog()
        }
    }

    /// Bob is made owner and deletes his account; Eve joins and deletes hers.
    @Test func nobodyJoinsOrTakesOverOnceTheirAccountIsDeleted() async throws {
        try await TestServer.run { server in
            var (stays, goes) = (0, 0)
            for round in 0..<Self.rounds {
                let ada = try await server.signUp("Ada \(round)", organization: "Round \(round)")
                let link = try await ada.link(to: ada.organization, role: "member")
                let bob = try await server.signUp("Bob \(round)", invitation: link)
                let eve = try await server.signUp("Eve \(round)")
                let path = "/organizations/\(ada.organization)"

                let answers = try await race { task in
                    switch (task + round) % 4 {
                    case 0: return try await ada.call(.post, "\(path)/transfer", ["accountId": bob.id])
                    case 1: return try await bob.call(.delete, "/me?confirm=true")
                    case 2: return try await eve.join(link)
                    default: return try await eve.call(.delete, "/me?confirm=true")
                    }
                }

                let (left, ghosts) = try await ownersAndGhosts(in: ada.organization, server)
                #expect(left == 1 && ghosts == 0)
                let owned: SQL = "SELECT count(*) FROM membership WHERE account_id = \(bob.id) AND role = 'owner'"
                let gone: SQL = "SELECT count(*) FROM account WHERE id = \(bob.id) AND deleted_at IS NOT NULL"
                let (isBobOwner, isBobGone) = (try await server.count(owned) == 2, try await server.count(gone) == 1)
                #expect(isBobOwner != isBobGone, "either he took over, or he went")
                #expect(answers.contains { $0.code == "last_owner" } == isBobOwner)
                stays += isBobOwner ? 1 : 0
                goes += isBobGone ? 1 : 0
                #expect(try await server.count("SELECT count(*) FROM account WHERE id = \(eve.id) AND deleted_at IS NOT NULL") == 1)
            }
            #expect(stays > 0 && goes > 0, "only one of both ever happened: \(stays) and \(goes)")
        }
    }
}
