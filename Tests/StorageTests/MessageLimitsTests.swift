import Domain
import Testing

@testable import Storage

/// Nobody fills a mailbox by way of us.
@Suite struct MessageLimitsTests {
    private let sent = DeliveryAnswer("250 2.0.0 Ok")

    private func send(_ fixture: Fixture, at now: Instant) async throws -> Int {
        let claimed = try await fixture.claim(at: now)
        for message in claimed { try await fixture.note(.sent, message.id, sent, at: now) }
        return claimed.count
    }

    /// 20 within an hour, whoever sends them. The sender's answer is the same: how many others there are is none of theirs.
    @Test func anAddressGetsSoManyInvitationsAnHour() async throws {
        try await Fixture.run { fixture in
            let address = try EmailAddress("grace@example.com")
            var issued: [(IssuedInvitation, OrganizationScope)] = []
            for number in 0..<25 {
                let scope = try await fixture.organization(of: fixture.signUp("Host\(number)"))
                let now = fixture.now + .minutes(Int64(number))
                issued.append((try await fixture.invite(.email(address), in: scope, at: now), scope))
                #expect(try await send(fixture, at: now) == (number < 20 ? 1 : 0))
            }
            #expect(issued.map { $0.0.message != nil } == (0..<25).map { $0 < 20 })
            #expect(issued.allSatisfy { $0.0.listing.invitation.status(at: fixture.now) == .pending })
            let (last, scope) = issued[24]
            let later = fixture.now + .minutes(61)
            let again = try await fixture.storage.resendInvitation(last.listing.invitation.id, in: scope, mailing: .on, at: later)
            #expect(again.message != nil, "an hour after the first there is room again")
            #expect(try await send(fixture, at: later) == 1)
        }
    }

