import Domain
import Testing

@testable import Storage

/// An organization that wants a second factor of its members.
@Suite struct RequiredFactorsTests {
    /// Ada's, who has one, with Bob, who has none.
    private func acme(_ fixture: Fixture) async throws -> (ada: Person, bob: Person, inAda: OrganizationScope, inBob: OrganizationScope) {
        let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
        _ = try await fixture.enrolled(ada)
        let scope = try await fixture.organization(of: ada)
        let inBob = try await fixture.join(bob, scope, as: .admin)
        return (ada, bob, scope, inBob)
    }

    private func want(_ isWanted: Bool?, in scope: OrganizationScope, _ fixture: Fixture) async throws {
        _ = try await fixture.storage.updateOrganization(in: scope, OrganizationChange(factorRequired: .some(isWanted)), at: fixture.now)
    }

    private func isRefused<Value>(_ work: () async throws -> Value) async -> Bool {
        await failure { _ = try await work() } as? Failure == .factorRequired
    }

    @Test func nobodyAsksItOfTheOthersAlone() async throws {
        try await Fixture.run { fixture in
            let (_, bob, inAda, inBob) = try await acme(fixture)
            guard case .invalidInput(let fields)? = await failure({ try await want(true, in: inBob, fixture) }) as? Failure else {
                Issue.record("Bob has none")
                return
            }
            #expect(fields.map(\.field) == ["factorRequired"])
            _ = try await fixture.storage.enrolTimeCode(bob.session, name: DisplayName("Phone"), mailing: .off, at: fixture.now)
            #expect(await failure { try await want(true, in: inBob, fixture) } is Failure, "one that was begun is none")
            try await want(true, in: inAda, fixture)
            #expect(await isRefused { try await want(nil, in: inBob, fixture) })
            try await want(nil, in: inAda, fixture)
            try await want(false, in: inBob, fixture)
            #expect(try await fixture.storage.organization(in: inAda, at: fixture.now).organization.settings.factorRequired == false)
        }
    }

