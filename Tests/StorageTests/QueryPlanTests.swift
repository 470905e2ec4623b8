import Domain
import Testing

@testable import Storage

/// Works picked by hand, each in all its forms: no table is walked through. `EveryStatementTests` holds it of whatever else is run.
@Suite struct QueryPlanTests {
    private typealias Work = @Sendable (Fixture, Person, OrganizationScope) async throws -> Void

    /// Statements of `work` with their plans.
    private func plans(_ work: @escaping Work) async throws -> [(statement: String, plan: QueryPlan)] {
        var plans: [(String, QueryPlan)] = []
        try await Fixture.run(readers: 1) { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            try await fixture.join(bob, scope, as: .member)
            let log = try await StatementLog(following: fixture)
            try await work(fixture, bob, scope)
            for statement in Set(log.take()) where !statement.contains("rehearsal") {
                plans.append((statement, try QueryPlan(of: statement, at: DataFolder.database(in: fixture.folder))))
            }
        }
        return plans
    }

    private func expectNoScan(_ name: String, _ work: @escaping Work) async throws {
        let plans = try await plans(work)
        #expect(!plans.isEmpty, "\(name)")
        for (statement, plan) in plans {
            #expect(!plan.steps.isEmpty || statement.hasPrefix("INSERT"), "\(name): \(statement)")
            #expect(plan.scans.isEmpty, "\(name): \(statement)")
        }
    }

    @Test func sessions() async throws {
        try await expectNoScan("session by token") { fixture, person, _ in
            _ = try await fixture.storage.session(opening: person.token, at: fixture.now)
        }
        try await expectNoScan("me") { fixture, person, _ in
            _ = try await fixture.storage.me(opening: person.token, on: .none, at: fixture.now)
        }
        try await expectNoScan("touch") { fixture, person, _ in
            try await fixture.storage.touch(person.session, at: fixture.now + .hours(1))
        }
        try await expectNoScan("sessions") { fixture, person, _ in
            _ = try await fixture.storage.sessions(person.session, at: fixture.now)
        }
        try await expectNoScan("log in, prove, revoke, log out") { fixture, person, _ in
            _ = try await fixture.storage.logIn(
                email: person.email, password: Fixture.accepted(), remember: false, replacing: Token(presented: "x"), on: Fixture.device,
                at: fixture.now
            )
            try await fixture.storage.prove(person.session, with: Fixture.accepted(), at: fixture.now)
            try await fixture.storage.revokeOtherSessions(person.session, at: fixture.now)
            try await fixture.storage.logOut(person.session, at: fixture.now)
        }
    }

