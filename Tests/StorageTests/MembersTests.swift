import Domain
import Testing

@testable import Storage

@Suite struct MembersTests {
    private func place(_ person: Person, _ fixture: Fixture) async throws -> ID<Organization>? {
        try await fixture.storage.session(opening: person.token, at: fixture.now)?.organization
    }

    private func lastOrganization(_ person: Person, _ fixture: Fixture) async throws -> ID<Organization>? {
        try await fixture.storage.read { connection in
            try connection.first("SELECT last_organization_id FROM account WHERE id = \(person.id)") { try $0[0] as ID<Organization>? }
        } ?? nil
    }

    private func logIn(_ person: Person, _ fixture: Fixture) async throws -> Token {
        try await fixture.storage.logIn(
            email: person.email, password: Fixture.accepted(), remember: true, replacing: nil, on: Fixture.device, at: fixture.now
        ).token
    }

    @Test(arguments: ["removed", "left", "by hand"])
    func whoLosesAMembershipStandsInThePersonalOrganizationWithEverySession(_ way: String) async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            let other = try await fixture.organization(of: bob, named: "Other")
            let bobs = try await fixture.join(bob, scope, as: .member)
            let second = try await logIn(bob, fixture)
            let elsewhere = try await logIn(bob, fixture)
            let third = try #require(try await fixture.storage.session(opening: elsewhere, at: fixture.now))
            _ = try await fixture.storage.switchOrganization(third, to: other.organization, at: fixture.now)
            let back = try #require(try await fixture.storage.session(opening: second, at: fixture.now))
            _ = try await fixture.storage.switchOrganization(back, to: scope.organization, at: fixture.now)
            #expect(try await lastOrganization(bob, fixture) == scope.organization)
            switch way {
            case "removed": try await fixture.storage.removeMember(bob.id, from: scope, at: fixture.now)
            case "left": try await fixture.storage.leave(bobs.organization, by: bob.session, at: fixture.now)
            default:
                try await fixture.run(
                    "DELETE FROM membership WHERE organization_id = \(scope.organization) AND account_id = \(bob.id)"
                )
            }
            #expect(try await place(bob, fixture) == bob.personal)
            #expect(try await fixture.storage.session(opening: second, at: fixture.now)?.organization == bob.personal)
            #expect(try await fixture.storage.session(opening: elsewhere, at: fixture.now)?.organization == other.organization)
            #expect(try await lastOrganization(bob, fixture) == nil)
            #expect(try await place(ada, fixture) != nil)
            await #expect(throws: Failure.notFound) { try await fixture.storage.members(in: bobs, MemberQuery(), at: fixture.now) }
            let organizations = try await fixture.storage.organizations(bob.session).map(\.organization.id)
            #expect(organizations == [bob.personal, other.organization])
        }
    }

    @Test func anOrganizationIsHandedOn() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, cleo) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Cleo"))
            let (scope, storage, now) = (try await fixture.organization(of: ada), fixture.storage, fixture.now)
            let bobs = try await fixture.join(bob, scope, as: .viewer)
            let owners = try await fixture.invite(.email(try EmailAddress("grace@example.org")), as: .owner, in: scope)
            try await fixture.run("DELETE FROM outbox")
            func transfer(_ scope: OrganizationScope, to heir: ID<Account>, at time: Instant = now) async throws -> OrganizationMembership {
                try await storage.transferOrganization(in: scope, to: heir, mailing: .on, at: time).membership
            }
            for heir in [cleo.id, ID<Account>(at: now, from: .seeded(9))] {
                await #expect(throws: Failure.notFound) { try await transfer(scope, to: heir) }
            }
            await #expect(throws: Failure.proofRequired) { try await transfer(scope, to: bob.id, at: now + Session.proofLifetime) }
            await #expect(throws: Failure.invalid("accountId", "is your own")) { try await transfer(scope, to: ada.id) }
            let personal = try await storage.scope(of: ada.personal, for: ada.session)
            await #expect(throws: Failure.personalOrganization) { try await transfer(personal, to: bob.id) }
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == 0)

            #expect(try await transfer(scope, to: bob.id).role == .admin)
            let roles = try await storage.members(in: scope, MemberQuery(), at: now).page.items.map(\.role)
            #expect(roles == [.admin, .owner])
            #expect(
                try await storage.maintenance.outbox().map(\.message)
                    == [.roleChange(name: "Bob", organization: "Acme", slug: "acme", role: "owner")]
            )
            let status = try await storage.invitations(in: scope, InvitationQuery(), at: now).page.items
            #expect(status.first { $0.invitation.id == owners.listing.invitation.id }?.invitation.status(at: now) == .revoked)
            let refused = await failure { try await transfer(scope, to: bob.id) }
            guard case .forbidden? = refused as? Failure else { throw try #require(refused) }

            #expect(try await storage.changeRole(of: ada.id, to: .owner, in: bobs, at: now).role == .owner)
            #expect(try await transfer(scope, to: bob.id).role == .admin, "to somebody who is owner, too")
            #expect(try await storage.maintenance.outbox().count == 1, "who already was is told nothing")
        }
    }

    @Test func aNewNameReordersEveryListItIsIn() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            for name in ["Bob", "Cleo"] { try await fixture.join(fixture.signUp(name), scope, as: .member) }
            func names() async throws -> [String] {
                try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now).page.items.map(\.name)
            }
            #expect(try await names() == ["Ada", "Bob", "Cleo"])
            _ = try await fixture.storage.updateProfile(ada.session, name: DisplayName("Zoë"), language: nil, at: fixture.now)
            #expect(try await names() == ["Bob", "Cleo", "Zoë"])
            let stale = try await fixture.count(
                "SELECT count(*) FROM membership JOIN account ON account.id = account_id WHERE membership.name_key <> account.name_key"
            )
            #expect(stale == 0)
        }
    }

    @Test func pagesShowEveryoneOnceInEveryOrder() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            for number in 0..<13 { try await fixture.join(fixture.signUp("Twin\(number % 4)x\(number)"), scope, as: .viewer) }
            try await fixture.run("UPDATE account SET name = 'Twin', name_key = 'twin' WHERE name LIKE 'Twin%'")
            for sort in MemberQuery.Sort.allCases {
                for limit in [1, 4, 14, 50] {
                    var (seen, cursor): ([ID<Account>], Cursor?) = ([], nil)
                    repeat {
                        let query = MemberQuery(sort: sort, page: PageRequest(limit: limit, after: cursor))
                        let (page, total) = try await fixture.storage.members(in: scope, query, at: fixture.now)
                        #expect(total == 14)
                        #expect(page.items.count <= limit)
                        seen += page.items.map(\.account)
                        cursor = page.next
                    } while cursor != nil
                    #expect(seen.count == 14 && Set(seen).count == 14, "\(sort) by \(limit)")
                }
            }
        }
    }

    @Test func searchingTakesSignsLiterallyAndStaysInTheOrganization() async throws {
        try await Fixture.run { fixture in
            let (ada, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Eve"))
            let scope = try await fixture.organization(of: ada)
            _ = try await fixture.organization(of: eve, named: "Other")
            try await fixture.join(fixture.signUp("Bob"), scope, as: .admin)
            try await fixture.run("UPDATE account SET name = 'Bo_B 100%', name_key = 'bo_b 100%' WHERE name = 'Bob'")
            func found(_ text: String?, _ role: Role? = nil) async throws -> [String] {
                let query = MemberQuery(text: text, role: role?.key)
                let (page, total) = try await fixture.storage.members(in: scope, query, at: fixture.now)
                #expect(total == page.items.count)
                return page.items.map(\.name)
            }
            #expect(try await found("%") == ["Bo_B 100%"])
            #expect(try await found("_") == ["Bo_B 100%"])
            #expect(try await found("ADA@EXAMPLE") == ["Ada"])
            #expect(try await found("eve").isEmpty)
            #expect(try await found(nil, .admin) == ["Bo_B 100%"])
            #expect(try await found("ada", .admin).isEmpty)
            #expect(try await found("") == ["Ada", "Bo_B 100%"])
        }
    }

    /// Two owners take each other's role, or their own, at once: one always stays.
    @Test func oneOwnerStaysWhoeverIsFaster() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let adas = try await fixture.organization(of: ada)
            let bobs = try await fixture.join(bob, adas, as: .owner)
            for round in 0..<40 {
                async let first = failure {
                    _ = try await fixture.storage.changeRole(of: round % 2 == 0 ? ada.id : bob.id, to: .admin, in: adas, at: fixture.now)
                }
                async let second = failure {
                    _ = try await fixture.storage.changeRole(of: round % 2 == 0 ? bob.id : ada.id, to: .admin, in: bobs, at: fixture.now)
                }
                let errors = [await first, await second].compactMap { $0 as? Failure }
                #expect(errors.count == 1)
                let owners: SQL = "SELECT count(*) FROM membership WHERE organization_id = \(adas.organization) AND role = 'owner'"
                #expect(try await fixture.count(owners) == 1)
                try await fixture.run("UPDATE membership SET role = 'owner' WHERE organization_id = \(adas.organization)")
            }
        }
    }

    @Test func whoWasDemotedAMomentAgoCanDoNothing() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, cleo) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Cleo"))
            let adas = try await fixture.organization(of: ada)
            let bobs = try await fixture.join(bob, adas, as: .admin)
            try await fixture.join(cleo, adas, as: .member)
            _ = try await fixture.storage.changeRole(of: bob.id, to: .viewer, in: adas, at: fixture.now)
            for work in [
                { @Sendable in try await fixture.storage.removeMember(cleo.id, from: bobs, at: fixture.now) },
                { @Sendable in _ = try await fixture.storage.changeRole(of: cleo.id, to: .viewer, in: bobs, at: fixture.now) },
                { @Sendable in _ = try await fixture.invite(.link(maximumUses: 1, domains: []), as: .viewer, in: bobs) },
            ] {
                let error = await failure(work)
                guard case .forbidden? = error as? Failure else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
            }
            try await fixture.storage.logOut(bob.session, at: fixture.now)
            await #expect(throws: Failure.unauthenticated) {
                try await fixture.storage.leave(bobs.organization, by: bob.session, at: fixture.now)
            }
        }
    }

    @Test func personalOrganizationsCannotBeLeft() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.storage.scope(of: ada.personal, for: ada.session)
            await #expect(throws: Failure.personalOrganization) {
                try await fixture.storage.leave(ada.personal, by: ada.session, at: fixture.now)
            }
            await #expect(throws: Failure.personalOrganization) {
                try await fixture.storage.removeMember(ada.id, from: scope, at: fixture.now)
            }
            await #expect(throws: Failure.personalOrganization) {
                try await fixture.invite(.link(maximumUses: 1, domains: []), in: scope)
            }
        }
    }
}
