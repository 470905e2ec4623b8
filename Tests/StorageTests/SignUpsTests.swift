import Domain
import Testing

@testable import Storage

/// Accounts that start with the link in a message.
@Suite struct SignUpsTests {
    private let password = "seven silver spoons"

    private func signUp(_ name: String, _ password: String = Fixture.password, _ joining: SignUp.Joining = .nothing) throws -> SignUp {
        SignUp(
            name: try DisplayName(name), email: try EmailAddress("\(name.lowercased())@example.com"),
            password: try Fixture.accepted(password), language: .german, joining: joining
        )
    }

    /// The link's token; nil where the message has none, or there is no message.
    @discardableResult
    private func request(_ signUp: SignUp, _ fixture: Fixture, at now: Instant? = nil) async throws -> Token? {
        let before = Set(try await fixture.storage.maintenance.outbox().map(\.id))
        let answer = try await fixture.storage.requestSignUp(signUp, mailing: .on, on: Fixture.device, at: now ?? fixture.now)
        #expect(answer == nil)
        let made = try await fixture.storage.maintenance.outbox().first { !before.contains($0.id) }
        guard let made, made.message?.showsToken == true else { return nil }
        return try await fixture.storage.maintenance.outboxEntry(made.id).token
    }

    private func confirm(
        _ token: Token?, _ fixture: Fixture, password: String = Fixture.password, replacing replaced: Token? = nil, at now: Instant? = nil
    ) async throws -> SignedIn {
        try await fixture.storage.confirmSignUp(
            with: #require(token), password: Password(presented: password), replacing: replaced, mailing: .on, on: Fixture.device,
            at: now ?? fixture.now
        )
    }

    private func accounts(_ fixture: Fixture) async throws -> Int { try await fixture.count("SELECT count(*) FROM account") }

    @Test func theAccountStartsWithTheLinkAndThePassword() async throws {
        try await Fixture.run { fixture in
            let token = try await request(signUp("Ada", Fixture.password, .newOrganization(DisplayName("Acme"))), fixture)
            #expect(try await accounts(fixture) == 0)
            let entry = try #require(try await fixture.storage.maintenance.outbox().first)
            #expect(entry.message == .signUp(expiresAt: fixture.now + .hours(24)))
            #expect(entry.recipient == "ada@example.com" && entry.language == .german)
            let proof = try await fixture.storage.lookUpProof(#require(token), at: fixture.now)
            #expect(proof.purpose == .signUp && proof.email == "ada@example.com")

            let wrong = Failure.invalid("password", "is not the one that was chosen when signing up")
            await #expect(throws: wrong) { _ = try await confirm(token, fixture, password: password) }
            #expect(try await accounts(fixture) == 0)
            let signedIn = try await confirm(token, fixture)
            #expect(signedIn.me.session.account.emailVerified && signedIn.me.session.account.language == .german)
            #expect(signedIn.me.current.organization.name == "Acme" && signedIn.me.current.role == .owner)
            #expect(signedIn.me.organizations.count == 2)
            #expect(try await fixture.storage.session(opening: signedIn.token, at: fixture.now) != nil)
            await #expect(throws: Failure.tokenInvalid) { _ = try await confirm(token, fixture) }
            await #expect(throws: Failure.tokenInvalid) { _ = try await fixture.storage.lookUpProof(#require(token), at: fixture.now) }
            #expect(try await fixture.count("SELECT count(*) FROM sign_up") == 0)
            #expect(try await fixture.storage.maintenance.outbox().isEmpty, "its message says nothing true any more")
        }
    }

    @Test func theOwnerOfATakenAddressGetsAMessageThatOpensNothing() async throws {
        try await Fixture.run { fixture in
            _ = try await fixture.signUp("Ada")
            #expect(try await request(signUp("Ada"), fixture) == nil)
            let entry = try #require(try await fixture.storage.maintenance.outbox().first)
            #expect(entry.message == .accountExists(name: "Ada") && entry.language == .english)
            #expect(try await fixture.count("SELECT count(*) FROM sign_up") == 1, "as for a free one")
            let token = try #require(try await fixture.storage.maintenance.outboxEntry(entry.id).token)
            #expect(entry.message?.showsToken == false)
            await #expect(throws: Failure.emailTaken) { _ = try await confirm(token, fixture) }
            #expect(try await accounts(fixture) == 1)
        }
    }

    /// Two people want one address: the one who reads its mail gets the account that they have asked for, with their own password, by
    /// whichever link.
    @Test(arguments: [false, true])
    func aStrangersSignUpIsNotCompletedByTheOwnersClick(_ byTheStrangersLink: Bool) async throws {
        try await Fixture.run { fixture in
            let strangers = try await request(signUp("Ada", password), fixture)
            let owners = try await request(signUp("Ada", Fixture.password, .newOrganization(DisplayName("Acme"))), fixture)
            await #expect(throws: (any Error).self) { _ = try await confirm(strangers, fixture, password: "neither of the two") }
            #expect(try await accounts(fixture) == 0)
            let signedIn = try await confirm(byTheStrangersLink ? strangers : owners, fixture)
            #expect(signedIn.me.current.organization.name == "Acme")
            await #expect(throws: Failure.tokenInvalid) { _ = try await confirm(strangers, fixture, password: password) }
            await #expect(throws: Failure.invalidCredentials) {
                _ = try await fixture.storage.logIn(
                    email: EmailAddress("ada@example.com"), password: Fixture.accepted(password), remember: false, replacing: nil,
                    on: Fixture.device, at: fixture.now
                )
            }
        }
    }

