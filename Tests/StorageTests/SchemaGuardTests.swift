import Domain
import Testing

@testable import Storage

/// What no statement may do, whatever the operations would have checked before.
@Suite struct SchemaGuardTests {
    private func refuses(_ guardName: String, _ fixture: Fixture, _ sql: SQL, _ location: SourceLocation = #_sourceLocation) async {
        let error = await failure { try await fixture.run(sql) }
        guard case .constraint(let message)? = error as? DatabaseError else {
            Issue.record("\(sql.text): \(String(describing: error))", sourceLocation: location)
            return
        }
        #expect(message.contains(guardName), sourceLocation: location)
    }

    @Test func theLastOwnerStays() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            try await fixture.join(bob, scope, as: .admin)
            let place: SQL = "organization_id = \(scope.organization) AND account_id = \(ada.id)"
            await refuses("last_owner", fixture, "UPDATE membership SET role = 'admin' WHERE \(place)")
            await refuses("last_owner", fixture, "UPDATE OR REPLACE membership SET role = 'viewer' WHERE \(place)")
            await refuses("last_owner", fixture, "DELETE FROM membership WHERE \(place)")
            await refuses("last_owner", fixture, "DELETE FROM membership")
            await refuses("last_owner", fixture, "UPDATE membership SET role = 'member'")
            let replacing: SQL = "SELECT organization_id, account_id, 'viewer', name_key, joined_at FROM membership WHERE \(place)"
            let columns: SQL = "membership (organization_id, account_id, role, name_key, joined_at)"
            await refuses("last_owner", fixture, "INSERT OR REPLACE INTO \(columns) \(replacing)")
            let owners = try await fixture.count("SELECT count(*) FROM membership WHERE \(place) AND role = 'owner'")
            #expect(owners == 1)
            try await fixture.run("UPDATE membership SET role = 'owner' WHERE organization_id = \(scope.organization)")
            try await fixture.run("DELETE FROM membership WHERE \(place)")
        }
    }

    /// Both go in one statement, each of which would leave the other.
    @Test func bothOwnersCannotGoAtOnce() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            try await fixture.join(bob, scope, as: .owner)
            await refuses("last_owner", fixture, "DELETE FROM membership WHERE organization_id = \(scope.organization)")
            await refuses("last_owner", fixture, "UPDATE membership SET role = 'viewer' WHERE organization_id = \(scope.organization)")
            let owners: SQL = "SELECT count(*) FROM membership WHERE organization_id = \(scope.organization) AND role = 'owner'"
            #expect(try await fixture.count(owners) == 2)
        }
    }

    /// By no statement is an organization that wants one left without an owner who can sign in.
    @Test func ownersThatCountAreEnabled() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            try await fixture.join(bob, scope, as: .owner)
            let here: SQL = "organization_id = \(scope.organization)"
            try await fixture.run("UPDATE account SET disabled_at = 1 WHERE id = \(bob.id)")
            await refuses("last_owner", fixture, "UPDATE account SET disabled_at = 1")
            await refuses("last_owner", fixture, "UPDATE membership SET role = 'admin' WHERE \(here) AND account_id = \(ada.id)")
            await refuses("last_owner", fixture, "DELETE FROM membership WHERE \(here) AND account_id = \(ada.id)")
            for status in ["active", "trial", "past_due"] {
                try await fixture.run("UPDATE organization SET status = \(status) WHERE id = \(scope.organization)")
                await refuses("last_owner", fixture, "UPDATE account SET disabled_at = 1 WHERE id = \(ada.id)")
            }
            try await fixture.run("UPDATE organization SET status = 'suspended' WHERE id = \(scope.organization)")
            try await fixture.run("UPDATE account SET disabled_at = 1 WHERE id = \(ada.id)")
            for status in ["active", "trial", "past_due"] {
                await refuses("last_owner", fixture, "UPDATE organization SET status = \(status) WHERE id = \(scope.organization)")
            }
            await refuses("last_owner", fixture, "DELETE FROM membership WHERE \(here) AND account_id = \(ada.id)")
            await refuses("last_owner", fixture, "UPDATE membership SET role = 'admin' WHERE \(here)")
            try await fixture.run("UPDATE organization SET status = 'canceled' WHERE id = \(scope.organization)")
        }
    }

    @Test func disabledAccountsHaveNoSession() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let copy: SQL = """
                INSERT INTO session (
                    id, token_hash, account_id, organization_id, remember, user_agent, address, created_at, last_seen_at, expires_at,
                    proven_at
                )
                SELECT 'ses_x', randomblob(32), account_id, organization_id, remember, user_agent, address, created_at,
                last_seen_at, expires_at, proven_at FROM session WHERE account_id = \(ada.id)
                """
            try await fixture.run(copy)
            await refuses("CHECK", fixture, "UPDATE account SET disabled_at = 1, is_operator = 1 WHERE id = \(ada.id)")
            try await fixture.run("CREATE TABLE kept AS SELECT * FROM session WHERE account_id = \(ada.id)")
            try await fixture.run("UPDATE account SET disabled_at = 1 WHERE id = \(ada.id)")
            #expect(try await fixture.count("SELECT count(*) FROM session") == 1)
            await refuses("account_disabled", fixture, "INSERT INTO session SELECT * FROM kept")
            await refuses("CHECK", fixture, "UPDATE account SET is_operator = 1 WHERE id = \(ada.id)")
            #expect(try await fixture.count("SELECT count(*) FROM session WHERE account_id = \(bob.id)") == 1)
        }
    }

    @Test func theSixthUseOfFive() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let link = try await fixture.invite(.link(maximumUses: 5, domains: []), in: scope)
            let use: SQL = "UPDATE invitation SET uses = uses + 1 WHERE id = \(link.listing.invitation.id)"
            for _ in 0..<5 { try await fixture.run(use) }
            await refuses("CHECK", fixture, use)
            await refuses("CHECK", fixture, "UPDATE invitation SET uses = -1")
            await refuses("CHECK", fixture, "UPDATE invitation SET maximum_uses = 4")
            #expect(try await fixture.count("SELECT uses FROM invitation") == 5)
        }
    }

    @Test func personalOrganizationsStayPersonal() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let name = "personal_organization"
            await refuses(
                name, fixture,
                """
                INSERT INTO membership (organization_id, account_id, role, name_key, joined_at)
                VALUES (\(ada.personal), \(bob.id), 'viewer', 'bob', 0)
                """
            )
            await refuses(
                name, fixture,
                """
                INSERT INTO invitation (organization_id, id, kind, domains, role, created_by, created_at, issued_at, expires_at)
                SELECT \(ada.personal), 'inv_x', kind, domains, role, created_by, created_at, issued_at, expires_at FROM invitation
                """
            )
            await refuses("CHECK", fixture, "UPDATE organization SET kind = 'team' WHERE id = \(ada.personal)")
            await refuses("CHECK", fixture, "UPDATE organization SET kind = 'personal' WHERE id = \(scope.organization)")
            await refuses("UNIQUE", fixture, "UPDATE organization SET personal_account_id = \(bob.id) WHERE id = \(ada.personal)")
            #expect(try await fixture.count("SELECT count(*) FROM membership WHERE organization_id = \(ada.personal)") == 1)
        }
    }

    @Test func sessionsStandOnlyWhereTheirAccountIsAMember() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            await refuses(
                "FOREIGN KEY", fixture, "UPDATE session SET organization_id = \(scope.organization) WHERE id = \(bob.session.id)"
            )
            await refuses("FOREIGN KEY", fixture, "UPDATE session SET account_id = \(ada.id) WHERE id = \(bob.session.id)")
            await refuses("CHECK", fixture, "UPDATE session SET token_hash = x'00'")
            await refuses("NOT NULL", fixture, "UPDATE session SET organization_id = NULL")
        }
    }

    @Test func deletedOrganizationsStayEmpty() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let id = scope.organization
            await refuses("CHECK", fixture, "UPDATE organization SET deleted_at = 0 WHERE id = \(ada.personal)")
            try await fixture.storage.deleteOrganization(in: scope, forGood: false, mailing: .off, at: fixture.now)
            await refuses(
                "organization_deleted", fixture,
                """
                INSERT INTO membership (organization_id, account_id, role, name_key, joined_at)
                VALUES (\(id), \(bob.id), 'owner', 'bob', 0)
                """
            )
            await refuses(
                "organization_deleted", fixture,
                """
                INSERT INTO invitation (organization_id, id, kind, domains, role, created_by, created_at, issued_at, expires_at)
                SELECT organization_id, 'inv_x', kind, domains, role, created_by, created_at, issued_at, expires_at FROM invitation
                """
            )
            await refuses("FOREIGN KEY", fixture, "UPDATE session SET organization_id = \(id) WHERE account_id = \(ada.id)")
        }
    }

    @Test func membersHaveARoleThatThereIs() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            let other = try await fixture.organization(of: ada, named: "Other")
            let bobs = try await fixture.join(bob, scope, as: .member)
            _ = try await fixture.storage.createRole(
                in: other, name: DisplayName("Clerk"), rank: 30, permissions: [.recordsRead], at: fixture.now
            )
            let place: SQL = "organization_id = \(scope.organization) AND account_id = \(bob.id)"
            await refuses("unknown_role", fixture, "UPDATE membership SET role = 'clerk' WHERE \(place)")
            _ = try await fixture.storage.createRole(
                in: scope, name: DisplayName("Clerk"), rank: 30, permissions: [.recordsRead], at: fixture.now
            )
            try await fixture.run("UPDATE membership SET role = 'clerk' WHERE \(place)")
            let here: SQL = "organization_id = \(scope.organization)"
            await refuses("role_in_use", fixture, "DELETE FROM role WHERE \(here)")
            await refuses("role_moved", fixture, "UPDATE role SET key = 'other' WHERE \(here)")
            await refuses("CHECK", fixture, "UPDATE role SET rank = 100 WHERE \(here)")
            await refuses("CHECK", fixture, "UPDATE role SET rank = 0 WHERE \(here)")
            await refuses(
                "CHECK", fixture,
                """
                INSERT INTO role (organization_id, key, id, name, name_key, rank, permissions, created_at)
                VALUES (\(scope.organization), 'owner', 'rol_x', 'x', 'x', 1, 0, 0)
                """
            )
            await refuses(
                "unknown_role", fixture,
                """
                INSERT INTO membership (organization_id, account_id, role, name_key, joined_at)
                VALUES (\(scope.organization), \(bob.id), 'root', 'bob', 0)
                """
            )
            try await fixture.storage.leave(bobs.organization, by: bob.session, at: fixture.now)
            try await fixture.run("DELETE FROM role WHERE \(here)")
        }
    }

    /// Nobody acts as another but an operator, from a session of their own, and as nobody who is one.
    @Test func operatorsAloneActAsOthers() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            try await fixture.run("UPDATE account SET is_operator = 1 WHERE id = \(eve.id)")
            let columns: SQL = """
                id, token_hash, account_id, organization_id, remember, user_agent, address, created_at, last_seen_at, expires_at, proven_at
                """
            func insert(_ account: Person, from session: ID<Session>, by impersonator: ID<Account>) -> SQL {
                """
                INSERT INTO session (\(columns), impersonator_session_id, impersonator_id)
                SELECT 'ses_other', randomblob(32), account_id, organization_id, 0, '', '', 1, 1, 2, 0, \(session), \(impersonator)
                FROM session WHERE id = \(account.session.id)
                """
            }
            await refuses("impersonation", fixture, insert(ada, from: bob.session.id, by: bob.id))
            await refuses("impersonation", fixture, insert(ada, from: bob.session.id, by: eve.id))
            await refuses("impersonation", fixture, insert(eve, from: eve.session.id, by: eve.id))
            await refuses("impersonation", fixture, "UPDATE session SET impersonator_id = \(eve.id), impersonator_session_id = id")
            try await fixture.run(insert(ada, from: eve.session.id, by: eve.id))
            await refuses("impersonation", fixture, "UPDATE session SET account_id = \(bob.id) WHERE id = 'ses_other'")
            await refuses("impersonation", fixture, "UPDATE session SET impersonator_id = NULL, impersonator_session_id = NULL")
            try await fixture.run("UPDATE account SET is_operator = 0 WHERE id = \(eve.id)")
            #expect(try await fixture.count("SELECT count(*) FROM session WHERE id = 'ses_other'") == 0)
            #expect(try await fixture.count("SELECT count(*) FROM session") == 3)
        }
    }

    @Test func membershipsKeepTheirPlace() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            try await fixture.join(bob, scope, as: .viewer)
            let other = try await fixture.organization(of: bob, named: "Other")
            let bobs: SQL = "WHERE organization_id = \(scope.organization) AND account_id = \(bob.id)"
            await refuses("membership_moved", fixture, "UPDATE membership SET organization_id = \(other.organization) \(bobs)")
            await refuses("membership_moved", fixture, "UPDATE membership SET account_id = \(ada.id) \(bobs)")
            await refuses("UNIQUE", fixture, "INSERT INTO membership SELECT * FROM membership \(bobs)")
        }
    }

    @Test func linksNeverCarryOwner() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            _ = try await fixture.invite(.link(maximumUses: nil, domains: []), as: .admin, in: scope)
            await refuses("CHECK", fixture, "UPDATE invitation SET role = 'owner'")
            let error = await failure { try await fixture.invite(.link(maximumUses: nil, domains: []), as: .owner, in: scope) }
            guard case .invalidInput(let fields)? = error as? Failure else { throw try #require(error) }
            #expect(fields.map(\.field) == ["role"])
            #expect(try await fixture.count("SELECT count(*) FROM invitation WHERE role = 'owner'") == 0)
        }
    }

    @Test func anInvitationHasOneStandingToken() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let grace = Invitation.Kind.email(try EmailAddress("grace@example.org"))
            let id = try await fixture.invite(grace, in: scope).listing.invitation.id
            _ = try await fixture.storage.resendInvitation(id, in: scope, mailing: .on, at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM invitation_token WHERE replaced_at IS NULL") == 1)
            #expect(try await fixture.count("SELECT count(*) FROM invitation_token") == 2)
            await refuses("UNIQUE", fixture, "UPDATE invitation_token SET replaced_at = NULL")
            await refuses("CHECK", fixture, "UPDATE invitation SET maximum_uses = 2")
            await refuses("CHECK", fixture, "UPDATE invitation SET email = NULL, email_key = NULL")
        }
    }

    @Test func anAddressHasOneAccountAndOneOpenInvitation() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            await refuses("UNIQUE", fixture, "UPDATE account SET email_key = \(ada.email.key) WHERE id = \(bob.id)")
            let scope = try await fixture.organization(of: ada)
            for name in ["grace", "heidi"] {
                _ = try await fixture.invite(.email(try EmailAddress("\(name)@example.org")), in: scope)
            }
            await refuses("UNIQUE", fixture, "UPDATE invitation SET email_key = 'grace@example.org'")
            await refuses("FOREIGN KEY", fixture, "DELETE FROM account WHERE id = \(ada.id)")
            await refuses("FOREIGN KEY", fixture, "DELETE FROM organization WHERE id = \(scope.organization)")
        }
    }
}
