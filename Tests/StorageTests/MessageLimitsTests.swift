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
            let again = try await fixture.storage.resendInvitation(last.listing.invitation.id, in: scope, mailed: true, at: later)
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
                _ = try await fixture.storage.resendInvitation(id, in: scope, mailed: true, at: now)
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
                let new = NewInvitation(kind: .email(address), role: .member, lifetime: .days(7))
                let issued = try await fixture.storage.createInvitation(new, in: scope, mailed: false, at: fixture.now)
                #expect(issued.message != nil)
            }
        }
    }

    @Test func anOrganizationHasSoManyThatWait() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let other = try await fixture.organization(of: fixture.signUp("Bob"), named: "Other")
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
            _ = try await fixture.storage.resendInvitation(ids[0], in: scope, mailed: true, at: fixture.now)
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
            #expect(await failure { try await fixture.storage.resendInvitation(old, in: scope, mailed: true, at: later) } != nil)
        }
    }

    @Test func aVerificationIsSentOnceAMinuteAndTenTimesADay() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada", mailed: true)
            func request(_ now: Instant) async throws -> Bool {
                let made = try await fixture.storage.requestVerification(ada.session, mailed: true, at: now) != nil
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
}