    @Test func resendingCountsToo() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let id = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope).listing.invitation.id
            var mails = try await send(fixture, at: fixture.now)
            for second in Int64(1)...30 {
                let now = fixture.now + .seconds(second)
                _ = try await fixture.storage.resendInvitation(id, in: scope, mailing: .on, at: now)
                mails += try await send(fixture, at: now)
            }
            #expect(mails == Message.Kind.mostPerHour)
        }
    }

    /// Where mail isn't configured, messages wait for the operator, and bother nobody.
    @Test func withoutMailNothingIsCounted() async throws {
        try await Fixture.run { fixture in
            let address = try EmailAddress("grace@example.com")
            for number in 0..<25 {
                let scope = try await fixture.organization(of: fixture.signUp("Host\(number)"))
                let new = NewInvitation(kind: .email(address), role: "member", lifetime: .days(7))
                let issued = try await fixture.storage.createInvitation(new, in: scope, mailing: .off, at: fixture.now)
                #expect(issued.message != nil)
            }
        }
    }

    @Test func anOrganizationHasSoManyThatWait() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let other = try await fixture.organization(of: fixture.signUp("Bob"), named: "Other")
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            var ids: [ID<Invitation>] = []
            for number in 0..<Invitation.mostPending {
                let kind: Invitation.Kind =
                    number % 2 == 0 ? .link(maximumUses: nil, domains: []) : .email(try EmailAddress("guest\(number)@example.com"))
                ids.append(try await fixture.invite(kind, lifetime: .days(Int64(1 + number % 2)), in: scope).listing.invitation.id)
            }
            let full = Failure.invalid("kind", "can't be added: 200 invitations wait already; revoke some first")
            let link = Invitation.Kind.link(maximumUses: nil, domains: [])
            await #expect(throws: full) { try await fixture.invite(link, in: scope) }
            _ = try await fixture.invite(link, in: other)
            _ = try await fixture.storage.resendInvitation(ids[0], in: scope, mailing: .on, at: fixture.now)
            try await fixture.storage.revokeInvitation(ids[0], in: scope, at: fixture.now)
            _ = try await fixture.invite(link, lifetime: .days(2), in: scope)
            await #expect(throws: full) { try await fixture.invite(link, in: scope) }
        }
    }

    /// One that has run out has made room; sending it again takes it back.
    @Test func anExpiredOneHasMadeRoom() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let signedIn = try await fixture.storage.logIn(
                email: ada.email, password: Fixture.accepted(), remember: true, replacing: nil, on: Fixture.device, at: fixture.now
            )
            let made = try await fixture.storage.createOrganization(
                signedIn.me.session, name: DisplayName("Acme"), slug: nil, at: fixture.now
            )
            let scope = try await fixture.storage.scope(of: made.organization.id, for: signedIn.me.session)
            let link = Invitation.Kind.link(maximumUses: nil, domains: [])
            let old = try await fixture.invite(link, lifetime: .days(1), in: scope).listing.invitation.id
            let later = fixture.now + .days(1)
            for _ in 0..<Invitation.mostPending { _ = try await fixture.invite(link, in: scope, at: later) }
            #expect(await failure { try await fixture.storage.resendInvitation(old, in: scope, mailing: .on, at: later) } != nil)
        }
    }

    @Test func aVerificationIsSentOnceAMinuteAndTenTimesADay() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada", mailing: .on)
            func request(_ now: Instant) async throws -> Bool {
                let made = try await fixture.storage.requestVerification(ada.session, mailing: .on, at: now) != nil
                #expect(try await send(fixture, at: now) == (made ? 1 : 0))
                return made
            }
            #expect(try await send(fixture, at: fixture.now) == 1, "the welcome")
            #expect(try await request(fixture.now + .seconds(59)) == false, "which has such a link, too")
            var made: [Bool] = []
            for minute in Int64(1)...12 { made.append(try await request(fixture.now + .minutes(minute))) }
            #expect(made == (1...12).map { $0 <= 10 })
            #expect(try await request(fixture.now + .minutes(1) + .minutes(0)) == false)
            try await fixture.run("UPDATE session SET last_seen_at = \(fixture.now + .hours(23)) WHERE id = \(ada.session.id)")
            #expect(try await request(fixture.now + .hours(24)) == false)
            #expect(try await request(fixture.now + .hours(24) + .minutes(1)))
        }
    }

    @Test func noticesAreBoundedToo() async throws {
        try await Fixture.run { fixture in
            let bob = try await fixture.signUp("Bob")
            for number in 0..<Message.Kind.mostPerHour { try await fixture.post(to: bob, "\(number)") }
            await #expect(throws: Failure.notFound) { try await fixture.post(to: bob, "one more") }
            try await fixture.post(to: bob, "later", at: fixture.now + .hours(1))
        }
    }

    private func send(_ count: Int, as sender: Sender, _ fixture: Fixture, at now: Instant) async throws {
        try await fixture.storage.write { [randomness = fixture.storage.randomness] connection in
            for number in 0..<count {
                try connection.insert(
                    .accountExists(name: "Grace"), ID(at: now, from: randomness), to: "guest\(number)@example.com", in: .english,
                    carrying: nil, from: sender, about: nil, at: now
                )
            }
        }
    }

    private func wait(_ sender: Sender, _ fixture: Fixture, _ mailing: Mailing = .on, at now: Instant) async throws -> Span? {
        try await fixture.storage.read { try $0.wait(for: sender, mailing, at: now) }
    }

    /// Each bound alone, until the first that counts is an hour old.
    @Test func aSenderAnOrganizationAndTheInstanceHaveTheirBounds() async throws {
        try await Fixture.run { fixture in
            let randomness = fixture.storage.randomness
            let organization = ID<Organization>(at: fixture.now, from: randomness)
            let account = { Sender.account(ID(at: fixture.now, from: randomness)) }
            let colleague = { Sender.account(ID(at: fixture.now, from: randomness), of: organization) }
            let full: [(sender: Sender, others: [Sender], limit: Int, stranger: Sender)] = [
                (account(), [], Sender.mostPerAccount, account()),
                (.network("192.0.2.1"), [], Sender.mostPerNetwork, .network("192.0.2.2")),
                (colleague(), [colleague(), colleague()], Sender.mostPerOrganization, account()),
                (account(), (0..<50).map { _ in account() }, Sender.mostPerInstance, .network("192.0.2.2")),
                (.network("192.0.2.1"), (0..<99).map { .network("198.51.100.\($0)") }, Sender.mostPerInstance, account()),
                (.account(ID(at: fixture.now, from: randomness), isProven: false), [], Sender.mostPerUnprovenAccount, account()),
            ]
            for (sender, others, limit, stranger) in full {
                try await fixture.run("DELETE FROM outbox")
                let all = others.isEmpty ? [sender] : others
                for number in all.indices {
                    let share = limit / all.count + (number < limit % all.count ? 1 : 0)
                    let last = number == all.count - 1
                    try await send(last ? share - 1 : share, as: all[number], fixture, at: fixture.now + .minutes(Int64(number % 10)))
                }
                #expect(try await wait(sender, fixture, at: fixture.now + .minutes(10)) == nil)
                try await send(1, as: all[all.count - 1], fixture, at: fixture.now + .minutes(10))
                #expect(try await wait(sender, fixture, at: fixture.now + .minutes(10)) == .minutes(50), "\(limit)")
                #expect(try await wait(stranger, fixture, at: fixture.now + .minutes(10)) == nil)
                #expect(try await wait(sender, fixture, at: fixture.now + .minutes(60)) == nil)
                for mailing in [Mailing.off, Mailing(reachesMailboxes: true, isLimited: false)] {
                    #expect(try await wait(sender, fixture, mailing, at: fixture.now + .minutes(10)) == nil)
                }
            }
        }
    }

    @Test func oneInvitationTooManyIsNotMade() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            let first = try await fixture.invite(.email(try EmailAddress("first@example.com")), in: scope)
            #expect(try await send(fixture, at: fixture.now) == 1)
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            try await send(Sender.mostPerAccount - 1, as: .account(ada.id), fixture, at: fixture.now + .minutes(1))
            let full = Failure.rateLimited(retryAfter: .minutes(58))
            let now = fixture.now + .minutes(2)
            await #expect(throws: full) { try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope, at: now) }
            await #expect(throws: full) {
                try await fixture.storage.resendInvitation(first.listing.invitation.id, in: scope, mailing: .on, at: now)
            }
            #expect(try await fixture.count("SELECT count(*) FROM invitation") == 1)
            #expect(try await fixture.storage.lookUpInvitation(first.token, at: now).status == .pending, "the old link holds")
            _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope, at: now)
        }
    }

    /// A hundred robots' accounts are made, and nobody hears of them.
    @Test func aNetworkThatSignsUpManyWelcomesNoneOfThem() async throws {
        try await Fixture.run { fixture in
            for number in 0..<Sender.mostPerNetwork + 5 { _ = try await fixture.signUp("Robot\(number)", mailing: .on) }
            #expect(try await fixture.count("SELECT count(*) FROM account") == Sender.mostPerNetwork + 5)
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == Sender.mostPerNetwork)
        }
    }

    @Test func whoHasCausedAMessageIsForgottenOnceItNoLongerCounts() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            _ = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope)
            let known: SQL = "SELECT count(*) FROM outbox WHERE sender IS NOT NULL OR organization_id IS NOT NULL"
            try await fixture.storage.maintenance.sweep(at: fixture.now + .minutes(59))
            #expect(try await fixture.count(known) == 1)
            try await fixture.storage.maintenance.sweep(at: fixture.now + .minutes(60))
            #expect(try await fixture.count(known) == 0)
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == 1)
        }
    }

    /// What has arrived goes on to hold where no other may be sent.
    @Test func aResendIntoAFullMailboxKeepsTheLink() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let address = try EmailAddress("grace@example.com")
            let first = try await fixture.invite(.email(address), in: scope)
            for number in 1..<Message.Kind.mostPerHour {
                let other = try await fixture.organization(of: fixture.signUp("Host\(number)"))
                _ = try await fixture.invite(.email(address), in: other)
            }
            while try await send(fixture, at: fixture.now) > 0 {}
            let later = fixture.now + .minutes(1)
            let again = try await fixture.storage.resendInvitation(first.listing.invitation.id, in: scope, mailing: .on, at: later)
            #expect(again.message == nil)
            #expect(again.listing.invitation.expiresAt == later + .days(7))
            #expect(try await fixture.storage.lookUpInvitation(first.token, at: later).status == .pending)
            await #expect(throws: Failure.tokenInvalid) { try await fixture.storage.lookUpInvitation(again.token, at: later) }
        }
    }

    @Test func resetsAndWelcomesAreBoundedToo() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            var made: [Bool] = []
            for minute in Int64(0)..<25 {
                let now = fixture.now + .minutes(minute)
                made.append(try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: now) != nil)
                _ = try await send(fixture, at: now)
            }
            #expect(made == (0..<25).map { $0 < Message.Kind.mostPerHour })

            for number in 0..<25 {
                _ = try await fixture.signUp("Bob", mailing: .on)
                _ = try await send(fixture, at: fixture.now)
                try await fixture.run("UPDATE account SET email_key = \("bob\(number)"), email = 'x' WHERE email_key = 'bob@example.com'")
            }
            let welcomes = try await fixture.count(
                "SELECT count(*) FROM outbox WHERE kind = 'welcome' AND recipient_key = 'bob@example.com'")
            #expect(welcomes == Message.Kind.mostPerHour)
        }
    }

    /// However many invitations wait, a reset is the next to leave.
    @Test func whatSomeoneWaitsForComesBeforeAFlood() async throws {
        try await Fixture.run { fixture in
            _ = try await fixture.postMany(100)
            let ada = try await fixture.signUp("Ada")
            let reset = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now + .seconds(1))
            let claimed = try await fixture.claim(at: fixture.now + .seconds(1))
            #expect(claimed.first?.id == reset && claimed.count == Delivery.batch)
        }
    }

    @Test func withoutLimitsThereAreNone() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let unlimited = Mailing(reachesMailboxes: true, isLimited: false)
            for _ in 0..<30 {
                #expect(try await fixture.storage.requestVerification(ada.session, mailing: unlimited, at: fixture.now) != nil)
                #expect(try await fixture.storage.requestPasswordReset(ada.email, mailing: unlimited, at: fixture.now) != nil)
            }
        }
    }
}
