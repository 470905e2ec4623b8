import Domain
import Testing

@testable import Storage

/// What disabling an account ends, and what becomes of the organizations that it owns.
@Suite struct DisabledAccountsTests {
    private func root(_ fixture: Fixture) async throws -> OperatorScope {
        let root = try await fixture.signUp("Root")
        _ = try await fixture.storage.maintenance.appoint(root.email, owning: nil, at: fixture.now)
        return try await fixture.storage.operatorScope(for: root.session, at: fixture.now)
    }

    private func logIn(_ person: Person, _ fixture: Fixture, password: String = Fixture.password) async throws -> SignedIn {
        try await fixture.storage.logIn(
            email: person.email, password: Password(presented: password), remember: false, replacing: nil, mailing: .on,
            on: Fixture.device, at: fixture.now
        )
    }

    private func disable(
        _ person: Person, successors: [Successor] = [], by scope: OperatorScope, mailing: Mailing = .on, _ fixture: Fixture
    ) async throws {
        try await fixture.storage.disableAccount(person.id, successors: successors, by: scope, mailing: mailing, at: fixture.now)
    }

    private func status(_ scope: OrganizationScope, _ fixture: Fixture) async throws -> Organization.Status? {
        try await fixture.storage.read { connection in
            try connection.first("SELECT status FROM organization WHERE id = \(scope.organization)") { try $0[0] }
        }
    }

    @Test func nothingOpensTheAccountAndAllIsToldAndNoted() async throws {
        try await Fixture.run { fixture in
            let (storage, now, scope) = (fixture.storage, fixture.now, try await root(fixture))
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let acme = try await fixture.organization(of: bob)
            let inAda = try await fixture.join(ada, acme, as: .admin)
            let second = try await logIn(ada, fixture)
            let reset = try #require(try await storage.requestPasswordReset(ada.email, mailing: .on, at: now))
            let verification = try #require(try await storage.requestVerification(ada.session, mailing: .on, at: now))
            let change = try #require(
                try await storage.requestEmailChange(ada.session, to: EmailAddress("new@example.com"), mailing: .on, at: now))
            let tokens = try await [reset, verification, change].asyncMap { try await storage.maintenance.token(in: $0) }
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: inAda)
            let letter = try await fixture.invite(.email(EmailAddress("grace@example.com")), in: inAda)