    @Test func accounts() async throws {
        try await expectNoScan("sign up") { fixture, _, _ in _ = try await fixture.signUp("Grace") }
        try await expectNoScan("profile") { fixture, person, _ in
            _ = try await fixture.storage.updateProfile(person.session, name: DisplayName("Robert"), language: .german, at: fixture.now)
        }
        try await expectNoScan("what one owns alone, and the end of an account") { fixture, person, _ in
            try await fixture.run("UPDATE account SET email_verified_at = 1 WHERE id = \(person.id)")
            _ = try await fixture.storage.organizationsOwnedAlone(person.session, at: fixture.now)
            _ = try await fixture.storage.deleteAccount(person.session, mailing: .on, at: fixture.now)
        }
        try await expectNoScan("export of an account") { fixture, person, _ in
            let after = PageRequest(after: Cursor(key: "instance", id: "1"))
            _ = try await fixture.storage.exportAccount(person.session, at: fixture.now)
            _ = try await fixture.storage.exportedInvitations(person.session, after, at: fixture.now)
            for events in [ExportedEvents.by, .about, .onBehalf] {
                _ = try await fixture.storage.exportedEvents(events, person.session, after, at: fixture.now)
            }
        }
        try await expectNoScan("export of an organization") { fixture, _, scope in
            _ = try await fixture.storage.exportOrganization(in: scope, at: fixture.now)
        }
        try await expectNoScan("change password") { fixture, person, _ in
            let new = try Fixture.accepted("seven silver spoons")
            _ = try await fixture.storage.changePassword(person.session, from: Fixture.accepted(), to: new, at: fixture.now)
        }
        try await expectNoScan("reset password") { fixture, person, _ in
            let message = try await fixture.storage.requestPasswordReset(person.email, mailing: .on, at: fixture.now)
            let token = try await fixture.storage.maintenance.token(in: #require(message))
            _ = try await fixture.storage.account(resetting: token, at: fixture.now)
            try await fixture.storage.resetPassword(with: token, to: Fixture.accepted(), at: fixture.now)
        }
    }

    @Test func domainsToJoinBy() async throws {
        try await expectNoScan("domains and joining by them") { fixture, person, scope in
            let owner = try await fixture.organization(of: person, named: "Second")
            let domain = try await fixture.proven("example.com", of: owner, Records())
            _ = try await fixture.storage.joiningDomains(in: owner, at: fixture.now)
            _ = try await fixture.storage.updateDomain(domain.id, role: "viewer", in: owner, at: fixture.now)
            _ = try await fixture.storage.maintenance.checkDomains(asking: Records(), at: fixture.now + .days(7))
            let cleo = try await fixture.signUp("Cleo")
            try await fixture.run("UPDATE account SET email_verified_at = 1 WHERE id = \(cleo.id)")
            _ = try await fixture.storage.joiningOffers(cleo.session)
            _ = try await fixture.storage.takeUpOffer(of: owner.organization, by: cleo.session, at: fixture.now)
            try await fixture.storage.removeDomain(domain.id, in: owner, at: fixture.now)
        }
    }

    @Test func emailVerifications() async throws {
        try await expectNoScan("verification") { fixture, person, _ in
            let message = try await fixture.storage.requestVerification(person.session, mailing: .on, at: fixture.now)
            let token = try await fixture.storage.maintenance.token(in: #require(message))
            try await fixture.storage.verifyAddress(with: token, by: person.session, at: fixture.now)
            _ = try await fixture.signUp("Heidi", mailing: .on)
        }
    }

    @Test func emailChanges() async throws {
        try await expectNoScan("change of address") { fixture, person, _ in
            let address = try EmailAddress("new@example.com")
            for mailing in [Mailing.on, .off] {
                _ = try await fixture.storage.requestEmailChange(person.session, to: address, mailing: mailing, at: fixture.now)
                try await fixture.storage.giveUpEmailChange(person.session, at: fixture.now)
            }
            let later = fixture.now + .minutes(2)
            let message = try await fixture.storage.requestEmailChange(person.session, to: address, mailing: .on, at: later)
            let token = try await fixture.storage.maintenance.token(in: #require(message))
            _ = try await fixture.storage.pendingEmailChange(person.session, at: later)
            _ = try await fixture.storage.lookUpProof(token, at: later)
            try await fixture.storage.verifyAddress(with: token, by: person.session, at: later)
        }
    }

    @Test func signUpsThatWait() async throws {
        try await expectNoScan("sign up with a link") { fixture, _, _ in
            let new = SignUp(
                name: try DisplayName("Grace"), email: try EmailAddress("grace@example.com"), password: try Fixture.accepted(),
                language: .english, joining: .nothing
            )
            _ = try await fixture.storage.requestSignUp(new, mailing: .on, on: Fixture.device, at: fixture.now)
            let message = try #require(
                try await fixture.storage.read {
                    try $0.first("SELECT id FROM outbox WHERE recipient_key = \(new.email.key)") { try $0[0] as ID<Message> }
                })
            let token = try await fixture.storage.maintenance.token(in: message)
            _ = try await fixture.storage.confirmSignUp(
                with: token, password: new.password, mailing: .on, on: Fixture.device, at: fixture.now
            )
        }
    }

    @Test func outbox() async throws {
        try await expectNoScan("deliveries") { fixture, person, scope in
            let maintenance = fixture.storage.maintenance
            _ = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: fixture.organization(of: person, named: "Own"))
            _ = try await fixture.storage.requestPasswordReset(person.email, mailing: .on, at: fixture.now)
            for outcome in [Delivery.Outcome.deferred, .refused] {
                for message in try await maintenance.claimMessages(at: fixture.now + .minutes(1)) {
                    try await maintenance.note(outcome, of: message.id, DeliveryAnswer(""), at: fixture.now)
                    try await maintenance.retryMessage(message.id, at: fixture.now)
                    _ = try await maintenance.outboxEntry(message.id)
                    try await maintenance.release(message.id)
                }
            }
            try await maintenance.releaseAllLeases()
        }
    }

    /// Messages that are due are found in order, however many wait for later and however many have been sent.
    @Test func whatIsDueComesInOrderFromAnIndex() async throws {
        let plans = try await plans { fixture, person, _ in
            _ = try await fixture.storage.requestPasswordReset(person.email, mailing: .on, at: fixture.now)
            _ = try await fixture.storage.maintenance.claimMessages(at: fixture.now)
        }
        let claims = plans.filter { $0.statement.contains("AS due") }
        #expect(claims.count == 3, "whether there is one, and of both ranks which")
        for (statement, plan) in claims {
            let index = statement.contains("IS NOT NULL AND due") ? "outbox_due_for_others " : "outbox_due "
            #expect(plan.steps.contains { $0.contains("USING INDEX \(index)") }, "\(statement)")
            #expect(plan.scans.isEmpty && plan.sorts.isEmpty, "\(statement)")
        }
    }

    @Test func organizations() async throws {
        try await expectNoScan("organizations") { fixture, person, scope in
            _ = try await fixture.storage.organizations(person.session)
            let found = try await fixture.storage.organization(in: scope, at: fixture.now).organization
            _ = try await fixture.storage.organization(slug: Slug(found.slug), for: person.session)
            _ = try await fixture.storage.scope(of: scope.organization, for: person.session)
        }
        try await expectNoScan("making, renaming, switching") { fixture, person, scope in
            _ = try await fixture.storage.createOrganization(person.session, name: DisplayName("New One"), slug: nil, at: fixture.now)
            _ = try await fixture.storage.switchOrganization(person.session, to: scope.organization, at: fixture.now)
            _ = try await fixture.storage.updateOrganization(in: scope, OrganizationChange(slug: Slug("renamed")), at: fixture.now)
        }
    }

    @Test func deletions() async throws {
        try await expectNoScan("deleting, bringing back, erasing") { fixture, person, _ in
            let own = try await fixture.organization(of: person, named: "Own")
            let (storage, session, now, id) = (fixture.storage, person.session, fixture.now, own.organization)
            try await storage.deleteOrganization(in: own, forGood: false, mailing: .on, at: now)
            _ = try await storage.deletedOrganizations(session, at: now)
            _ = try await storage.restoreOrganization(id, by: session, mailing: .on, at: now)
            try await storage.deleteOrganization(in: own, forGood: false, mailing: .on, at: now)
            try await storage.eraseOrganization(id, by: session, mailing: .on, at: now)
            let second = try await fixture.organization(of: person, named: "Second")
            try await storage.deleteOrganization(in: second, forGood: true, mailing: .on, at: now)
            let trail = storage.trail(of: .timer, at: now)
            _ = try await storage.write { try $0.eraseDeletedOrganizations(trail) }
        }
        try await expectNoScan("transfer") { fixture, person, _ in
            let own = try await fixture.organization(of: person, named: "Own")
            let heir = try await fixture.signUp("Grace")
            try await fixture.join(heir, own, as: .viewer)
            _ = try await fixture.storage.transferOrganization(in: own, to: heir.id, mailing: .on, at: fixture.now)
        }
    }

    @Test func roles() async throws {
        try await expectNoScan("an own role's life") { fixture, person, _ in
            let (own, storage, now) = (try await fixture.organization(of: person, named: "Own"), fixture.storage, fixture.now)
            let clerk = try await storage.createRole(in: own, name: DisplayName("Clerk"), rank: 30, permissions: [.recordsRead], at: now)
            let grace = try await fixture.signUp("Grace")
            try await fixture.join(grace, own, as: .viewer)
            _ = try await storage.changeRole(of: grace.id, to: "clerk", in: own, mailing: .on, at: now)
            _ = try await storage.roles(in: own, at: now)
            let id = try #require(clerk.id)
            _ = try await storage.updateRole(id, in: own, RoleChange(name: nil, rank: 35, permissions: nil), at: now)
            _ = await failure { try await storage.deleteRole(id, in: own, replacement: nil, mailing: .on, at: now) }
            try await storage.deleteRole(id, in: own, replacement: "viewer", mailing: .on, at: now)
        }
    }

    @Test func members() async throws {
        for sort in MemberQuery.Sort.allCases {
            for (text, role) in [(nil, nil), ("a", nil), (nil, "member"), ("a", "member")] as [(String?, String?)] {
                try await expectNoScan("members by \(sort)") { fixture, person, scope in
                    for cursor in [nil, Cursor(key: "5", id: person.id.description)] {
                        let query = MemberQuery(text: text, role: role, sort: sort, page: PageRequest(limit: 1, after: cursor))
                        _ = try await fixture.storage.members(in: scope, query, at: fixture.now)
                    }
                }
            }
        }
        try await expectNoScan("role and removal") { fixture, person, scope in
            _ = try await fixture.storage.changeRole(of: person.id, to: .viewer, in: scope, at: fixture.now)
            try await fixture.storage.removeMember(person.id, from: scope, at: fixture.now)
        }
    }

    @Test func invitations() async throws {
        try await expectNoScan("invitations") { fixture, _, scope in
            for cursor in [nil, Cursor(key: "5", id: "inv")] {
                for status in [nil] + Invitation.Status.allCases {
                    let query = InvitationQuery(status: status, page: PageRequest(limit: 1, after: cursor))
                    _ = try await fixture.storage.invitations(in: scope, query, at: fixture.now)
                }
            }
        }
        try await expectNoScan("an invitation's life") { fixture, person, scope in
            let grace = try EmailAddress("grace@example.com")
            let issued = try await fixture.invite(.email(grace), in: scope)
            let id = issued.listing.invitation.id
            let again = try await fixture.storage.resendInvitation(id, in: scope, mailing: .on, at: fixture.now)
            _ = try await fixture.storage.lookUpInvitation(again.token, by: person.session, at: fixture.now)
            _ = try await fixture.signUp("Grace", joining: .invitation(again.token))
            try await fixture.storage.revokeInvitation(id, in: scope, at: fixture.now)
        }
    }

    @Test func secrets() async throws {
        try await expectNoScan("secrets") { fixture, person, _ in
            let own = try await fixture.organization(of: person, named: "Own")
            let new = NewSecret(name: try DisplayName("One"), provider: try SecretProvider("stripe"), value: try SecretValue("first"))
            let id = try await fixture.storage.createSecret(new, in: own, at: fixture.now).secret.id
            for cursor in [nil, Cursor(key: "5", id: "sec")] {
                _ = try await fixture.storage.secrets(in: own, PageRequest(limit: 1, after: cursor), at: fixture.now)
            }
            _ = try await fixture.storage.replaceSecret(id, by: SecretValue("second"), in: own, at: fixture.now)
            _ = try await fixture.storage.value(of: id, in: own, at: fixture.now)
            try await fixture.storage.deleteSecret(id, in: own, at: fixture.now)
        }
    }

    @Test func apiKeys() async throws {
        try await expectNoScan("API keys") { fixture, person, _ in
            let acme = try await fixture.organization(of: person, named: "Own")
            for owner in [APIKeyOwner.organization(acme), .account(person.session)] {
                let issued = try await fixture.key("CI", [.organizationRead, .invitationsManage], of: owner)
                for cursor in [nil, Cursor(key: "5", id: "key")] {
                    _ = try await fixture.storage.apiKeys(of: owner, PageRequest(limit: 1, after: cursor), at: fixture.now)
                }
                let key = try await fixture.open(issued)
                try await fixture.storage.touch(key, at: fixture.now)
                let scope = try await fixture.storage.scope(of: acme.organization, for: key)
                _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
                _ = try await fixture.storage.organizations(key, at: fixture.now)
                try await fixture.storage.revokeAPIKey(issued.listing.key.id, of: owner, at: fixture.now)
            }
            _ = try await fixture.key("Late", [.organizationRead], of: .organization(acme))
            let message = try #require(try await fixture.storage.requestVerification(person.session, mailing: .on, at: fixture.now))
            try await fixture.storage.verifyAddress(
                with: fixture.storage.maintenance.token(in: message), by: person.session, at: fixture.now)
        }
    }

    @Test func disablingAccounts() async throws {
        try await expectNoScan("disabling and enabling") { fixture, person, _ in
            let heir = try await fixture.signUp("Grace")
            let root = try await root(fixture)
            let own = try await fixture.organization(of: person, named: "Own")
            try await fixture.join(heir, own, as: .viewer)
            let successor = Successor(organization: own.organization, account: heir.id)
            _ = try await fixture.storage.account(person.id, by: root, at: fixture.now)
            try await fixture.storage.disableAccount(person.id, successors: [successor], by: root, mailing: .on, at: fixture.now)
            try await fixture.storage.enableAccount(person.id, by: root, mailing: .on, at: fixture.now)
            try await fixture.storage.endSessions(of: person.id, by: root, at: fixture.now)
            try await fixture.storage.sendPasswordReset(to: person.id, by: root, mailing: .on, at: fixture.now)
            _ = try await fixture.storage.organization(own.organization, by: root, at: fixture.now)
            try await fixture.storage.deleteOrganization(own.organization, by: root, mailing: .on, at: fixture.now)
            try await fixture.storage.restoreOrganization(own.organization, by: root, mailing: .on, at: fixture.now)
            _ = try await fixture.storage.statistics(by: root, days: 30, at: fixture.now)
            _ = try await fixture.storage.auditLog(ofInstanceBy: root, AuditQuery(), at: fixture.now)
        }
    }

    /// Whatever there is of all organizations together comes in order: a page stops when it is full.
    @Test func listsOfTheWholeInstanceAreSortedByNothing() async throws {
        let plans = try await plans { fixture, person, _ in
            let root = try await root(fixture)
            for cursor in [nil, Cursor(key: "5", id: person.id.description)] {
                let page = PageRequest(limit: 1, after: cursor)
                _ = try await fixture.storage.accounts(by: root, AccountQuery(page: page), at: fixture.now)
                _ = try await fixture.storage.organizations(by: root, OrganizationQuery(kind: .team, page: page), at: fixture.now)
                for state in [nil, .waiting, .failed, .sent] as [Delivery.State?] {
                    _ = try await fixture.storage.outbox(by: root, OutboxQuery(state: state, page: page), at: fixture.now)
                }
            }
        }
        let lists = plans.filter { $0.statement.hasPrefix("SELECT") && $0.statement.contains("LIMIT") }
        #expect(lists.count == 10)
        for (statement, plan) in lists { #expect(plan.sorts.isEmpty, "\(statement)") }
    }

    private func root(_ fixture: Fixture) async throws -> OperatorScope {
        let root = try await fixture.signUp("Root")
        try await fixture.run("UPDATE account SET is_operator = 1 WHERE id = \(root.id)")
        return try await fixture.storage.operatorScope(for: root.session, at: fixture.now)
    }

    @Test func receivedInvitations() async throws {
        try await expectNoScan("received invitations") { fixture, person, _ in
            let id = try await receive(fixture, person, from: "Grace")
            for cursor in [nil, Cursor(key: "5", id: "inv")] {
                _ = try await fixture.storage.receivedInvitations(person.session, PageRequest(limit: 1, after: cursor), at: fixture.now)
            }
            _ = try await fixture.storage.acceptInvitation(id, by: person.session, at: fixture.now)
            try await fixture.storage.declineInvitation(receive(fixture, person, from: "Heidi"), by: person.session, at: fixture.now)
        }
    }

    /// Proves the person's address and invites it.
    private func receive(_ fixture: Fixture, _ person: Person, from name: String) async throws -> ID<Invitation> {
        try await fixture.run("UPDATE account SET email_verified_at = 1 WHERE id = \(person.id)")
        let scope = try await fixture.organization(of: fixture.signUp(name))
        return try await fixture.invite(.email(person.email), in: scope).listing.invitation.id
    }

    /// A page of a long list is one walk along an index: nothing is sorted first.
    @Test(arguments: MemberQuery.Sort.allCases)
    func pagesComeInOrderFromAnIndex(_ sort: MemberQuery.Sort) async throws {
        let plans = try await plans { fixture, person, scope in
            for cursor in [nil, Cursor(key: "5", id: person.id.description)] {
                let page = PageRequest(limit: 1, after: cursor)
                _ = try await fixture.storage.members(in: scope, MemberQuery(sort: sort, page: page), at: fixture.now)
                for status in [nil, Invitation.Status.pending] {
                    _ = try await fixture.storage.invitations(in: scope, InvitationQuery(status: status, page: page), at: fixture.now)
                }
                _ = try await fixture.storage.receivedInvitations(person.session, page, at: fixture.now)
                let personal = try await fixture.storage.scope(of: person.personal, for: person.session)
                _ = try await fixture.storage.secrets(in: personal, page, at: fixture.now)
                for owner in [APIKeyOwner.organization(personal), .account(person.session)] {
                    _ = try await fixture.storage.apiKeys(of: owner, page, at: fixture.now)
                }
            }
        }
        for (statement, plan) in plans where statement.contains("LIMIT") { #expect(plan.sorts.isEmpty, "\(statement)") }
    }

    @Test func theCheckFindsAScan() async throws {
        try await Fixture.run { fixture in
            let path = DataFolder.database(in: fixture.folder)
            let scan = try QueryPlan(of: "SELECT * FROM account WHERE name = ?", at: path)
            let search = try QueryPlan(of: "SELECT * FROM account WHERE id = ?", at: path)
            #expect(scan.scans.count == 1 && search.scans.isEmpty)
        }
    }
}
