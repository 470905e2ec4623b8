import Domain
import Testing

@testable import Storage

@Suite struct OperatorsTests {
    private func address(_ name: String) throws -> EmailAddress { try EmailAddress("\(name)@example.com") }

    @Test func anAccountIsMadeWithItsOrganizationsAndNoPassword() async throws {
        try await Fixture.run { fixture in
            let acme = try DisplayName("Acme")
            let made = try await fixture.storage.maintenance.appoint(address("ada"), owning: acme, at: fixture.now)
            #expect(made.isNewAccount && made.isNewOperator && made.organization == acme)
            #expect(made.account.isOperator && !made.account.emailVerified && made.account.name == "ada")
            let id = made.account.id
            #expect(try await fixture.count("SELECT count(*) FROM membership WHERE account_id = \(id) AND role = 'owner'") == 2)
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == 0)
            for guess in [PasswordHasher.unusable, Fixture.password] {
                let error = await failure {
                    try await fixture.storage.logIn(
                        email: address("ada"), password: Password(presented: guess), remember: false, replacing: nil, mailing: .off,
                        on: Fixture.device, at: fixture.now
                    )
                }
                #expect(error as? Failure == .invalidCredentials)
            }
        }
    }

    @Test func theLinkSetsThePasswordOnceAndProvesNoAddress() async throws {
        try await Fixture.run { fixture in
            let acme = try DisplayName("Acme")
            let (maintenance, reset) = (
                fixture.storage.maintenance,
                { (token: Token?, now: Instant) in
                    try await fixture.storage.resetPassword(
                        with: #require(token), to: Fixture.accepted(), mailing: .on, on: Fixture.device, at: now
                    )
                }
            )
            let first = try await maintenance.appoint(address("ada"), owning: acme, at: fixture.now)
            let second = try await maintenance.appoint(address("ada"), owning: acme, at: fixture.now)
            #expect(!second.isNewAccount && !second.isNewOperator && second.organization == nil)
            await #expect(throws: Failure.tokenInvalid) { try await reset(first.token, fixture.now) }
            await #expect(throws: Failure.tokenInvalid) { try await reset(second.token, fixture.now + .minutes(30)) }
            try await reset(second.token, fixture.now + .minutes(29))
            await #expect(throws: Failure.tokenInvalid) { try await reset(second.token, fixture.now + .minutes(29)) }
            let third = try await maintenance.appoint(address("ada"), owning: acme, at: fixture.now)
            #expect(third.token == nil && !third.account.emailVerified)
            #expect(try await fixture.count("SELECT count(*) FROM organization") == 2)
        }
    }

    /// Names are nobody's alone: someone else's organization is not taken for the one that is wanted.
    @Test func anOrganizationOfThatNameMustBeOnesOwn() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: bob)
            try await fixture.join(ada, scope, as: .admin)
            let made = try await fixture.storage.maintenance.appoint(ada.email, owning: DisplayName("acme"), at: fixture.now)
            #expect(made.organization != nil && !made.isNewAccount && made.token == nil)
            let own = try await fixture.storage.maintenance.appoint(bob.email, owning: DisplayName("ACME"), at: fixture.now)
            #expect(own.organization == nil)
            #expect(try await fixture.count("SELECT count(*) FROM organization WHERE name_key = 'acme'") == 2)
        }
    }

    @Test func someoneWithoutAnAccountNeedsAnOrganization() async throws {
        try await Fixture.run { fixture in
            let refused = await failure { try await fixture.storage.maintenance.appoint(address("ada"), owning: nil, at: fixture.now) }
            #expect(refused as? OperatorRefusal == .noAccount)
            let unknown = await failure { try await fixture.storage.maintenance.dismiss(address("ada"), at: fixture.now) }
            #expect(unknown as? OperatorRefusal == .noAccount)
            let accounts = try await fixture.count("SELECT count(*) FROM account")
            #expect(accounts == 0)
        }
    }

    @Test func whoIsDismissedKeepsEverythingElse() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            for person in [ada, bob] {
                _ = try await fixture.storage.maintenance.appoint(person.email, owning: nil, at: fixture.now)
            }
            #expect(try await fixture.storage.session(opening: ada.token, at: fixture.now)?.account.isOperator == true)
            let first = try await fixture.storage.maintenance.dismiss(ada.email, at: fixture.now)
            #expect(first.wasOperator && first.left == 1)
            let again = try await fixture.storage.maintenance.dismiss(ada.email, at: fixture.now)
            #expect(!again.wasOperator && again.left == 1)
            #expect(try await fixture.storage.session(opening: ada.token, at: fixture.now)?.account.isOperator == false)
            #expect(try await fixture.storage.maintenance.operators().map(\.account.email) == [bob.email.text])
            let last = try await fixture.storage.maintenance.dismiss(bob.email, at: fixture.now)
            #expect(last.wasOperator && last.left == 0)
            #expect(try await fixture.storage.maintenance.operators().isEmpty)
        }
    }

    /// Two shells at once, as a deployment on two machines would have them.
    @Test func manyAtOnceMakeOne() async throws {
        try await Fixture.run { fixture in
            let acme = try DisplayName("Acme")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { _ = try await fixture.storage.maintenance.appoint(address("ada"), owning: acme, at: fixture.now) }
                }
                try await group.waitForAll()
            }
            #expect(try await fixture.count("SELECT count(*) FROM account") == 1)
            #expect(try await fixture.count("SELECT count(*) FROM organization") == 2)
            #expect(try await fixture.count("SELECT count(*) FROM password_reset") == 1)
        }
    }
}
