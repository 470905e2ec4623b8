import Domain
import Testing

@testable import Storage

/// An organization's picture: who sets it, and where it leads and no longer does.
@Suite struct LogosTests {
    /// As much of a PNG as is looked at.
    static let png = picture(1)

    private static func picture(_ mark: UInt8) -> [UInt8] {
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 0, 32, 0, 0, 0, 32]
            + [8, 6, 0, 0, 0, 0, 0, 0, mark]
    }

    private func set(_ fixture: Fixture, _ mark: UInt8, _ scope: OrganizationScope) async throws -> LogoName {
        let details = try await fixture.storage.setLogo(Logo(Self.picture(mark)), in: scope, at: fixture.now)
        return try #require(details.organization.logo)
    }

    private func isGone(_ fixture: Fixture, _ name: LogoName) async -> Bool {
        await failure { try await fixture.storage.logo(named: name) } as? Failure == .notFound
    }

    @Test func aNameLeadsToOnePictureAsLongAsItIsThere() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let (acme, other) = (try await fixture.organization(of: ada), try await fixture.organization(of: ada, named: "Other"))
            await #expect(throws: Failure.notFound) { try await fixture.storage.logo(in: acme) }
            let first = try await set(fixture, 1, acme)
            #expect(try await set(fixture, 1, acme) == first, "the same picture")
            #expect(try await set(fixture, 1, other) != first, "nobody learns from a name who else has the picture")
            #expect(first.text.utf8.count == 43)
            let second = try await set(fixture, 2, acme)
            #expect(second != first)
            #expect(await isGone(fixture, first))
            #expect(try await fixture.storage.logo(named: second).bytes == Self.picture(2))
            #expect(try await fixture.storage.logo(in: acme).name == second)
            #expect(try await fixture.storage.me(ada.session, at: fixture.now).organizations.map(\.organization.logo).contains(second))

            try await fixture.storage.deleteOrganization(in: acme, forGood: false, mailing: .off, at: fixture.now)
            #expect(await isGone(fixture, second))
            let back = try await fixture.storage.restoreOrganization(acme.organization, by: ada.session, mailing: .off, at: fixture.now)
            #expect(back.organization.logo == second)
            #expect(try await fixture.storage.logo(named: second).bytes == Self.picture(2))
            let again = try await fixture.storage.scope(of: acme.organization, for: ada.session)
            try await fixture.storage.removeLogo(in: again, at: fixture.now)
            try await fixture.storage.removeLogo(in: again, at: fixture.now)
            #expect(await isGone(fixture, second))
            #expect(try await fixture.storage.organization(in: again, at: fixture.now).organization.logo == nil)
            #expect(try await fixture.count("SELECT count(*) FROM logo") == 1)
        }
    }

    @Test func theLogSaysWhichPictureWithoutIt() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            _ = try await set(fixture, 1, scope)
            _ = try await set(fixture, 1, scope)
            _ = try await set(fixture, 2, scope)
            try await fixture.storage.removeLogo(in: scope, at: fixture.now)
            let events = try await fixture.storage.auditLog(in: scope, AuditQuery(), at: fixture.now).items.reversed()
            let changes = events.filter { $0.action == "organization.updated" }.map { [$0.before[.logo], $0.after[.logo]] }
            let prints = [Self.picture(1), Self.picture(2)].map { AuditValue.fingerprint(of: $0) }
            #expect(changes == [[nil, prints[0]], [prints[0], prints[1]], [prints[1], nil]])
            #expect(prints.allSatisfy { if case .text(let text) = $0 { text.utf8.count == 64 } else { false } })
        }
    }

    @Test func oneStandsHoweverManyComeAtOnce() async throws {
        for round in 0..<20 {
            try await Fixture.run(seed: UInt64(round)) { fixture in
                let scope = try await fixture.organization(of: fixture.signUp("Ada"))
                let names = await withTaskGroup(of: LogoName?.self) { group in
                    for mark in 1...6 { group.addTask { try? await set(fixture, UInt8(mark), scope) } }
                    return await group.reduce(into: Set<LogoName>()) { if let name = $1 { $0.insert(name) } }
                }
                #expect(names.count == 6)
                let standing = try await fixture.storage.logo(in: scope).name
                for name in names { #expect(await isGone(fixture, name) == (name != standing)) }
            }
        }
    }

    @Test func theSchemaTakesNothingElse() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            _ = try await set(fixture, 1, scope)
            let refused: [SQL] = [
                "UPDATE logo SET type = 'image/svg+xml'", "UPDATE logo SET bytes = \([UInt8]())",
                "UPDATE logo SET bytes = \([UInt8](repeating: 0, count: Logo.largest + 1))",
                "INSERT INTO logo SELECT organization_id, 'x', type, bytes FROM logo",
            ]
            for statement in refused {
                guard case .constraint? = await failure({ try await fixture.run(statement) }) as? DatabaseError else {
                    Issue.record("\(statement.text)")
                    continue
                }
            }
            let removing = await failure {
                try await fixture.storage.removeLogo(in: fixture.join(fixture.signUp("Max"), scope, as: .manager), at: fixture.now)
            }
            guard case .forbidden? = removing as? Failure else { throw Failure.malformed("a manager removed the logo") }
        }
    }
}
