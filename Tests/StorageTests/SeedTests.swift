import Domain
import Synchronization
import Testing

@testable import Storage

@Suite struct SeedTests {
    @Test func whatItMakesIsAsPeopleWouldHaveMadeIt() async throws {
        try await Fixture.run { fixture in
            let (storage, now) = (fixture.storage, fixture.now)
            try await storage.maintenance.seed(
                Seed(organizations: 5, members: 4, largest: 30, accounts: 40), password: Fixture.accepted(), clock: Clock { now }
            )
            #expect(try await fixture.count("SELECT count(*) FROM account") == 40)
            #expect(try await fixture.count("SELECT count(*) FROM organization WHERE kind = 'team'") == 5)
            #expect(try await fixture.count("SELECT count(*) FROM membership") == 40 + 30 + 4 * 4)
            #expect(try await fixture.count("SELECT count(*) FROM session") == 0)
            let signedIn = try await storage.logIn(
                email: EmailAddress(Seed.email(of: 1)), password: Fixture.accepted(), remember: false, replacing: nil, mailing: .off,
                on: Fixture.device, at: now
            )
            let found = signedIn.me.organizations.first { $0.organization.name == "Organization 1" }
            let first = try #require(found)
            #expect(first.role == .owner)
            let scope = try await storage.scope(of: first.organization.id, for: signedIn.me.session)
            #expect(try await storage.members(in: scope, MemberQuery(), at: now).total == 30)
            try await fixture.expectWhole()
        }
    }

    @Test func idsGoUpAsTimePasses() async throws {
        try await Fixture.run { fixture in
            let passed = Mutex<Int64>(0)
            let clock = Clock {
                passed.withLock { passed in
                    passed += 1
                    return fixture.now + Span(milliseconds: passed)
                }
            }
            try await fixture.storage.maintenance.seed(
                Seed(organizations: 20, members: 1, largest: 1, accounts: 20), password: Fixture.accepted(), clock: clock
            )
            let addresses = try await fixture.storage.read { connection in
                try connection.rows("SELECT email FROM account ORDER BY id") { try $0[0] as String }
            }
            #expect(addresses == (1...20).map { Seed.email(of: $0) })
            let names = try await fixture.storage.read { connection in
                try connection.rows("SELECT name FROM organization WHERE kind = 'team' ORDER BY id") { try $0[0] as String }
            }
            #expect(names == (1...20).map { "Organization \($0)" })
        }
    }

    @Test func onlyAnEmptyInstanceIsFilled() async throws {
        try await Fixture.run { fixture in
            _ = try await fixture.signUp("Ada")
            await #expect(throws: SeedRefusal()) {
                try await fixture.storage.maintenance.seed(
                    Seed(organizations: 1, members: 1, largest: 1, accounts: 1), password: Fixture.accepted(), clock: Clock { fixture.now }
                )
            }
            #expect(try await fixture.count("SELECT count(*) FROM account") == 1)
        }
    }

    @Test(arguments: [(1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0), (-1, 1, 1, 1), (1, 2, 1, 1), (1, 1, 2, 1), (501, 1, 1, 1)])
    func numbersThatMakeNoSense(_ organizations: Int, _ members: Int, _ largest: Int, _ accounts: Int) {
        #expect(throws: Problem.self) {
            try Seed(organizations: organizations, members: members, largest: largest, accounts: accounts)
        }
    }
}
