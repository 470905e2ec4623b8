import Domain
import Testing

@testable import Storage

/// Lists in all their forms, by each order, filter and cursor: none walks through a table, and their pages come in order from an index.
/// `EveryStatementTests` judges the statements of all other work.
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

    @Test func exportOfAnAccount() async throws {
        try await expectNoScan("export of an account") { fixture, person, _ in
            let after = PageRequest(after: Cursor(key: "instance", id: "1"))
            _ = try await fixture.storage.exportAccount(person.session, at: fixture.now)
            _ = try await fixture.storage.exportedInvitations(person.session, after, at: fixture.now)
            for events in [ExportedEvents.by, .about, .onBehalf] {
                _ = try await fixture.storage.exportedEvents(events, person.session, after, at: fixture.now)
            }
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
}
