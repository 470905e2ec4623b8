import Domain
import Testing

@testable import Storage

@Suite struct OrganizationExportTests {
    /// Acme with all that an organization can have, and Globex, which shares Bob with it.
    static func world(_ fixture: Fixture) async throws -> (ada: Person, bob: Person, acme: OrganizationScope, globex: OrganizationScope) {
        let (storage, now) = (fixture.storage, fixture.now)
        let (ada, bob, zoe) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Zoe"))
        let acme = try await fixture.organization(of: ada)
        let clerk = try await storage.createRole(
            in: acme, name: DisplayName("Clerk"), rank: 30, permissions: [.membersRead, .recordsRead], at: now)
        try await fixture.join(bob, acme, as: .admin)
        let change = OrganizationChange(
            defaultRole: clerk.role.key, invitationHours: 24, membersHidden: true, accentColor: try AccentColor("#0b6b5c"),
            metadata: try OrganizationMetadata("{\"crm\":\"A-17\"}")
        )
        _ = try await storage.updateOrganization(in: acme, change, at: now)
        _ = try await storage.setLogo(Logo(LogosTests.png), in: acme, at: now)
        _ = try await fixture.invite(.email(EmailAddress("grace@example.com")), as: .viewer, in: acme)
        let revoked = try await fixture.invite(.link(maximumUses: 3, domains: [EmailDomain("example.com")]), in: acme)
        try await storage.revokeInvitation(revoked.listing.invitation.id, in: acme, at: now)
        let secret = NewSecret(
            name: try DisplayName("Payments"), provider: try SecretProvider("stripe"), value: try SecretValue("sk_live_7"))
        _ = try await storage.createSecret(secret, in: acme, at: now)
        _ = try await fixture.key("CI", [.membersRead], of: .organization(acme))
        try await fixture.run(
            "UPDATE organization SET stripe_customer = 'cus_1', seats = 9 WHERE id = \(acme.organization)")

        let globex = try await fixture.organization(of: zoe, named: "Globex")
        try await fixture.join(bob, globex, as: .member)
        _ = try await fixture.invite(.email(EmailAddress("heidi@example.com")), in: globex)
        return (ada, bob, acme, globex)
    }

