import Domain
import Testing

@testable import Storage

@Suite struct EmailVerificationsTests {
    private func request(_ person: Person, _ fixture: Fixture, mailing: Mailing = .on, at now: Instant? = nil) async throws -> Token {
        let message = try await fixture.storage.requestVerification(person.session, mailing: mailing, at: now ?? fixture.now)
        return try await fixture.storage.maintenance.token(in: #require(message))
    }

    private func verify(_ token: Token, _ person: Person, _ fixture: Fixture, at now: Instant? = nil) async -> Failure? {
        await failure { try await fixture.storage.verifyAddress(with: token, by: person.session, at: now ?? fixture.now) } as? Failure
    }

    private func isProven(_ person: Person, _ fixture: Fixture) async throws -> Bool {
        try await fixture.count("SELECT count(*) FROM account WHERE id = \(person.id) AND email_verified_at IS NOT NULL") == 1
    }

    private func rows(_ fixture: Fixture) async throws -> [Int] {
        [try await fixture.count("SELECT count(*) FROM email_verification"), try await fixture.count("SELECT count(*) FROM outbox")]
    }

    @Test func aMailedTokenProvesTheAddressOnce() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let token = try await request(ada, fixture)
            #expect(await verify(token, bob, fixture) == .tokenInvalid)
            #expect(await verify(Token(presented: "never issued"), ada, fixture) == .tokenInvalid)
            #expect(try await isProven(ada, fixture) == false)
            #expect(await verify(token, ada, fixture) == nil)
            #expect(try await isProven(ada, fixture))
            #expect(try await isProven(bob, fixture) == false)
            #expect(await verify(token, ada, fixture) == .tokenInvalid)
            #expect(try await rows(fixture) == [0, 0])
            #expect(try await fixture.storage.requestVerification(ada.session, mailing: .on, at: fixture.now) == nil)
            #expect(try await rows(fixture) == [0, 0])
        }
    }

    @Test func oneThatWasNotMailedProvesNothing() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let other = try await fixture.logIn(ada)
            let token = try await request(ada, fixture, mailing: .off)
            #expect(await verify(token, ada, fixture) == .verificationProvesNothing)
            #expect(await verify(token, bob, fixture) == .tokenInvalid)
            #expect(try await isProven(ada, fixture) == false)
            #expect(try await fixture.storage.session(opening: other, at: fixture.now) != nil)
            #expect(try await rows(fixture) == [1, 1])
            let mailed = try await request(ada, fixture, at: fixture.now + .minutes(1))
            #expect(await verify(token, ada, fixture) == .tokenInvalid)
            #expect(await verify(mailed, ada, fixture) == nil)
        }
    }

    @Test func theNewestAloneStands() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let bobs = try await request(bob, fixture)
            var tokens: [Token] = []
            for minute in Int64(0)..<3 { tokens.append(try await request(ada, fixture, at: fixture.now + .minutes(minute))) }
            #expect(try await rows(fixture) == [2, 2])
            for token in tokens.dropLast() { #expect(await verify(token, ada, fixture) == .tokenInvalid) }
            #expect(await verify(tokens[2], ada, fixture) == nil)
            #expect(await verify(bobs, bob, fixture) == nil)
        }
    }

    @Test func itHolds24HoursToTheMillisecondAndIsSweptAfter() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let session = try await fixture.storage.logIn(
                email: ada.email, password: Fixture.accepted(), remember: true, replacing: nil, on: Fixture.device, at: fixture.now
            ).me.session
            let token = try await request(ada, fixture)
            let end = fixture.now + .hours(24)
            try await fixture.storage.maintenance.sweep(at: end + Span(milliseconds: -1))
            #expect(try await rows(fixture) == [1, 1])
            let late = await failure { try await fixture.storage.verifyAddress(with: token, by: session, at: end) }
            #expect(late as? Failure == .tokenInvalid)
            try await fixture.storage.maintenance.sweep(at: end)
            #expect(try await rows(fixture) == [0, 0])
            let again = try await fixture.storage.requestVerification(session, mailing: .on, at: end)
            let new = try await fixture.storage.maintenance.token(in: #require(again))
            try await fixture.storage.verifyAddress(with: new, by: session, at: end + .hours(24) + Span(milliseconds: -1))
            #expect(try await isProven(ada, fixture))
        }
    }

    @Test func itIsForTheAddressItWasSentTo() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let token = try await request(ada, fixture)
            try await fixture.run("UPDATE account SET email = 'ada@example.org', email_key = 'ada@example.org' WHERE id = \(ada.id)")
            #expect(await verify(token, ada, fixture) == .tokenInvalid)
            #expect(try await isProven(ada, fixture) == false)
        }
    }

    /// Someone else may have signed up with the address: nothing that they have left goes on.
    @Test func theFirstProofEndsWhateverElseOpensTheAccount() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let others = [try await fixture.logIn(ada), try await fixture.logIn(ada)]
            for person in [ada, bob] {
                _ = try await fixture.storage.requestPasswordReset(person.email, mailing: .on, at: fixture.now)
            }
            let token = try await request(ada, fixture)
            #expect(await verify(token, ada, fixture) == nil)
            for other in others { #expect(try await fixture.storage.session(opening: other, at: fixture.now) == nil) }
            for token in [ada.token, bob.token] { #expect(try await fixture.storage.session(opening: token, at: fixture.now) != nil) }
            #expect(try await fixture.count("SELECT count(*) FROM password_reset WHERE account_id = \(ada.id)") == 0)
            #expect(try await fixture.count("SELECT count(*) FROM password_reset WHERE account_id = \(bob.id)") == 1)
            #expect(try await fixture.storage.maintenance.outbox().map(\.recipient) == [bob.email.text])
        }
    }

    @Test func aNewPasswordVoidsIt() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let new = try Fixture.accepted("seven silver spoons")
            let adas = try await request(ada, fixture)
            _ = try await fixture.storage.changePassword(
                ada.session, from: Fixture.accepted(), to: new, mailing: .off, on: Fixture.device, at: fixture.now
            )
            #expect(await verify(adas, ada, fixture) == .tokenInvalid)

            let message = try await fixture.storage.requestPasswordReset(bob.email, mailing: .on, at: fixture.now)
            let reset = try await fixture.storage.maintenance.token(in: #require(message))
            let bobs = try await request(bob, fixture)
            try await fixture.storage.resetPassword(with: reset, to: new, mailing: .off, on: Fixture.device, at: fixture.now)
            let session = try await fixture.storage.logIn(
                email: bob.email, password: new, remember: false, replacing: nil, on: Fixture.device, at: fixture.now
            ).me.session
            let late = await failure { try await fixture.storage.verifyAddress(with: bobs, by: session, at: fixture.now) }
            #expect(late as? Failure == .tokenInvalid)
            #expect(try await rows(fixture) == [0, 0])
        }
    }

    @Test func oneTokenIsSpentOnceByHoweverMany() async throws {
        try await Fixture.run { fixture in
            let people = [try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Cleo")]
            for ada in people {
                let token = try await request(ada, fixture)
                let failures = await withTaskGroup(of: Failure?.self) { group in
                    for _ in 0..<20 { group.addTask { await verify(token, ada, fixture) } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(failures.filter { $0 == nil }.count == 1)
                #expect(failures.filter { $0 == .tokenInvalid }.count == 19)
            }
        }
    }

    /// However many ask at once, one token and one message stand, and they go together.
    @Test func manyRequestsLeaveOneMessage() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { _ = try await fixture.storage.requestVerification(ada.session, mailing: .on, at: fixture.now) }
                }
                try await group.waitForAll()
            }
            #expect(try await rows(fixture) == [1, 1])
            let entry = try #require(try await fixture.storage.maintenance.outbox().first)
            let token = try await fixture.storage.maintenance.token(in: entry.id)
            #expect(await verify(token, ada, fixture) == nil)
        }
    }

    @Test func signingUpAsksForItWhereMailIsConfigured() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            #expect(try await rows(fixture) == [0, 0])
            let bob = try await fixture.signUp("Bob", language: .german, mailing: .on)
            let entry = try #require(try await fixture.storage.maintenance.outbox().first)
            #expect(entry.recipient == bob.email.text)
            #expect(entry.language == .german)
            #expect(entry.message == .welcome(name: "Bob", expiresAt: fixture.now + .hours(24)))
            #expect(await verify(try await fixture.storage.maintenance.token(in: entry.id), bob, fixture) == nil)

            let scope = try await fixture.organization(of: ada)
            let invited = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope)
            _ = try await fixture.signUp("Grace", joining: .invitation(invited.token), mailing: .on)
            #expect(try await rows(fixture) == [0, 2], "the invitation's link has proven the address already")
            let messages = try await fixture.storage.maintenance.outbox().map(\.message)
            #expect(messages.last == .welcome(name: "Grace", expiresAt: nil))
        }
    }

    /// A session that has ended since it was looked up neither asks nor verifies.
    @Test func anEndedSessionDoesNothing() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let token = try await request(ada, fixture)
            try await fixture.storage.logOut(ada.session, at: fixture.now)
            #expect(await verify(token, ada, fixture) == .unauthenticated)
            await #expect(throws: Failure.unauthenticated) {
                try await fixture.storage.requestVerification(ada.session, mailing: .on, at: fixture.now)
            }
            #expect(try await isProven(ada, fixture) == false)
        }
    }
}

extension Fixture {
    /// Another session of the person's.
    func logIn(_ person: Person) async throws -> Token {
        try await storage.logIn(
            email: person.email, password: Self.accepted(), remember: false, replacing: nil, on: Self.device, at: now
        ).token
    }
}