            try await disable(ada, by: scope, fixture)
            for token in [ada.token, second.token] { #expect(try await storage.session(opening: token, at: now) == nil) }
            await #expect(throws: Failure.invalidCredentials) { try await logIn(ada, fixture) }
            await #expect(throws: Failure.tokenInvalid) { try await storage.account(resetting: tokens[0], at: now) }
            for token in tokens { await #expect(throws: Failure.tokenInvalid) { try await storage.lookUpProof(token, at: now) } }
            for token in [link.token, letter.token] {
                #expect(try await storage.lookUpInvitation(token, at: now).status == .revoked)
            }
            await #expect(throws: Failure.unauthenticated) {
                try await storage.updateProfile(ada.session, name: DisplayName("Late"), language: nil, at: now)
            }
            await #expect(throws: Failure.unauthenticated) { try await storage.auditLog(in: inAda, AuditQuery(), at: now) }
            #expect(try await storage.requestPasswordReset(ada.email, mailing: .on, at: now + .hours(1)) == nil)
            let told = try await storage.maintenance.outbox()
            #expect(told.map(\.kind).filter { ![.signIn].contains($0) } == [.accountDisabled], "all that carried a token is gone")
            #expect(told.last?.message == .accountDisabled(name: "Ada", at: now) && told.last?.recipient == ada.email.text)
            await #expect(throws: OperatorRefusal.disabled) { try await storage.maintenance.appoint(ada.email, owning: nil, at: now) }

            try await storage.enableAccount(ada.id, by: scope, mailing: .on, at: now)
            #expect(try await logIn(ada, fixture).me.organizations.count == 2)
            #expect(try await storage.lookUpInvitation(link.token, at: now).status == .revoked, "what was ended stays ended")
            #expect(try await storage.session(opening: ada.token, at: now) == nil)
            let kinds = try await storage.maintenance.outbox().map(\.kind)
            #expect(kinds.contains(.accountEnabled))
            let noted = try await storage.read { connection in
                try connection.rows(
                    "SELECT action FROM audit_event WHERE chain = 'instance' AND target = \(ada.id) ORDER BY number DESC LIMIT 2"
                ) { try $0[0] as String }
            }
            #expect(noted == ["account.enabled", "account.disabled"])
            _ = try await storage.maintenance.verifyAuditLog()
        }
    }

    /// A sign-in that has read the password before, and comes to be written afterwards, starts no session.
    @Test func whatWasWaitingStartsNoSession() async throws {
        try await Fixture.run { fixture in
            let scope = try await root(fixture)
            let people = try await (0..<8).asyncMap { try await fixture.signUp("Person\($0)") }
            await withTaskGroup(of: Void.self) { group in
                for person in people {
                    for _ in 0..<8 { group.addTask { _ = try? await logIn(person, fixture) } }
                    group.addTask { try? await disable(person, by: scope, fixture) }
                }
            }
            for person in people {
                #expect(try await fixture.count("SELECT count(*) FROM session WHERE account_id = \(person.id)") == 0)
            }
        }
    }

    @Test func anOrganizationWithoutAnotherOwnerIsSuspendedOrGoesToItsSuccessor() async throws {
        try await Fixture.run { fixture in
            let (storage, now, scope) = (fixture.storage, fixture.now, try await root(fixture))
            let (ada, bob, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            let (kept, given, alone) = (
                try await fixture.organization(of: ada, named: "Kept"), try await fixture.organization(of: ada, named: "Given"),
                try await fixture.organization(of: ada, named: "Alone")
            )
            try await fixture.join(bob, kept, as: .owner)
            try await fixture.join(eve, given, as: .viewer)
            try await fixture.join(eve, alone, as: .viewer)
            let before = try await fixture.count("SELECT count(*) FROM audit_event")
            let wrong: [Successor] = [
                Successor(organization: kept.organization, account: bob.id), Successor(organization: given.organization, account: bob.id),
                Successor(organization: given.organization, account: ada.id), Successor(organization: ada.personal, account: eve.id),
            ]
            for successor in wrong {
                let error = await failure { try await disable(ada, successors: [successor], by: scope, fixture) }
                guard case .invalidInput(let fields)? = error as? Failure else { throw try #require(error) }
                #expect(fields.map(\.field) == ["successors"])
            }
            #expect(try await fixture.count("SELECT count(*) FROM audit_event") == before)

            let heir = Successor(organization: given.organization, account: eve.id)
            try await disable(ada, successors: [heir], by: scope, fixture)
            #expect(try await status(kept, fixture) == .active)
            #expect(try await status(given, fixture) == .active)
            #expect(try await status(alone, fixture) == .suspended)
            let inEve = try await storage.scope(of: given.organization, for: eve.session)
            #expect(try await storage.organization(in: inEve, at: now).role == .owner)
            let log = try await storage.auditLog(in: inEve, AuditQuery(actions: .noun("member")), at: now).items
            #expect(log.first?.action == "member.role_changed" && log.first?.actor?.name == "Root" && log.first?.address == "")

            // Bob alone counts now, and Eve does: neither may go, and the disabled owner can be made less.
            let inBob = try await storage.scope(of: kept.organization, for: bob.session)
            await #expect(throws: Failure.lastOwner) { try await storage.leave(kept.organization, by: bob.session, at: now) }
            await #expect(throws: Failure.accountDisabled) {
                try await storage.transferOrganization(in: inBob, to: ada.id, mailing: .off, at: now)
            }
            #expect(try await storage.changeRole(of: ada.id, to: "viewer", in: inBob, mailing: .off, at: now).role == .viewer)

            // Nobody but an owner who can sign in gets the suspended one back, whoever pays.
            let active = SubscriptionChange(Subscription(status: .active), customer: .some("cus_1"))
            await #expect(throws: Failure.lastOwner) {
                try await storage.setSubscription(of: alone.organization, to: active, by: scope, at: now)
            }
            try await fixture.run("UPDATE organization SET stripe_customer = 'cus_2' WHERE id = \(alone.organization)")
            let paid = BillingWord(
                id: "evt_1", customer: "cus_2", subscription: "sub_1", at: now, status: .active, trialEndsAt: nil, seats: 3
            )
            try await storage.hear(paid, at: now)
            #expect(try await status(alone, fixture) == .suspended)
            try await storage.enableAccount(ada.id, by: scope, mailing: .off, at: now)
            #expect(try await status(alone, fixture) == .suspended)
            _ = try await storage.setSubscription(of: alone.organization, to: active, by: scope, at: now)
            #expect(try await status(alone, fixture) == .active)
        }
    }

    @Test func whoMayNotAndWhoCanNotBe() async throws {
        try await Fixture.run { fixture in
            let (storage, scope, ada) = (fixture.storage, try await root(fixture), try await fixture.signUp("Ada"))
            let nobody = ID<Account>(at: fixture.now, from: .seeded(7))
            await #expect(throws: Failure.notFound) {
                try await storage.disableAccount(nobody, successors: [], by: scope, mailing: .off, at: fixture.now)
            }
            await #expect(throws: Failure.notFound) { try await storage.enableAccount(nobody, by: scope, mailing: .off, at: fixture.now) }
            let error = await failure {
                try await storage.disableAccount(scope.account, successors: [], by: scope, mailing: .off, at: fixture.now)
            }
            guard case .forbidden? = error as? Failure else { throw try #require(error) }
            let later = fixture.now + .minutes(10)
            await #expect(throws: Failure.proofRequired) {
                try await storage.disableAccount(ada.id, successors: [], by: scope, mailing: .off, at: later)
            }
            await #expect(throws: Failure.proofRequired) { try await storage.enableAccount(ada.id, by: scope, mailing: .off, at: later) }
            try await disable(ada, by: scope, fixture)
            try await disable(ada, by: scope, fixture)
            #expect(try await storage.maintenance.outbox().map(\.kind) == [.accountDisabled], "the second time nothing happens")
            _ = try await storage.maintenance.dismiss(EmailAddress("root@example.com"), at: fixture.now)
            let late = await failure { try await storage.enableAccount(ada.id, by: scope, mailing: .off, at: fixture.now) }
            guard case .forbidden? = late as? Failure else { throw try #require(late) }
        }
    }
}

extension Sequence where Self: Sendable, Element: Sendable {
    fileprivate func asyncMap<Value>(_ change: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await change(element)) }
        return values
    }
}
