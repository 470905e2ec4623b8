import Domain
import Testing

@testable import Storage

/// Who may join by the domain of their address, and who not.
@Suite struct JoiningOffersTests {
    /// Acme, which everyone at example.com may join.
    private func acme(_ fixture: Fixture, role: String = "member") async throws -> (scope: OrganizationScope, domain: JoiningDomain) {
        let scope = try await fixture.organization(of: fixture.signUp("Ada"))
        return (scope, try await fixture.proven("example.com", of: scope, Records(), role: role))
    }

    private func prove(_ fixture: Fixture, _ person: Person, _ address: String? = nil) async throws {
        let address = address ?? person.email.text
        try await fixture.run(
            "UPDATE account SET email = \(address), email_key = \(address.folded), email_verified_at = 1 WHERE id = \(person.id)")
    }

    private func offers(_ fixture: Fixture, _ person: Person) async throws -> [String] {
        try await fixture.storage.joiningOffers(person.session).map(\.organizationName)
    }

    private func join(_ fixture: Fixture, _ person: Person, _ scope: OrganizationScope) async throws -> Me {
        try await fixture.storage.takeUpOffer(of: scope.organization, by: person.session, at: fixture.now)
    }

    @Test func whoeverHasProvenAnAddressThereMayJoinAndNobodyHasTo() async throws {
        try await Fixture.run { fixture in
            let (scope, domain) = try await acme(fixture, role: "viewer")
            let bob = try await fixture.signUp("Bob")
            #expect(try await offers(fixture, bob).isEmpty, "unproven")
            await #expect(throws: Failure.notFound) { try await join(fixture, bob, scope) }
            try await prove(fixture, bob)
            #expect(try await offers(fixture, bob) == ["Acme"])
            #expect(try await fixture.storage.organizations(bob.session).map(\.organization.id) == [bob.personal], "never by itself")
            let me = try await join(fixture, bob, scope)
            #expect(me.current.organization.id == scope.organization && me.current.role == .viewer)
            #expect(try await offers(fixture, bob).isEmpty)
            await #expect(throws: Failure.alreadyMember) { try await join(fixture, bob, scope) }
            let event = try #require(try await fixture.storage.auditLog(in: scope, AuditQuery(), at: fixture.now).items.first)
            #expect(event.action == "member.joined" && event.after == [.role: .text("viewer"), .domain: .text("example.com")])

            // What was joined stays joined: by another address, and without the domain.
            try await prove(fixture, bob, "bob@elsewhere.example")
            try await fixture.storage.removeDomain(domain.id, in: scope, at: fixture.now)
            #expect(try await fixture.storage.organizations(bob.session).count == 2)
        }
    }

    @Test(arguments: [
        "bob@mail.example.com", "bob@notexample.com", "bob@example.com.evil.net", "bob@exаmple.com", "bob@example.co", "bob@com",
        "example.com@evil.net",
    ])
    func noOtherDomainIsTheSame(address: String) async throws {
        try await Fixture.run { fixture in
            let (scope, _) = try await acme(fixture)
            let bob = try await fixture.signUp("Bob")
            try await prove(fixture, bob, address)
            #expect(try await offers(fixture, bob).isEmpty)
            await #expect(throws: Failure.notFound) { try await join(fixture, bob, scope) }
        }
    }

