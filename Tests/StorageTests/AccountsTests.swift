import Domain
import Testing

@testable import Storage

@Suite struct AccountsTests {
    private func outcomes(_ count: Int, _ work: @escaping @Sendable (Int) async throws -> Void) async -> [Failure?] {
        await withTaskGroup(of: (any Error)?.self) { group in
            for number in 0..<count { group.addTask { await failure { try await work(number) } } }
            return await group.reduce(into: []) { outcomes, error in
                if let error, !(error is Failure) { Issue.record(error) }
                outcomes.append(error as? Failure)
            }
        }
    }

    @Test func anAddressGetsOneAccountHoweverManySignUp() async throws {
        try await Fixture.run { fixture in
            for round in 1...5 {
                let found = await outcomes(20) { number in
                    _ = try await fixture.signUp(number % 2 == 0 ? "Ada\(round)" : "ADA\(round)")
                }
                #expect(found.filter { $0 == nil }.count == 1)
                #expect(found.filter { $0 == .emailTaken }.count == 19)
                let counts = [
                    try await fixture.count("SELECT count(*) FROM account"), try await fixture.count("SELECT count(*) FROM organization"),
                    try await fixture.count("SELECT count(*) FROM membership"), try await fixture.count("SELECT count(*) FROM session"),
                ]
                #expect(counts == [round, round, round, round])
            }
        }
    }

    @Test func aSlugIsTakenOnce() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let slug = try Slug("wanted")
            let found = await outcomes(20) { number in
                _ = try await fixture.storage.createOrganization(ada.session, name: DisplayName("N\(number)"), slug: slug, at: fixture.now)
            }
            #expect(found.filter { $0 == nil }.count == 1)
            #expect(found.filter { $0 == .slugTaken }.count == 19)
        }
    }

    @Test func manyOrganizationsMayBearOneName() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            for name in ["Acme", "株式会社", "Admin"] {
                let found = await outcomes(10) { _ in
                    _ = try await fixture.storage.createOrganization(ada.session, name: DisplayName(name), slug: nil, at: fixture.now)
                }
                #expect(found.allSatisfy { $0 == nil })
            }
            let slugs = try await fixture.storage.organizations(ada.session).map(\.organization.slug)
            #expect(slugs.count == 31 && Set(slugs).count == 31)
            #expect(slugs.contains("acme") && !slugs.contains("admin") && !slugs.contains("organization"))
            for slug in slugs { #expect(try Slug(slug).text == slug) }
        }
    }

    @Test func everyoneOwnsExactlyOnePersonalOrganization() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada", joining: .newOrganization(try DisplayName("Acme")))
            let organizations = try await fixture.storage.organizations(ada.session)
            #expect(organizations.map(\.organization.kind) == [.personal, .team])
            #expect(organizations.allSatisfy { $0.role == .owner })
            #expect(ada.session.organization == organizations.last?.organization.id)
            #expect(organizations.first?.organization.name == "Ada")
            #expect(organizations.first?.organization.slug.hasPrefix("ada-") == true)
        }
    }

    @Test func thePasswordIsStoredNowhereAndTheHashIsShownToNobody() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let hash = try #require(try await fixture.storage.read { try $0.passwordHash(of: ada.id) })
            #expect(hash.hasPrefix("$argon2id$"))
            var dumped = ""
            dump(try await fixture.storage.me(ada.session, at: fixture.now), to: &dumped)
            #expect(!dumped.contains("argon2") && !dumped.contains(Fixture.password))
        }
    }

    /// The hash that is checked in vain is another matter; what the database does is the same.
    @Test func aWrongPasswordAndAnUnknownAddressDoTheSame() async throws {
        try await Fixture.run(readers: 1) { fixture in
            let ada = try await fixture.signUp("Ada")
            let log = try await StatementLog(following: fixture)
            var statements: [[String]] = []
            for email in [ada.email, try EmailAddress("nobody@example.com")] {
                await #expect(throws: Failure.invalidCredentials) {
                    try await fixture.storage.logIn(
                        email: email, password: Fixture.accepted("seven silver spoons"), remember: false, replacing: ada.token,
                        on: Fixture.device, at: fixture.now
                    )
                }
                statements.append(log.take())
            }
            #expect(statements[0] == statements[1])
            #expect(statements[0].count == 1)
        }
    }

    @Test func strangersFindNothingNotEvenThatItExists() async throws {
        try await Fixture.run { fixture in
            let (ada, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Eve"))
            let scope = try await fixture.organization(of: ada)
            let slug = try Slug(try await fixture.storage.organization(in: scope, at: fixture.now).organization.slug)
            let nowhere = ID<Organization>(at: fixture.now, from: .seeded(99))
            for organization in [scope.organization, ada.personal, nowhere] {
                await #expect(throws: Failure.notFound) { try await fixture.storage.scope(of: organization, for: eve.session) }
                await #expect(throws: Failure.notFound) {
                    try await fixture.storage.switchOrganization(eve.session, to: organization, at: fixture.now)
                }
            }
            for slug in [slug, try Slug("nowhere")] {
                await #expect(throws: Failure.notFound) { try await fixture.storage.organization(slug: slug, for: eve.session) }
            }
        }
    }
}