    /// Strangers who have used up what an address gets in an hour don't keep its owner from starting their account.
    @Test func theOwnerGetsInByTheLinkOfAStranger() async throws {
        try await Fixture.run { fixture in
            var strangers: [Token?] = []
            for number in Int64(0)..<5 {
                strangers.append(try await request(signUp("Ada", password), fixture, at: fixture.now + .minutes(number)))
            }
            let late = fixture.now + .minutes(6)
            #expect(try await request(signUp("Ada", Fixture.password, .newOrganization(DisplayName("Acme"))), fixture, at: late) == nil)
            for number in Int64(7)..<20 {
                let device = Device(userAgent: "", address: "198.51.100.\(number % 3)")
                _ = try await fixture.storage.requestSignUp(
                    signUp("Ada", password), mailing: .on, on: device, at: fixture.now + .minutes(number)
                )
            }
            let signedIn = try await confirm(strangers[0], fixture, at: fixture.now + .minutes(20))
            #expect(signedIn.me.current.organization.name == "Acme")
            #expect(try await fixture.count("SELECT count(*) FROM sign_up") == 0)
        }
    }

    @Test func whatWaitsWithoutAMessageIsBounded() async throws {
        try await Fixture.run { fixture in
            for number in 0..<120 {
                let device = Device(userAgent: "", address: "198.51.100.\(number / 2)")
                _ = try await fixture.storage.requestSignUp(
                    signUp("Ada"), mailing: .on, on: device, at: fixture.now + .seconds(Int64(number))
                )
            }
            let count = try await fixture.count("SELECT count(*) FROM sign_up")
            #expect(count == Message.Kind.mostSignUpsPerHour + SignUp.mostWithoutMessage)
        }
    }

    /// The account that was made otherwise ends what waits for its address.
    @Test func oneThatWasTakenMeanwhile() async throws {
        try await Fixture.run { fixture in
            let token = try await request(signUp("Ada"), fixture)
            _ = try await fixture.signUp("Ada")
            await #expect(throws: Failure.tokenInvalid) { _ = try await confirm(token, fixture) }
            #expect(try await fixture.storage.maintenance.outbox().isEmpty)
        }
    }

    /// The link proves the address, so domains are no obstacle; whether it may be used is judged when the account starts.
    @Test func theInvitationIsTakenUpWhenTheAccountStarts() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Host"))
            let link = try await fixture.invite(.link(maximumUses: 1, domains: [EmailDomain("example.com")]), as: .manager, in: scope)
            let (first, second) = (
                try await request(signUp("Ada", Fixture.password, .invitation(link.token)), fixture),
                try await request(signUp("Bob", Fixture.password, .invitation(link.token)), fixture)
            )
            let signedIn = try await confirm(first, fixture)
            #expect(signedIn.me.current.organization.id == scope.organization && signedIn.me.current.role == .manager)
            await #expect(throws: Failure.invitationExhausted) { _ = try await confirm(second, fixture) }
            #expect(try await accounts(fixture) == 2, "there is no account without it")