    @Test func spellingIsNoDifference() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            _ = try await fixture.proven("MÜNCHEN.example.", of: scope, Records())
            for (name, address) in [("Bob", "Bob@xn--mnchen-3ya.Example"), ("Cleo", "cleo@München.example")] {
                let person = try await fixture.signUp(name)
                try await prove(fixture, person, address)
                #expect(try await join(fixture, person, scope).current.role == .member)
            }
        }
    }

    @Test func noOfferIsMadeByWhatDoesNotStand() async throws {
        try await Fixture.run { fixture in
            let (scope, domain) = try await acme(fixture)
            let (bob, eve) = (try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            for person in [bob, eve] { try await prove(fixture, person) }
            let other = try await fixture.organization(of: eve, named: "Other")
            _ = try await fixture.domain("example.com", of: other)
            #expect(try await offers(fixture, bob) == ["Acme"], "who waits for a proof offers nothing")
            await #expect(throws: Failure.notFound) { try await join(fixture, bob, other) }

            try await fixture.run("UPDATE organization SET status = 'suspended' WHERE id = \(scope.organization)")
            await #expect(throws: Failure.organizationReadOnly) { try await join(fixture, bob, scope) }
            try await fixture.run("UPDATE organization SET status = 'active', seats = 1 WHERE id = \(scope.organization)")
            await #expect(throws: Failure.seatsFull) { try await join(fixture, bob, scope) }
            try await fixture.run("UPDATE organization SET seats = NULL WHERE id = \(scope.organization)")
            let acting = try await fixture.acting(as: bob)
            await #expect(throws: Impersonation.refusal) {
                try await fixture.storage.takeUpOffer(of: scope.organization, by: acting, at: fixture.now)
            }
            let ended = bob.session
            try await fixture.storage.removeDomain(domain.id, in: scope, at: fixture.now)
            #expect(try await offers(fixture, bob).isEmpty)
            await #expect(throws: Failure.notFound) { try await join(fixture, bob, scope) }
            try await fixture.run("DELETE FROM session WHERE account_id = \(bob.id)")
            await #expect(throws: Failure.unauthenticated) {
                try await fixture.storage.takeUpOffer(of: scope.organization, by: ended, at: fixture.now)
            }
        }
    }

    /// Somebody who was removed needs an invitation; somebody who left may come back.
    @Test func whoWasRemovedStaysOut() async throws {
        try await Fixture.run { fixture in
            let (scope, _) = try await acme(fixture)
            let (bob, eve) = (try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            for person in [bob, eve] {
                try await prove(fixture, person)
                _ = try await join(fixture, person, scope)
            }
            try await fixture.storage.removeMember(bob.id, from: scope, mailing: .off, at: fixture.now)
            try await fixture.storage.leave(scope.organization, by: eve.session, at: fixture.now)
            #expect(try await offers(fixture, bob).isEmpty)
            await #expect(throws: Failure.notFound) { try await join(fixture, bob, scope) }
            #expect(try await join(fixture, eve, scope).current.role == .member)
            let later = fixture.now + .seconds(1)
            let link = try await fixture.invite(.link(maximumUses: 1, domains: []), in: scope, at: later)
            _ = try await fixture.storage.acceptInvitation(link.token, by: bob.session, mailing: .off, at: later)
            try await fixture.storage.leave(scope.organization, by: bob.session, at: later)
            #expect(try await offers(fixture, bob) == ["Acme"], "whoever was let in again is as anyone")
        }
    }

    /// A role of the organization's own gives what it allows by then, and nothing once that is more than a member may.
    @Test func aRoleThatHasGrownGivesNothing() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let (storage, now) = (fixture.storage, fixture.now)
            let guest = try await storage.createRole(in: scope, name: DisplayName("Guest"), rank: 10, permissions: [.recordsRead], at: now)
            let id = try #require(guest.id)
            let domain = try await fixture.proven("example.com", of: scope, Records(), role: "guest")
            let bob = try await fixture.signUp("Bob")
            try await prove(fixture, bob)
            for change in [RoleChange(name: nil, rank: 41, permissions: nil), RoleChange(name: nil, rank: 10, permissions: [.auditRead])] {
                _ = try await storage.updateRole(id, in: scope, change, at: now)
                #expect(try await offers(fixture, bob).isEmpty)
                await #expect(throws: Failure.notFound) { try await join(fixture, bob, scope) }
            }
            _ = try await storage.updateRole(id, in: scope, RoleChange(name: nil, rank: 9, permissions: [.recordsRead]), at: now)
            #expect(try await join(fixture, bob, scope).current.role.key == "guest")
            try await storage.leave(scope.organization, by: bob.session, at: now)
            await #expect(throws: Failure.self, "it is in use") {
                try await storage.deleteRole(id, in: scope, replacement: nil, mailing: .off, at: now)
            }
            try await storage.deleteRole(id, in: scope, replacement: "admin", mailing: .off, at: now)
            #expect(try await storage.joiningDomains(in: scope, at: now).map(\.role) == [.member])
            #expect(try await storage.joiningDomains(in: scope, at: now).map(\.id) == [domain.id])
            let told = try await storage.auditLog(in: scope, AuditQuery(), at: now).items.filter { $0.action == "domain.updated" }
            #expect(told.count == 1, "and the log says so")
        }
    }
}

extension Fixture {
    /// A session in which an operator acts as that person, to change things, too.
    fileprivate func acting(as person: Person) async throws -> LiveSession {
        let root = try await signUp("Root")
        _ = try await storage.maintenance.appoint(root.email, owning: nil, at: now)
        let scope = try await storage.operatorScope(for: root.session, at: now)
        let reason = try ImpersonationReason("Cannot find the members page")
        return try await storage.impersonate(person.id, because: reason, writes: true, by: scope, at: now).me.session
    }
}
