import Domain
import Testing

@testable import Storage

@Suite struct EmailChangesTests {
    private let new = "ada@new.example"

    @discardableResult
    private func request(
        _ person: Person, _ address: String, _ fixture: Fixture, mailing: Mailing = .on, at now: Instant? = nil
    ) async throws -> Token? {
        let message = try await fixture.storage.requestEmailChange(
            person.session, to: EmailAddress(address), mailing: mailing, at: now ?? fixture.now
        )
        guard let message else { return nil }
        return try await fixture.storage.maintenance.token(in: message)
    }

    private func confirm(_ token: Token?, _ person: Person, _ fixture: Fixture, at now: Instant? = nil) async throws -> Failure? {
        let token = try #require(token)
        return await failure { try await fixture.storage.verifyAddress(with: token, by: person.session, at: now ?? fixture.now) }
            as? Failure
    }

    private func account(_ person: Person, _ fixture: Fixture) async throws -> Account {
        try #require(try await fixture.storage.read { try $0.account(person.id) })
    }

    private func outbox(_ fixture: Fixture) async throws -> [(recipient: String, message: Message?)] {
        try await fixture.storage.maintenance.outbox().map { ($0.recipient, $0.message) }
    }

    @Test func theAddressIsAnotherOnceItsLinkWasFollowed() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let other = try await fixture.logIn(ada)
            let token = try await request(ada, "Ada@New.example", fixture)
            let expiry = fixture.now + .hours(24)
            #expect(try await outbox(fixture).map(\.recipient) == ["Ada@New.example"])
            #expect(try await outbox(fixture).map(\.message) == [.emailChange(expiresAt: expiry)])
            #expect(try await fixture.storage.pendingEmailChange(ada.session, at: fixture.now)?.email == "Ada@New.example")
            #expect(try await fixture.storage.pendingEmailChange(ada.session, at: fixture.now)?.expiresAt == expiry)
            #expect(try await fixture.storage.pendingEmailChange(bob.session, at: fixture.now) == nil)
            #expect(try await account(ada, fixture).email == ada.email.text, "until then nothing has changed")