            let foreign = try await fixture.invite(.link(maximumUses: 1, domains: [EmailDomain("example.org")]), in: scope)
            await #expect(throws: Failure.invitationEmailMismatch) {
                try await request(signUp("Eve", Fixture.password, .invitation(foreign.token)), fixture)
            }
        }
    }

    /// It came to the address by mail: nothing is left to be proven.
    @Test func aMailedInvitationStartsTheAccountAtOnce() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Host"))
            let issued = try await fixture.invite(.email(try EmailAddress("ada@example.com")), in: scope)
            let signedIn = try await fixture.storage.requestSignUp(
                signUp("Ada", Fixture.password, .invitation(issued.token)), mailing: .on, on: Fixture.device, at: fixture.now
            )
            #expect(signedIn?.me.session.account.emailVerified == true)
            #expect(signedIn?.me.current.organization.id == scope.organization)
            #expect(try await fixture.count("SELECT count(*) FROM sign_up") == 0)
        }
    }

    @Test func theSessionThatWasThereEnds() async throws {
        try await Fixture.run { fixture in
            let bob = try await fixture.signUp("Bob")
            let token = try await request(signUp("Ada"), fixture)
            _ = try await confirm(token, fixture, replacing: bob.token)
            #expect(try await fixture.storage.session(opening: bob.token, at: fixture.now) == nil)
        }
    }

    @Test func itHolds24HoursToTheMillisecondAndIsSweptAfter() async throws {
        try await Fixture.run { fixture in
            let token = try await request(signUp("Ada"), fixture)
            let end = fixture.now + .hours(24)
            await #expect(throws: Failure.tokenInvalid) { _ = try await confirm(token, fixture, at: end) }
            try await fixture.storage.maintenance.sweep(at: end + Span(milliseconds: -1))
            #expect(try await fixture.count("SELECT count(*) FROM sign_up") == 1)
            try await fixture.storage.maintenance.sweep(at: end)
            #expect(try await fixture.count("SELECT count(*) FROM sign_up") == 0)
            #expect(try await fixture.storage.maintenance.outbox().isEmpty)
        }
    }

    /// Whether there is an account or not, the same number of messages goes out, and beyond that none.
    @Test(arguments: [false, true])
    func anAddressGetsFiveAnHour(_ isTaken: Bool) async throws {
        try await Fixture.run { fixture in
            if isTaken { _ = try await fixture.signUp("Ada") }
            for number in Int64(0)..<8 { try await request(signUp("Ada"), fixture, at: fixture.now + .minutes(number)) }
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == Message.Kind.mostSignUpsPerHour)
            #expect(try await fixture.count("SELECT count(*) FROM sign_up") == Message.Kind.mostSignUpsPerHour + SignUp.mostPerNetwork)
            try await request(signUp("Ada"), fixture, at: fixture.now + .hours(1))
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == Message.Kind.mostSignUpsPerHour + 1)
        }
    }

    /// Taken addresses count like free ones, so the limit tells nothing of them.
    @Test func aNetworkCausesSoManyAnHour() async throws {
        try await Fixture.run { fixture in
            for number in 0..<10 { _ = try await fixture.signUp("Taken\(number)") }
            for number in 0..<Sender.mostPerNetwork {
                try await request(signUp(number % 10 == 0 ? "Taken\(number / 10)" : "Free\(number)"), fixture)
            }
            for name in ["Taken0", "Another"] {
                await #expect(throws: Failure.rateLimited(retryAfter: .hours(1))) { try await request(signUp(name), fixture) }
            }
            let elsewhere = Device(userAgent: "", address: "192.0.2.200")
            #expect(try await fixture.storage.requestSignUp(signUp("Another"), mailing: .on, on: elsewhere, at: fixture.now) == nil)
        }
    }

    @Test func takenAndFreeAddressesDoTheSame() async throws {
        try await Fixture.run(readers: 1) { fixture in
            _ = try await fixture.signUp("Taken")
            let log = try await StatementLog(following: fixture)
            for _ in 0..<Message.Kind.mostSignUpsPerHour + 3 {
                var statements: [[String]] = []
                for name in ["Taken", "Free"] {
                    _ = try await fixture.storage.requestSignUp(signUp(name), mailing: .on, on: Fixture.device, at: fixture.now)
                    statements.append(log.take())
                }
                #expect(statements[0] == statements[1] && statements[0].count > 5)
            }
        }
    }
}
