import Domain
import Testing

@testable import Storage

/// What becomes of an organization that is deleted, brought back, or gone for good.
@Suite struct DeletionsTests {
    /// Acme of Ada's, with Bob as admin and Cleo as second owner.
    private func acme(_ fixture: Fixture) async throws -> (ada: Person, bob: Person, cleo: Person, scope: OrganizationScope) {
        let (ada, bob, cleo) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Cleo"))
        let scope = try await fixture.organization(of: ada)
        try await fixture.join(bob, scope, as: .admin)
        try await fixture.join(cleo, scope, as: .owner)
        try await fixture.run("UPDATE session SET remember = 1, expires_at = \(fixture.now + .days(31))")
        return (ada, bob, cleo, scope)
    }

    private func delete(
        _ fixture: Fixture, _ scope: OrganizationScope, by person: Person, forGood: Bool = false, mailing: Mailing = .off
    ) async throws {
        let own = try await fixture.storage.scope(of: scope.organization, for: person.session)
        try await fixture.storage.deleteOrganization(in: own, forGood: forGood, mailing: mailing, at: fixture.now)
    }

    private func erase(
        _ fixture: Fixture, _ scope: OrganizationScope, by person: Person, mailing: Mailing = .off, at now: Instant = Fixture.start
    ) async throws {
        try await fixture.storage.eraseOrganization(scope.organization, by: person.session, mailing: mailing, at: now)
    }

    private func restore(
        _ fixture: Fixture, _ scope: OrganizationScope, by person: Person, mailing: Mailing = .off, at now: Instant = Fixture.start
    ) async throws -> OrganizationMembership {
        try await fixture.storage.restoreOrganization(scope.organization, by: person.session, mailing: mailing, at: now).membership
    }

    private func outbox(_ fixture: Fixture) async throws -> [String: Message] {
        let entries = try await fixture.storage.maintenance.outbox()
        return Dictionary(uniqueKeysWithValues: entries.compactMap { entry in entry.message.map { (entry.recipient, $0) } })
    }

    private func organizations(_ person: Person, _ fixture: Fixture) async throws -> [ID<Organization>] {
        try await fixture.storage.organizations(person.session).map(\.organization.id)
    }

    /// Every table whose rows can be an organization's.
    private static let tables: [(name: String, rows: SQL)] = [
        ("membership", "SELECT organization_id FROM membership"),
        ("deleted_membership", "SELECT organization_id FROM deleted_membership"),
        ("role", "SELECT organization_id FROM role"), ("former_slug", "SELECT organization_id FROM former_slug"),
        ("api_key", "SELECT organization_id FROM api_key"),
        ("joining_domain", "SELECT organization_id FROM joining_domain"),
        ("secret", "SELECT organization_id FROM secret"), ("logo", "SELECT organization_id FROM logo"),
        ("removal", "SELECT organization_id FROM removal"),
        ("session", "SELECT organization_id FROM session"),
        ("invitation", "SELECT organization_id FROM invitation"),
        ("invitation_token", "SELECT organization_id FROM invitation_token"),
        ("outbox", "SELECT organization_id FROM outbox"),
        ("identity_provider", "SELECT organization_id FROM identity_provider"),
    ]

    /// In which tables rows name the organization, and how many.
    private func traces(of organization: ID<Organization>, _ fixture: Fixture) async throws -> [String: Int] {
        let found = try await fixture.storage.read { connection in
            try connection.rows(
                """
                SELECT entry.name FROM sqlite_schema AS entry, pragma_table_info(entry.name) AS field
                WHERE entry.type = 'table' AND field.name = 'organization_id'
                """
            ) { try $0[0] as String }
        }
        #expect(Set(found) == Set(Self.tables.map(\.name)), "a table that nobody thought of")
        var traces = ["organization": try await fixture.count("SELECT count(*) FROM organization WHERE id = \(organization)")]
        for (name, rows) in Self.tables {
            traces[name] = try await fixture.count("SELECT count(*) FROM (\(rows) WHERE organization_id = \(organization))")
        }
        return traces.filter { $0.value > 0 }
    }