            #expect(try await confirm(token, bob, fixture) == .tokenInvalid, "another account's")
            #expect(try await confirm(token, ada, fixture) == nil)
            let changed = try await account(ada, fixture)
            #expect(changed.email == "Ada@New.example" && changed.emailVerified)
            #expect(try await fixture.storage.session(opening: ada.token, at: fixture.now) != nil)
            #expect(try await fixture.storage.session(opening: other, at: fixture.now) == nil)
            #expect(try await fixture.storage.pendingEmailChange(ada.session, at: fixture.now) == nil)
            #expect(try await confirm(token, ada, fixture) == .tokenInvalid, "once")
            await #expect(throws: Failure.invalidCredentials) { _ = try await fixture.logIn(ada) }
            let signedIn = try await fixture.storage.logIn(
                email: EmailAddress(new), password: Fixture.accepted(), remember: false, replacing: nil, on: Fixture.device, at: fixture.now
            )
            #expect(signedIn.me.session.account.id == ada.id)
        }
    }

    /// What the old address learns depends on whether it ever was this person's.
    @Test(arguments: [false, true])
    func theOldAddressIsTold(_ wasProven: Bool) async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            if wasProven { try await fixture.run("UPDATE account SET email_verified_at = 1") }
            let token = try await request(ada, new, fixture)
            #expect(try await confirm(token, ada, fixture) == nil)
            let notice = try #require(try await outbox(fixture).last)
            #expect(notice.recipient == ada.email.text)
            #expect(notice.message == .emailChanged(name: "Ada", newAddress: wasProven ? new : nil, at: fixture.now))
        }
    }

    /// Whoever is at somebody's browser for a moment doesn't take the account along.
    @Test func itWantsAFreshProof() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let late = fixture.now + Session.proofLifetime
            try await request(ada, new, fixture, at: late + Span(milliseconds: -1))
            await #expect(throws: Failure.proofRequired) { try await request(ada, "other@new.example", fixture, at: late) }
            try await fixture.storage.prove(ada.session, with: Fixture.accepted(), at: late)
            #expect(try await request(ada, "other@new.example", fixture, at: late) != nil)
        }
    }

    @Test func onesOwnAddressIsRefusedAndItsSpellingChanges() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            await #expect(throws: Failure.invalid("email", "is the address of this account already")) {
                try await request(ada, "ada@example.com", fixture)
            }
            let token = try await request(ada, "ADA@example.com", fixture)
            #expect(try await confirm(token, ada, fixture) == nil)
            #expect(try await account(ada, fixture).email == "ADA@example.com")
        }
    }

    /// What is kept and what is answered is the same; the owner gets a message of their own, which lives as long as the other would.
    @Test func somebodyElsesAddress() async throws {
        try await Fixture.run { fixture in
            let (ada, grace) = (try await fixture.signUp("Ada"), try await fixture.signUp("Grace", language: .german))
            let token = try await request(ada, "GRACE@example.com", fixture)
            let entry = try #require(try await fixture.storage.maintenance.outbox().first)
            #expect(entry.message == .addressTaken(name: "Grace") && entry.recipient == "grace@example.com" && entry.language == .german)
            #expect(entry.message?.showsToken == false)
            #expect(try await fixture.storage.pendingEmailChange(ada.session, at: fixture.now)?.email == "GRACE@example.com")
            #expect(try await confirm(token, ada, fixture) == .emailTaken)
            #expect(try await confirm(token, grace, fixture) == .tokenInvalid)
            try await fixture.storage.giveUpEmailChange(ada.session, at: fixture.now)
            #expect(try await outbox(fixture).isEmpty)
        }
    }

    /// Whatever is asked, given up, replaced and signed up for in whatever order, what is left counts the same against the sender's limit.
    @Test func whatCountsTellsNothingOfAnAddress() async throws {
        let someone = SignUp(
            name: try DisplayName("Eve"), email: try EmailAddress("grace@example.com"), password: try Fixture.accepted(),
            language: .english, joining: .nothing
        )
        typealias Step = @Sendable (Fixture, Person, Instant) async throws -> Void
        let steps: [Step] = [
            { fixture, ada, now in
                _ = try await fixture.storage.requestEmailChange(ada.session, to: EmailAddress("grace@example.com"), mailing: .on, at: now)
            },
            { fixture, ada, now in try await fixture.storage.giveUpEmailChange(ada.session, at: now) },
            { fixture, ada, now in
                _ = try await fixture.storage.requestEmailChange(ada.session, to: EmailAddress("other@example.com"), mailing: .on, at: now)
            },
            { fixture, _, now in _ = try await fixture.storage.requestSignUp(someone, mailing: .on, on: Fixture.device, at: now) },
            { fixture, _, now in
                for message in try await fixture.claim(at: now) {
                    try await fixture.note(.sent, message.id, DeliveryAnswer("250"), at: now)
                }
            },
        ]
        for order in 0..<60 {
            let numbers = Shared<[[Int]]>([])
            for isTaken in [false, true] {
                try await Fixture.run { fixture in
                    let ada = try await fixture.signUp("Ada")
                    if isTaken { _ = try await fixture.signUp("Grace") }
                    var (counts, random) = ([Int](), Randomness.seeded(UInt64(order)))
                    for number in 0..<12 {
                        let now = fixture.now + .seconds(Int64(number * 40))
                        try await steps[Int(random.word() % UInt64(steps.count))](fixture, ada, now)
                        counts.append(try await fixture.count("SELECT count(*) FROM outbox WHERE sender = \(ada.id.description)"))
                        counts.append(try await fixture.count("SELECT count(*) FROM outbox WHERE sender = \(Fixture.device.network)"))
                    }
                    numbers.withLock { [counts] in $0.append(counts) }
                }
            }
            let seen = numbers.withLock { $0 }
            #expect(seen[0] == seen[1], "order \(order)")
        }
    }

    /// Whoever reads the old address can still stop it, by a new password.
    @Test func aProvenOldAddressIsToldAtOnce() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            try await request(ada, new, fixture)
            let told = try #require(try await outbox(fixture).first)
            #expect(told.recipient == ada.email.text)
            #expect(told.message == .emailChangeRequested(name: "Ada", newAddress: new, at: fixture.now))
            #expect(told.message?.page == "/forgot-password")
        }
    }

    @Test func anAddressThatSomebodyHasTakenMeanwhile() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let token = try await request(ada, "grace@example.com", fixture)
            _ = try await fixture.signUp("Grace")
            #expect(try await confirm(token, ada, fixture) == .emailTaken)
            #expect(try await account(ada, fixture).email == ada.email.text)
            #expect(try await outbox(fixture).allSatisfy { $0.message?.kind != .emailChanged })
        }
    }

    @Test func theNewestAloneStands() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let first = try await request(ada, new, fixture)
            let second = try await request(ada, "other@new.example", fixture)
            #expect(try await outbox(fixture).map(\.recipient) == ["other@new.example"], "the message goes with its token")
            #expect(try await confirm(first, ada, fixture) == .tokenInvalid)
            #expect(try await confirm(second, ada, fixture) == nil)
        }
    }

    /// Asking again at once sends nothing, and does not kill the link that is on its way.
    @Test func onceAMinuteToAnAddress() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let first = try await request(ada, new, fixture)
            #expect(try await request(ada, new, fixture, at: fixture.now + .seconds(59)) == nil)
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == 1)
            #expect(try await confirm(first, ada, fixture, at: fixture.now + .seconds(59)) == nil)
        }
    }

    /// Someone who fills a mailbox in this way gets no further than others have filled it.
    @Test func soManyAnHourToAnAddress() async throws {
        try await Fixture.run { fixture in
            for number in 0..<25 {
                let now = fixture.now + .minutes(Int64(number))
                let token = try await request(fixture.signUp("Person\(number)", at: now), new, fixture, at: now)
                #expect((token != nil) == (number < Message.Kind.mostPerHour))
            }
            #expect(try await fixture.count("SELECT count(*) FROM email_change") == 25, "nobody learns of the others")
        }
    }

    @Test func itIsGivenUp() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let token = try await request(ada, new, fixture)
            try await fixture.storage.giveUpEmailChange(bob.session, at: fixture.now)
            #expect(try await fixture.storage.pendingEmailChange(ada.session, at: fixture.now) != nil)
            for _ in 0..<2 { try await fixture.storage.giveUpEmailChange(ada.session, at: fixture.now) }
            #expect(try await fixture.storage.pendingEmailChange(ada.session, at: fixture.now) == nil)
            #expect(try await confirm(token, ada, fixture) == .tokenInvalid)
            #expect(try await outbox(fixture).isEmpty)
        }
    }

    @Test func aNewPasswordVoidsIt() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let token = try await request(ada, new, fixture)
            let password = try Fixture.accepted("seven silver spoons")
            _ = try await fixture.storage.changePassword(ada.session, from: Fixture.accepted(), to: password, at: fixture.now)
            #expect(try await confirm(token, ada, fixture) == .tokenInvalid)
        }
    }

    /// What is outstanding for the old address is void with it.
    @Test func itVoidsWhatIsOutstanding() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let verification = try await fixture.storage.requestVerification(ada.session, mailing: .on, at: fixture.now)
            let old = try await fixture.storage.maintenance.token(in: #require(verification))
            _ = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now)
            let token = try await request(ada, new, fixture)
            #expect(try await confirm(token, ada, fixture) == nil)
            #expect(try await confirm(old, ada, fixture) == .tokenInvalid)
            #expect(try await fixture.count("SELECT count(*) FROM password_reset") == 0)
            #expect(try await outbox(fixture).map { $0.message?.kind } == [.emailChanged])
        }
    }

    /// Whoever reads the outbox in the owner's place hands the link on; it changes the address, and proves nothing.
    @Test func withoutMailItChangesTheAddressAndProvesNothing() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            let token = try await request(ada, new, fixture, mailing: .off)
            try await fixture.storage.verifyAddress(with: #require(token), by: ada.session, mailing: .off, at: fixture.now)
            let changed = try await account(ada, fixture)
            #expect(changed.email == new && !changed.emailVerified)
            #expect(try await outbox(fixture).isEmpty, "nobody is told where messages don't reach mailboxes")
        }
    }

    @Test func itHolds24HoursToTheMillisecondAndIsSweptAfter() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let remembered = try await fixture.storage.logIn(
                email: ada.email, password: Fixture.accepted(), remember: true, replacing: nil, on: Fixture.device, at: fixture.now
            ).me.session
            let token = try #require(try await request(ada, new, fixture))
            let end = fixture.now + .hours(24)
            try await fixture.storage.maintenance.sweep(at: end + Span(milliseconds: -1))
            #expect(try await fixture.storage.pendingEmailChange(remembered, at: end + Span(milliseconds: -1)) != nil)
            #expect(try await fixture.storage.pendingEmailChange(remembered, at: end) == nil)
            let late = await failure { try await fixture.storage.verifyAddress(with: token, by: remembered, at: end) }
            #expect(late as? Failure == .tokenInvalid)
            try await fixture.storage.maintenance.sweep(at: end)
            #expect(try await fixture.count("SELECT count(*) FROM email_change") == 0)
            #expect(try await outbox(fixture).isEmpty)
        }
    }

    @Test func anEndedSessionDoesNothing() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let token = try await request(ada, new, fixture)
            try await fixture.storage.logOut(ada.session, at: fixture.now)
            #expect(try await confirm(token, ada, fixture) == .unauthenticated)
            await #expect(throws: Failure.unauthenticated) { try await request(ada, new, fixture) }
            await #expect(throws: Failure.unauthenticated) {
                try await fixture.storage.giveUpEmailChange(ada.session, at: fixture.now)
            }
        }
    }
}