    @Test func aPersonalOrganizationIsItsOwnersAffair() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled().person
            let own = try await fixture.storage.scope(of: ada.personal, for: ada.session)
            #expect(await failure { try await want(true, in: own, fixture) } as? Failure == .personalOrganization)
            await #expect(throws: (any Error).self) { try await fixture.run("UPDATE organization SET factor_required = 1") }
        }
    }

    @Test func itTakesSomebodyWhoIsPresent() async throws {
        try await Fixture.run { fixture in
            let inAda = try await acme(fixture).inAda
            let storage = fixture.storage
            let later = fixture.now + .minutes(30)
            let key = try await fixture.key("CI", [.organizationUpdate], of: .organization(inAda))
            let byKey = try await storage.scope(of: inAda.organization, for: fixture.open(key))
            for isWanted in [true, false] {
                let change = OrganizationChange(factorRequired: isWanted)
                let refusals = [
                    await failure { _ = try await storage.updateOrganization(in: inAda, change, at: later) } as? Failure,
                    await failure { _ = try await storage.updateOrganization(in: byKey, change, at: later) } as? Failure,
                ]
                #expect(refusals == [.proofRequired, .keyNotAdmitted])
                try await want(isWanted, in: inAda, fixture)
            }
            let same = OrganizationChange(name: try DisplayName("Acme"), factorRequired: false)
            _ = try await storage.updateOrganization(in: inAda, same, at: later)
        }
    }

    /// Whoever acts as a member needs one, too.
    @Test func anOperatorWithoutOneStaysOutside() async throws {
        try await Fixture.run { fixture in
            let (ada, _, inAda, _) = try await acme(fixture)
            let (storage, now, root) = (fixture.storage, fixture.now, try await fixture.signUp("Root"))
            _ = try await storage.maintenance.appoint(root.email, owning: nil, at: now)
            let scope = try await storage.operatorScope(for: root.session, at: now)
            let reason = try ImpersonationReason("Cannot find the members page")
            let token = try await storage.impersonate(ada.id, because: reason, writes: true, by: scope, at: now).token
            let acting = try #require(try await storage.session(opening: token, at: now))
            let inside = try await storage.scope(of: inAda.organization, for: acting)
            try await want(true, in: inAda, fixture)
            #expect(await isRefused { try await storage.scope(of: inAda.organization, for: acting) })
            #expect(await isRefused { try await storage.members(in: inside, MemberQuery(), at: now) })
            _ = try await fixture.enrolled(root)
        }
    }

    /// What others wrote is theirs, and the organization's.
    @Test func anExportOfOnesOwnShowsNoAddressesOfOthers() async throws {
        try await Fixture.run { fixture in
            let (_, bob, inAda, inBob) = try await acme(fixture)
            _ = try await fixture.invite(.email(EmailAddress("grace@example.com")), in: inBob)
            func shown() async throws -> [Bool] {
                try await fixture.storage.exportedInvitations(bob.session, PageRequest(), at: fixture.now).items.map(\.showsAddress)
            }
            #expect(try await shown() == [true])
            try await want(true, in: inAda, fixture)
            #expect(try await shown() == [false])
        }
    }

    /// With the next request, and with the one that was waiting; by session and by key.
    @Test func whoHasNoneReachesNothing() async throws {
        try await Fixture.run { fixture in
            let (_, bob, inAda, inBob) = try await acme(fixture)
            let (storage, now, id) = (fixture.storage, fixture.now, inAda.organization)
            let keys = [
                try await fixture.key("CI", [.organizationRead, .membersRead], of: .organization(inBob)),
                try await fixture.key("Own", [.organizationRead, .membersRead], of: .account(bob.session)),
            ]
            let byKey = try await storage.scope(of: id, for: fixture.open(keys[0]))
            try await want(true, in: inAda, fixture)
            #expect(await isRefused { try await storage.scope(of: id, for: bob.session) })
            #expect(await isRefused { try await storage.members(in: inBob, MemberQuery(), at: now) })
            #expect(await isRefused { try await storage.members(in: byKey, MemberQuery(), at: now) })
            #expect(await isRefused { try await storage.organizationDetails(slug: Slug("acme"), for: bob.session, at: now) })
            #expect(await isRefused { try await storage.removeMember(bob.id, from: inBob, mailing: .off, at: now) })
            for key in keys {
                let opened = try await fixture.open(key)
                #expect(await isRefused { try await storage.scope(of: id, for: opened) })
                #expect(try await !storage.organizations(opened, at: now).contains { $0.organization.id == id })
            }

            let me = try await storage.switchOrganization(bob.session, to: id, at: now)
            #expect(me.current.organization.id == id && me.current.factorDue && me.current.permissions.isEmpty)
            #expect(me.organizations.map(\.factorDue) == [false, true])
            _ = try await fixture.enrolled(bob)
            let again = try await storage.me(bob.session, at: now).current
            #expect(!again.factorDue && again.permissions == Role.admin.permissions)
            _ = try await storage.members(in: inBob, MemberQuery(), at: now)
            _ = try await storage.members(in: byKey, MemberQuery(), at: now)
        }
    }

    @Test func theLastFactorGoesAndSoDoesTheOrganization() async throws {
        try await Fixture.run { fixture in
            let (_, bob, inAda, inBob) = try await acme(fixture)
            let enrolled = try await fixture.enrolled(bob)
            try await want(true, in: inAda, fixture)
            _ = try await fixture.storage.members(in: inBob, MemberQuery(), at: fixture.now)
            _ = try await fixture.storage.removeFactor(enrolled.factor, by: bob.session, mailing: .off, at: fixture.now)
            #expect(await isRefused { try await fixture.storage.members(in: inBob, MemberQuery(), at: fixture.now) })
        }
    }

    @Test(arguments: ["leaves", "ends the account"])
    func whoWantsNoneCanGo(_ way: String) async throws {
        try await Fixture.run { fixture in
            let (_, bob, inAda, _) = try await acme(fixture)
            try await want(true, in: inAda, fixture)
            if way == "leaves" {
                try await fixture.storage.leave(inAda.organization, by: bob.session, at: fixture.now)
            } else {
                _ = try await fixture.storage.deleteAccount(bob.session, mailing: .off, at: fixture.now)
            }
            #expect(try await fixture.storage.members(in: inAda, MemberQuery(), at: fixture.now).total == 1)
        }
    }

    /// Only an owner who has one brings it back, or ends it for good.
    @Test func aDeletedOneWantsItStill() async throws {
        try await Fixture.run { fixture in
            let (_, bob, inAda, _) = try await acme(fixture)
            let (storage, now, id) = (fixture.storage, fixture.now, inAda.organization)
            _ = try await storage.changeRole(of: bob.id, to: "owner", in: inAda, mailing: .off, at: now)
            try await want(true, in: inAda, fixture)
            try await storage.deleteOrganization(in: inAda, forGood: false, mailing: .off, at: now)
            #expect(await isRefused { try await storage.restoreOrganization(id, by: bob.session, mailing: .off, at: now) })
            #expect(await isRefused { try await storage.eraseOrganization(id, by: bob.session, mailing: .off, at: now) })
            _ = try await fixture.enrolled(bob)
            _ = try await storage.restoreOrganization(id, by: bob.session, mailing: .off, at: now)
        }
    }
}