    @Test func itHasAllThatIsTheOrganizationsAndNothingElse() async throws {
        try await Fixture.run { fixture in
            let (_, _, acme, globex) = try await Self.world(fixture)
            let archive = try await fixture.archive(of: acme)
            #expect(archive[.organization].count == 1 && archive[.roles].count == 1)
            #expect(archive[.accounts].count == 2 && archive[.memberships].count == 2 && archive[.invitations].count == 3)
            let events = try await fixture.count("SELECT count(*) FROM audit_event WHERE chain = \(acme.organization)")
            #expect(archive[.audit].count == events)
            #expect(try #require(archive[.audit].last).contains("organization.exported"))
            for word in ["grace@example.com", "Clerk", "#0b6b5c", "A-17", "iVBORw0KGgo"] { #expect(archive.text.contains(word), "\(word)") }
            for word in ["Zoe", "zoe@", "Globex", globex.organization.description, "heidi", "cus_1", "sk_live_7", "$argon2", "tnt_"] {
                #expect(!archive.text.contains(word), "\(word)")
            }
            let others = try await fixture.storage.read { connection in
                let ids: [SQL] = [
                    "SELECT id FROM invitation WHERE organization_id <> \(acme.organization)",
                    "SELECT id FROM organization WHERE id <> \(acme.organization)", "SELECT id FROM session",
                    "SELECT id FROM account WHERE name = 'Zoe'",
                ]
                return try ids.flatMap { try connection.rows($0) { try $0[0] as String } }
            }
            #expect(others.count > 6)
            for id in others { #expect(!archive.text.contains(id), "\(id)") }
        }
    }

    @Test func onlyAnOwnerWhoIsPresentGetsIt() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, acme, _) = try await Self.world(fixture)
            let inBob = try await fixture.storage.scope(of: acme.organization, for: bob.session)
            let before = try await fixture.count("SELECT count(*) FROM audit_event")
            let forbidden = await failure { try await fixture.storage.exportOrganization(in: inBob, at: fixture.now) }
            #expect(forbidden as? Failure == .forbidden("Your role, admin, lacks the permission organization.export."))
            let late = fixture.now + Session.proofLifetime
            #expect(await failure { try await fixture.storage.exportOrganization(in: acme, at: late) } as? Failure == .proofRequired)
            let personal = try await fixture.storage.scope(of: ada.personal, for: ada.session)
            let ofOneself = await failure { try await fixture.storage.exportOrganization(in: personal, at: fixture.now) }
            #expect(ofOneself as? Failure == .personalOrganization)
            #expect(try await fixture.count("SELECT count(*) FROM audit_event") == before)
        }
    }

    @Test(arguments: [Organization.Status.suspended, .canceled])
    func whatIsReadOnlyCanBeExported(_ status: Organization.Status) async throws {
        try await Fixture.run { fixture in
            let (_, _, acme, _) = try await Self.world(fixture)
            try await fixture.run("UPDATE organization SET status = \(status) WHERE id = \(acme.organization)")
            #expect(try await fixture.archive(of: acme)[.organization][0].contains(status.rawValue))
        }
    }

    /// A new table or column of an organization's travels, or stays behind for a reason.
    @Test func everyColumnTravelsOrIsKnownToStayBehind() async throws {
        let travels: [String: Set<String>] = [
            "organization": [
                "id", "name", "slug", "status", "trial_ends_at", "seats", "default_role", "invitation_hours", "members_hidden",
                "factor_required",
                "accent_color", "metadata", "created_at",
            ],
            "role": ["organization_id", "key", "id", "name", "rank", "permissions", "created_at"],
            "membership": ["organization_id", "account_id", "role", "joined_at"],
            "invitation": [
                "organization_id", "id", "kind", "email", "domains", "role", "maximum_uses", "uses", "created_by", "created_at",
                "issued_at",
                "expires_at", "revoked_at",
            ],
            "logo": ["organization_id", "type", "bytes"],
        ]
        let isMadeAnew: [String: Set<String>] = [
            "organization": [
                "kind", "name_key", "personal_account_id", "deleted_at", "deletion_told_at", "domains_checked_at", "last_active_day",
                "stripe_customer",
                "stripe_subscription", "stripe_heard_at", "stripe_has_ended",
            ],
            "role": ["name_key"], "membership": ["name_key", "last_active_at"], "invitation": ["email_key", "key_id"], "logo": ["name"],
        ]
        let stays: Set = [
            "deleted_membership", "former_slug", "joining_domain", "api_key", "secret", "removal", "session", "invitation_token", "outbox",
            "identity_provider",
        ]
        try await Fixture.run { fixture in
            let found = try await fixture.storage.read { connection in
                try connection.rows(
                    """
                    SELECT entry.name, field.name FROM sqlite_schema AS entry, pragma_table_info(entry.name) AS field
                    WHERE entry.type = 'table' AND (entry.name = 'organization' OR EXISTS (
                        SELECT 1 FROM pragma_table_info(entry.name) AS own WHERE own.name = 'organization_id'
                    ))
                    """
                ) { (table: try $0[0] as String, column: try $0[1] as String) }
            }
            #expect(Set(found.map(\.table)) == Set(travels.keys).union(stays), "a table that nobody thought of")
            for (table, columns) in travels {
                let known = columns.union(isMadeAnew[table] ?? [])
                #expect(Set(found.filter { $0.table == table }.map(\.column)) == known, "a column of \(table) that nobody thought of")
            }
        }
    }

    /// The log tells what they did, by their id: nobody could erase elsewhere what they are called and where they were.
    @Test func whoHasLeftIsNotNamed() async throws {
        try await Fixture.run { fixture in
            let (_, _, acme, _) = try await Self.world(fixture)
            let mallory = try await fixture.signUp("Mallory")
            try await fixture.join(mallory, acme, as: .member)
            #expect(try await fixture.archive(of: acme).text.contains("mallory@example.com"))
            try await fixture.storage.leave(acme.organization, by: mallory.session, at: fixture.now)
            let archive = try await fixture.archive(of: acme)
            #expect(!archive.text.contains("mallory@example.com") && !archive.text.contains("Mallory"))
            let events = archive[.audit].filter { $0.contains(mallory.id.description) }
            #expect(events.count == 2 && events.allSatisfy { !$0.contains("\"detail\"") })
        }
    }

    /// The file has no name, and ends with whoever reads it.
    @Test func whatIsNotReadLeavesNothing() async throws {
        try await Fixture.run { fixture in
            let (_, _, acme, _) = try await Self.world(fixture)
            let before = try DurableFile.names(in: fixture.folder).sorted()
            _ = try await fixture.storage.exportOrganization(in: acme, at: fixture.now)
            #expect(try DurableFile.names(in: fixture.folder).sorted() == before)
        }
    }
}
