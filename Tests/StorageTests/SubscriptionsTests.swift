import Domain
import Testing

@testable import Storage

@Suite struct SubscriptionsTests {
    private func grant(
        _ fixture: Fixture, _ organization: ID<Organization>, _ status: Organization.Status = .active, trialEndsAt: Instant? = nil,
        seats: Int? = nil
    ) async throws {
        let trail = fixture.storage.trail(of: .commandLine, at: fixture.now)
        _ = try await fixture.database.write { connection in
            let before = try connection.subscription(of: organization, at: fixture.now)
            let granted = Subscription(status: status, trialEndsAt: trialEndsAt, seats: seats)
            return try connection.grant(granted, to: organization, from: before, trail)
        }
    }

    @Test func anInvitationByMailHoldsASeatAndALinkDoesNot() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            try await grant(fixture, acme.organization, seats: 3)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: acme)
            let first = try await fixture.invite(.email(EmailAddress("bob@example.com")), in: acme)
            _ = try await fixture.invite(.email(EmailAddress("eve@example.com")), in: acme)
            var listing = try await fixture.storage.subscription(in: acme, at: fixture.now)
            #expect(listing.seats == SeatCount(used: 1, pending: 2) && listing.subscription.seats == 3)
            await #expect(throws: Failure.seatsFull) { try await fixture.invite(.email(EmailAddress("tim@example.com")), in: acme) }
            _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: acme)
            let tim = try await fixture.signUp("Tim")
            await #expect(throws: Failure.seatsFull) {
                try await fixture.storage.acceptInvitation(link.token, by: tim.session, at: fixture.now)
            }
            let bob = try await fixture.signUp("Bob")
            _ = try await fixture.storage.acceptInvitation(first.token, by: bob.session, at: fixture.now)
            listing = try await fixture.storage.subscription(in: acme, at: fixture.now)
            #expect(listing.seats == SeatCount(used: 2, pending: 1))
            // What has expired holds nothing, and holds something again only where there is room.
            let later = fixture.now + .days(8)
            #expect(try await fixture.storage.read { try $0.subscription(of: acme.organization, at: later).seats?.pending } == 0)
        }
    }

    @Test func whatExpiredIsSentAgainOnlyWhereThereIsASeat() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            try await grant(fixture, acme.organization, seats: 2)
            let old = try await fixture.invite(.email(EmailAddress("bob@example.com")), lifetime: .hours(1), in: acme)
            let later = fixture.now + .hours(2)
            _ = try await fixture.invite(.email(EmailAddress("eve@example.com")), in: acme, at: later)
            await #expect(throws: Failure.seatsFull) {
                try await fixture.storage.resendInvitation(old.listing.invitation.id, in: acme, mailing: .on, at: later)
            }
        }
    }

    /// Fewer seats than members: nobody goes, and nobody comes.
    @Test func fewerSeatsThanMembers() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            let acme = try await fixture.organization(of: ada)
            try await fixture.join(bob, acme, as: .member)
            let invited = try await fixture.invite(.email(eve.email), in: acme)
            try await grant(fixture, acme.organization, seats: 1)
            await #expect(throws: Failure.seatsFull) {
                try await fixture.storage.acceptInvitation(invited.token, by: eve.session, at: fixture.now)
            }
            #expect(try await fixture.storage.subscription(in: acme, at: fixture.now).seats?.used == 2)
            let error = await failure {
                try await fixture.run(
                    """
                    INSERT INTO membership (organization_id, account_id, role, name_key, joined_at)
                    VALUES (\(acme.organization), \(eve.id), 'viewer', 'eve', 1)
                    """
                )
            }
            #expect(error as? DatabaseError == .constraint("seats_full"))
            // Whoever comes back with the whole organization had their seat.
            try await fixture.storage.deleteOrganization(in: acme, forGood: false, mailing: .off, at: fixture.now)
            _ = try await fixture.storage.restoreOrganization(acme.organization, by: ada.session, mailing: .off, at: fixture.now)
            #expect(try await fixture.storage.subscription(in: acme, at: fixture.now).seats?.used == 2)
        }
    }

    @Test func aTrialEndsByItself() async throws {
        try await Fixture.inFolder { path in
            let storage = try Storage(
                DataFolder(path), hasher: PasswordHasher(cost: .cheap, threads: 2), readers: 2,
                terms: SubscriptionTerms(trial: .days(14), seats: 3), randomness: .seeded(1)
            )
            defer { storage.shutDown() }
            let fixture = Fixture(folder: path, storage: storage)
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            let (later, name) = (fixture.now + .days(14), try DisplayName("New"))
            let before = try await storage.me(ada.session, at: later - Span(milliseconds: 1)).organizations
            #expect(before.map(\.organization.status) == [.active, .trial])
            let session = try await storage.logIn(
                email: ada.email, password: Fixture.accepted(), remember: true, replacing: nil, mailing: .off, on: Fixture.device, at: later
            ).me.session
            let scope = try await storage.scope(of: acme.organization, for: session)
            #expect(try await storage.organization(in: scope, at: later).organization.status == .suspended)
            #expect(try await storage.subscription(in: scope, at: later).subscription.seats == 3)
            await #expect(throws: Failure.organizationReadOnly) {
                try await storage.updateOrganization(in: scope, OrganizationChange(name: name), at: later)
            }
            _ = try await storage.updateOrganization(
                in: storage.scope(of: ada.personal, for: session), OrganizationChange(name: name), at: later
            )
        }
    }

    @Test(arguments: [Organization.Status.suspended, .canceled])
    func nothingChangesInWhatIsReadOnly(_ status: Organization.Status) async throws {
        try await Fixture.run { fixture in
            let (ada, bob, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            let (storage, now) = (fixture.storage, fixture.now)
            let acme = try await fixture.organization(of: ada)
            let inBob = try await fixture.join(bob, acme, as: .admin)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: acme)
            let role = try await storage.createRole(in: acme, name: DisplayName("Clerk"), rank: 30, permissions: [], at: now)
            let key = try await fixture.key("Old", [.invitationsManage, .membersRead], of: .organization(acme))
            let byKey = try await storage.scope(of: acme.organization, for: fixture.open(key))
            let domain = try await fixture.proven("example.com", of: acme, Records())
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            try await grant(fixture, acme.organization, status)
            let before = try await fixture.count("SELECT count(*) FROM audit_event")
            let writes: [() async throws -> Void] = [
                { _ = try await storage.updateOrganization(in: acme, OrganizationChange(name: DisplayName("X")), at: now) },
                { _ = try await storage.updateOrganization(in: acme, OrganizationChange(membersHidden: true), at: now) },
                { _ = try await storage.setLogo(Logo(LogosTests.png), in: acme, at: now) },
                { try await storage.removeLogo(in: acme, at: now) },
                { _ = try await storage.changeRole(of: bob.id, to: "viewer", in: acme, mailing: .off, at: now) },
                { _ = try await storage.changeRole(of: bob.id, to: "viewer", in: inBob, mailing: .off, at: now) },
                { _ = try await storage.transferOrganization(in: acme, to: bob.id, mailing: .off, at: now) },
                { try await storage.removeMember(bob.id, from: acme, mailing: .off, at: now) },
                { _ = try await fixture.invite(.email(EmailAddress("tim@example.com")), in: acme) },
                { _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: acme) },
                { _ = try await storage.resendInvitation(link.listing.invitation.id, in: acme, mailing: .off, at: now) },
                { try await storage.revokeInvitation(link.listing.invitation.id, in: acme, at: now) },
                { _ = try await storage.acceptInvitation(link.token, by: eve.session, at: now) },
                { _ = try await fixture.signUp("Tim", joining: .invitation(link.token)) },
                { _ = try await fixture.domain("example.org", of: acme) },
                { _ = try await storage.updateDomain(domain.id, role: "viewer", in: acme, at: now) },
                { _ = try await storage.checkDomain(domain.id, in: acme, asking: Records(), at: now + .minutes(1)) },
                { _ = try await storage.takeUpOffer(of: acme.organization, by: eve.session, at: now) },
                { _ = try await storage.createRole(in: acme, name: DisplayName("Y"), rank: 3, permissions: [], at: now) },
                {
                    _ = try await storage.updateRole(
                        try #require(role.id), in: acme, RoleChange(name: nil, rank: 4, permissions: nil), at: now
                    )
                },
                { try await storage.deleteRole(try #require(role.id), in: acme, replacement: nil, mailing: .off, at: now) },
                { _ = try await fixture.key("CI", [.membersRead], of: .organization(acme)) },
                { _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: byKey) },
            ]
            for (number, write) in writes.enumerated() {
                #expect(await failure { try await write() } as? Failure == .organizationReadOnly, "write \(number)")
            }
            #expect(try await fixture.count("SELECT count(*) FROM audit_event") == before)
            _ = try await storage.members(in: acme, MemberQuery(), at: now)
            _ = try await storage.auditLog(in: acme, AuditQuery(), at: now)
            _ = try await storage.secrets(in: acme, at: now)
            _ = try await storage.members(in: byKey, MemberQuery(), at: now)
            // Something that has leaked can be ended at any time.
            try await storage.revokeAPIKey(key.listing.key.id, of: .organization(acme), at: now)
            try await storage.removeDomain(domain.id, in: acme, at: now)
            try await storage.leave(acme.organization, by: bob.session, at: now)
            try await storage.deleteOrganization(in: acme, forGood: false, mailing: .off, at: now)
        }
    }

    private func word(
        _ id: String, at seconds: Int64, _ status: Organization.Status, seats: Int? = nil, customer: String = "cus_1",
        of subscription: String = "sub_1"
    ) -> BillingWord {
        BillingWord(
            id: id, customer: customer, subscription: subscription, at: Fixture.start + .seconds(seconds), status: status,
            trialEndsAt: status == .trial ? Fixture.start + .days(9) : nil, seats: seats
        )
    }

    /// Ada runs the instance.
    private func bound(_ fixture: Fixture) async throws -> (OperatorScope, OrganizationScope) {
        let ada = try await fixture.signUp("Ada")
        try await fixture.run("UPDATE account SET is_operator = 1 WHERE id = \(ada.id)")
        let acme = try await fixture.organization(of: ada)
        let scope = try await fixture.storage.operatorScope(for: ada.session, at: fixture.now)
        _ = try await fixture.storage.setSubscription(
            of: acme.organization, to: SubscriptionChange(Subscription(status: .active), customer: "cus_1"), by: scope, at: fixture.now
        )
        return (scope, acme)
    }

    @Test func whatStripeSaysCountsOnceAndInOrder() async throws {
        try await Fixture.run { fixture in
            let (_, acme) = try await bound(fixture)
            func hear(_ word: BillingWord) async throws -> Subscription {
                try await fixture.storage.hear(word, at: fixture.now)
                return try await fixture.storage.subscription(in: acme, at: fixture.now).subscription
            }
            #expect(try await hear(word("e1", at: 10, .trial, seats: 5)).seats == 5)
            #expect(try await hear(word("e3", at: 30, .pastDue)) == Subscription(status: .pastDue, seats: 5))
            #expect(try await hear(word("e2", at: 20, .active, seats: 50)) == Subscription(status: .pastDue, seats: 5))
            #expect(try await hear(word("e4", at: 40, .active, seats: 6)) == Subscription(status: .active, seats: 6))
            #expect(try await hear(word("e3", at: 50, .pastDue)) == Subscription(status: .active, seats: 6), "heard before")
            #expect(try await hear(word("e5", at: 60, .canceled, of: "sub_0")).status == .active, "another one's end")
            #expect(try await hear(word("e5a", at: 60, .suspended, of: "sub_0")).status == .active, "another one that nobody pays")
            #expect(try await hear(word("e6", at: 60, .suspended, customer: "cus_2")).status == .active, "a stranger")
            #expect(try await hear(word("e7", at: 70, .canceled)).status == .canceled)
            #expect(try await hear(word("e8", at: 70, .active)).status == .canceled, "what has ended stays so")
            #expect(try await hear(word("e9", at: 80, .active, of: "sub_2")).status == .active)
            let events = try await fixture.count("SELECT count(*) FROM audit_event WHERE via = 'stripe'")
            #expect(events == 5)
            #expect(try await fixture.count("SELECT count(*) FROM stripe_event") == 9)
            try await fixture.storage.maintenance.sweep(at: fixture.now + .days(61))
            #expect(try await fixture.count("SELECT count(*) FROM stripe_event") == 0)
        }
    }

    /// What was said to nobody can be said again.
    @Test func anEventFromBeforeTheBindingIsNotUsedUp() async throws {
        try await Fixture.run { fixture in
            let (scope, acme) = try await bound(fixture)
            try await fixture.storage.hear(word("e1", at: 10, .pastDue, customer: "cus_2"), at: fixture.now)
            let active = SubscriptionChange(Subscription(status: .active), customer: "cus_2")
            _ = try await fixture.storage.setSubscription(of: acme.organization, to: active, by: scope, at: fixture.now)
            try await fixture.storage.hear(word("e1", at: 10, .pastDue, customer: "cus_2"), at: fixture.now)
            #expect(try await fixture.storage.subscription(in: acme, at: fixture.now).subscription.status == .pastDue)
        }
    }

    @Test func aCustomerBelongsToOneOrganization() async throws {
        try await Fixture.run { fixture in
            let (scope, _) = try await bound(fixture)
            let other = try await fixture.organization(of: fixture.signUp("Bob"), named: "Other")
            let error = await failure {
                try await fixture.storage.setSubscription(
                    of: other.organization, to: SubscriptionChange(Subscription(status: .active), customer: "cus_1"), by: scope,
                    at: fixture.now
                )
            }
            #expect(error as? Failure == .invalid("customer", "is bound to another organization"))
            let unbound = try await fixture.storage.setSubscription(
                of: other.organization, to: SubscriptionChange(Subscription(status: .suspended)), by: scope, at: fixture.now
            )
            #expect(unbound.customer == nil && unbound.subscription.status == .suspended)
        }
    }

    @Test func operatorsAreLookedAtEachTime() async throws {
        try await Fixture.run { fixture in
            let (scope, acme) = try await bound(fixture)
            let change = SubscriptionChange(Subscription(status: .suspended))
            let late = fixture.now + Session.operatorLifetime
            func set(at now: Instant) async -> Failure? {
                await failure {
                    try await fixture.storage.setSubscription(of: acme.organization, to: change, by: scope, at: now)
                } as? Failure
            }
            #expect(await set(at: late) == .proofRequired)
            #expect(await set(at: late - Span(milliseconds: 1)) == nil)
            try await fixture.run("UPDATE account SET is_operator = 0")
            guard case .forbidden? = await set(at: fixture.now) else { return #expect(Bool(false), "no operator any more") }
            try await fixture.run("DELETE FROM session")
            #expect(await set(at: fixture.now) == .unauthenticated)
        }
    }
}