    @Test func nobodyReachesADeletedOne() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, cleo, scope) = try await acme(fixture)
            let bobs = try await fixture.storage.scope(of: scope.organization, for: bob.session)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            try await delete(fixture, scope, by: ada)
            for person in [ada, bob, cleo] {
                #expect(try await organizations(person, fixture) == [person.personal])
                #expect(try await fixture.storage.session(opening: person.token, at: fixture.now)?.organization == person.personal)
                await #expect(throws: Failure.notFound) {
                    try await fixture.storage.scope(of: scope.organization, for: person.session)
                }
            }
            await #expect(throws: Failure.notFound) { try await fixture.storage.organization(in: scope, at: fixture.now) }
            await #expect(throws: Failure.notFound) { try await fixture.storage.members(in: bobs, MemberQuery(), at: fixture.now) }
            await #expect(throws: Failure.notFound) { try await fixture.invite(.link(maximumUses: nil, domains: []), in: bobs) }
            let dora = try await fixture.signUp("Dora")
            await #expect(throws: Failure.invitationRevoked) {
                try await fixture.storage.acceptInvitation(link.token, by: dora.session, at: fixture.now)
            }
            await #expect(throws: Failure.slugTaken) {
                try await fixture.storage.createOrganization(dora.session, name: DisplayName("Acme"), slug: Slug("acme"), at: fixture.now)
            }
        }
    }

    @Test func everyoneIsBackAsTheyWereAndItsInvitationsStayDead() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, cleo, scope) = try await acme(fixture)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let before = try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now).page.items
            try await delete(fixture, scope, by: ada)
            _ = try await fixture.storage.updateProfile(bob.session, name: DisplayName("Zoë"), language: nil, at: fixture.now)
            let later = fixture.now + .days(29)
            let cleos = try await fixture.storage.deletedOrganizations(cleo.session, at: later)
            #expect(cleos.map(\.membership.organization.id) == [scope.organization])
            #expect(cleos.map(\.restorableUntil) == [fixture.now + .days(30)])
            await #expect(throws: Failure.proofRequired) { try await restore(fixture, scope, by: cleo, at: later) }
            try await fixture.run("UPDATE session SET proven_at = \(later)")
            let back = try await restore(fixture, scope, by: cleo, at: later)
            #expect(back.role == .owner && back.organization.slug == "acme")
            let after = try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now).page.items
            #expect(after.map(\.name) == ["Ada", "Cleo", "Zoë"], "sorted by the names that they have now")
            for (one, other) in zip(before.sorted { $0.email < $1.email }, after.sorted { $0.email < $1.email }) {
                #expect(one.account == other.account && one.role == other.role && one.joinedAt == other.joinedAt)
                #expect(one.lastActiveAt == other.lastActiveAt)
            }
            #expect(try await fixture.count("SELECT count(*) FROM deleted_membership") == 0)
            let dora = try await fixture.signUp("Dora")
            await #expect(throws: Failure.invitationRevoked) {
                try await fixture.storage.acceptInvitation(link.token, by: dora.session, at: fixture.now)
            }
            await #expect(throws: Failure.notFound) {
                try await restore(fixture, scope, by: ada, at: fixture.now)
            }
            #expect(try await fixture.storage.deletedOrganizations(ada.session, at: fixture.now).isEmpty)
        }
    }

    @Test func onlyOwnersBringItBackOrErase() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, _, scope) = try await acme(fixture)
            let dora = try await fixture.signUp("Dora")
            let lacking = await failure { try await delete(fixture, scope, by: bob) }
            guard case .forbidden? = lacking as? Failure else { throw try #require(lacking) }
            await #expect(throws: Failure.notFound) { try await delete(fixture, scope, by: dora) }
            for person in [ada, dora] { await #expect(throws: Failure.notFound) { try await erase(fixture, scope, by: person) } }
            try await delete(fixture, scope, by: ada)
            await #expect(throws: Failure.notFound) { try await delete(fixture, scope, by: ada) }
            for person in [bob, dora] {
                #expect(try await fixture.storage.deletedOrganizations(person.session, at: fixture.now).isEmpty)
                await #expect(throws: Failure.notFound) {
                    try await restore(fixture, scope, by: person, at: fixture.now)
                }
                await #expect(throws: Failure.notFound) { try await erase(fixture, scope, by: person) }
            }
            #expect(try await fixture.count("SELECT count(*) FROM deleted_membership") == 3)
        }
    }

    @Test func itWantsAProof() async throws {
        try await Fixture.run { fixture in
            let (ada, _, _, scope) = try await acme(fixture)
            let late = fixture.now + Session.proofLifetime
            for forGood in [false, true] {
                await #expect(throws: Failure.proofRequired) {
                    try await fixture.storage.deleteOrganization(in: scope, forGood: forGood, mailing: .off, at: late)
                }
            }
            try await delete(fixture, scope, by: ada)
            await #expect(throws: Failure.proofRequired) { try await erase(fixture, scope, by: ada, at: late) }
        }
    }

    @Test func aPersonalOneStays() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let personal = try await fixture.storage.scope(of: ada.personal, for: ada.session)
            for forGood in [false, true] {
                await #expect(throws: Failure.personalOrganization) { try await delete(fixture, personal, by: ada, forGood: forGood) }
            }
        }
    }

    @Test(arguments: ["at once", "later", "by time"])
    func nothingOfItStays(_ way: String) async throws {
        try await Fixture.run { fixture in
            let (ada, bob, cleo, scope) = try await acme(fixture)
            _ = try await fixture.invite(.email(try EmailAddress("grace@example.org")), in: scope)
            try await fixture.storage.removeMember(bob.id, from: scope, at: fixture.now)
            _ = try await fixture.storage.createRole(
                in: scope, name: DisplayName("Clerk"), rank: 30, permissions: [.recordsRead], at: fixture.now
            )
            let secret = NewSecret(name: try DisplayName("One"), provider: try SecretProvider("stripe"), value: try SecretValue("first"))
            _ = try await fixture.storage.createSecret(secret, in: scope, at: fixture.now)
            _ = try await fixture.invite(.link(maximumUses: nil, domains: []), in: fixture.scope([.invitationsManage], of: scope))
            try await fixture.join(fixture.signUp("Hal"), scope, as: .viewer)
            try await fixture.run("UPDATE membership SET role = 'clerk' WHERE organization_id = \(scope.organization) AND role = 'viewer'")
            _ = try await fixture.storage.setLogo(Logo(LogosTests.png), in: scope, at: fixture.now)
            let change = try OrganizationChange(slug: Slug("acme-two"), defaultRole: "clerk")
            _ = try await fixture.storage.updateOrganization(in: scope, change, at: fixture.now)
            let other = try await fixture.organization(of: cleo, named: "Other")
            let untouched = try await traces(of: other.organization, fixture)
            try await fixture.run("UPDATE outbox SET organization_id = NULL, state = 'failed', sealed_token = NULL, ended_at = 1")
            switch way {
            case "at once": try await delete(fixture, scope, by: ada, forGood: true)
            case "later":
                try await delete(fixture, scope, by: ada)
                try await erase(fixture, scope, by: cleo)
            default:
                try await delete(fixture, scope, by: ada)
                try await fixture.storage.maintenance.sweep(at: fixture.now + .days(30) - .seconds(1))
                #expect(try await traces(of: scope.organization, fixture)["deleted_membership"] == 3)
                try await fixture.storage.maintenance.sweep(at: fixture.now + .days(30))
            }
            #expect(try await traces(of: scope.organization, fixture) == [:])
            if way != "by time" { #expect(try await traces(of: other.organization, fixture) == untouched) }
            #expect(try await fixture.count("SELECT count(*) FROM pragma_foreign_key_check") == 0)
            #expect(try await fixture.count("SELECT count(*) FROM outbox WHERE kind = 'invitation'") == 0)
            await #expect(throws: Failure.notFound) {
                try await restore(fixture, scope, by: ada, at: fixture.now)
            }
            _ = try await fixture.signUp("Dora")
        }
    }

    /// The time is up before the sweep has come by.
    @Test func whatCanNoLongerBeBroughtBackIsNotListed() async throws {
        try await Fixture.run { fixture in
            let (ada, _, _, scope) = try await acme(fixture)
            try await delete(fixture, scope, by: ada)
            let end = fixture.now + .days(30)
            #expect(try await fixture.storage.deletedOrganizations(ada.session, at: end).isEmpty)
            await #expect(throws: Failure.notFound) {
                try await restore(fixture, scope, by: ada, at: end)
            }
        }
    }

    /// Those whose address is proven: Dora's is not.
    @Test func membersAreToldOfTheEndAndOfTheReturn() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, cleo, scope) = try await acme(fixture)
            try await fixture.join(fixture.signUp("Dora"), scope, as: .member)
            try await fixture.run("UPDATE account SET email_verified_at = 1 WHERE name <> 'Dora'")
            try await fixture.run("DELETE FROM outbox")
            try await delete(fixture, scope, by: ada)
            _ = try await restore(fixture, scope, by: ada)
            #expect(try await outbox(fixture).isEmpty, "without mail")
            try await delete(fixture, scope, by: cleo, mailing: .on)
            let end = fixture.now + .days(30)
            let deleted: [String: Message] = [
                ada.email.text: .organizationDeletion(name: "Ada", organization: "Acme", by: "Cleo", restorableUntil: end),
                bob.email.text: .organizationDeletion(name: "Bob", organization: "Acme", by: "Cleo", restorableUntil: nil),
                cleo.email.text: .organizationDeletion(name: "Cleo", organization: "Acme", by: "Cleo", restorableUntil: end),
            ]
            #expect(try await outbox(fixture) == deleted)

            // Of what nobody has heard yet they hear nothing, and the next time counts as the first.
            _ = try await restore(fixture, scope, by: ada, mailing: .on)
            #expect(try await outbox(fixture).isEmpty)
            try await delete(fixture, scope, by: cleo, mailing: .on)
            #expect(try await outbox(fixture) == deleted)

            // Bob's has gone out; the others' say nothing true any more.
            try await fixture.run("UPDATE outbox SET state = 'sent', ended_at = 1, message = NULL WHERE recipient = \(bob.email.text)")
            _ = try await restore(fixture, scope, by: ada, mailing: .on)
            let back = Message.organizationRestoration(name: "Bob", organization: "Acme", by: "Ada", slug: "acme")
            #expect(try await outbox(fixture) == [bob.email.text: back])

            // One round a day, however often.
            try await delete(fixture, scope, by: ada, mailing: .on)
            _ = try await restore(fixture, scope, by: ada, mailing: .on)
            try await delete(fixture, scope, by: ada, mailing: .on)
            #expect(try await fixture.count("SELECT count(*) FROM outbox WHERE kind = 'organization-deletion'") == 1)
        }
    }

    @Test(arguments: [false, true])
    func theFinalEndIsToldToThoseWhomItConcerns(isDeletedBefore: Bool) async throws {
        try await Fixture.run { fixture in
            let (ada, bob, cleo, scope) = try await acme(fixture)
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            if isDeletedBefore {
                try await delete(fixture, scope, by: ada, mailing: .on)
                try await erase(fixture, scope, by: ada, mailing: .on)
            } else {
                try await delete(fixture, scope, by: ada, forGood: true, mailing: .on)
            }
            func erased(_ name: String) -> Message { .organizationErasure(name: name, organization: "Acme", by: "Ada") }
            var expected = [ada.email.text: erased("Ada"), cleo.email.text: erased("Cleo")]
            if !isDeletedBefore { expected[bob.email.text] = erased("Bob") }
            #expect(try await outbox(fixture) == expected)
        }
    }

    /// They go after everything that people bring about for themselves, and are on nobody's account.
    @Test func theirMessagesHoldUpNobodysReset() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, _, scope) = try await acme(fixture)
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            try await fixture.run("DELETE FROM outbox")
            try await delete(fixture, scope, by: ada, mailing: .on)
            let zoe = try await fixture.signUp("Zoe")
            _ = try await fixture.storage.requestPasswordReset(zoe.email, mailing: .on, at: fixture.now + .hours(2))
            try await fixture.storage.maintenance.sweep(at: fixture.now + .hours(2))
            let first = try await fixture.storage.maintenance.claimMessages(at: fixture.now + .hours(2)).first
            #expect(first?.recipient == zoe.email.text)
            let other = try await fixture.organization(of: bob, named: "Other")
            let invitation = try await fixture.invite(.email(try EmailAddress("grace@example.org")), in: other)
            #expect(invitation.message != nil)
        }
    }

    @Test func deletedOnesCountAmongThoseThatOneOwns() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            try await delete(fixture, scope, by: ada)
            try await fixture.run(
                """
                WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < \(Organization.mostOwned - 2))
                INSERT INTO organization (id, kind, name, name_key, slug, status, created_at)
                SELECT 'org_' || value, 'team', 'x', 'x', 'x' || value, 'active', 0 FROM number
                """
            )
            try await fixture.run(
                """
                INSERT INTO membership (organization_id, account_id, role, name_key, joined_at)
                SELECT id, \(ada.id), 'owner', 'ada', 0 FROM organization WHERE name = 'x'
                """
            )
            let many = await failure {
                try await fixture.storage.createOrganization(ada.session, name: DisplayName("More"), slug: nil, at: fixture.now)
            }
            guard case .forbidden? = many as? Failure else { throw try #require(many) }
            #expect(try await restore(fixture, scope, by: ada).role == .owner)
            try await delete(fixture, scope, by: ada, forGood: true)
            _ = try await fixture.storage.createOrganization(ada.session, name: DisplayName("More"), slug: nil, at: fixture.now)
        }
    }

    @Test func theSweepEndsAllHoweverMany() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            for number in 0..<45 {
                let scope = try await fixture.organization(of: ada, named: "Many \(number)")
                try await delete(fixture, scope, by: ada)
            }
            try await fixture.storage.maintenance.sweep(at: fixture.now + .days(31))
            #expect(try await fixture.count("SELECT count(*) FROM organization WHERE kind = 'team'") == 0)
        }
    }
}
