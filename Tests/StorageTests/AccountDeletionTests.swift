import Domain
import Testing

@testable import Storage

/// What becomes of an account that its person deletes, and of what was its.
@Suite struct AccountDeletionTests {
    private func delete(_ person: Person, _ fixture: Fixture, mailing: Mailing = .off, at now: Instant = Fixture.start) async throws {
        _ = try await fixture.storage.deleteAccount(person.session, mailing: mailing, at: now)
    }

    private func prove(_ person: Person, _ fixture: Fixture) async throws {
        try await fixture.run("UPDATE account SET email_verified_at = 1 WHERE id = \(person.id)")
    }

    /// Acme of Ada's, with Bob as its other owner.
    private func acme(_ fixture: Fixture) async throws -> (ada: Person, bob: Person, scope: OrganizationScope, bobs: OrganizationScope) {
        let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
        let scope = try await fixture.organization(of: ada)
        return (ada, bob, scope, try await fixture.join(bob, scope, as: .owner))
    }

    @Test func itIsGoneFromEverythingAndItsAddressIsFree() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, scope, bobs) = try await acme(fixture)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let secret = NewSecret(name: try DisplayName("Payments"), provider: try SecretProvider("stripe"), value: try SecretValue("x"))
            _ = try await fixture.storage.createSecret(secret, in: scope, at: fixture.now)
            let reset = try #require(try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now))
            let token = try await fixture.storage.maintenance.token(in: reset)
            try await delete(ada, fixture)

            #expect(try await fixture.storage.session(opening: ada.token, at: fixture.now) == nil)
            await #expect(throws: Failure.unauthenticated) { try await fixture.storage.me(ada.session, at: fixture.now) }
            await #expect(throws: Failure.tokenInvalid) { try await fixture.storage.account(resetting: token, at: fixture.now) }
            await #expect(throws: Failure.invalidCredentials) {
                try await fixture.storage.logIn(
                    email: ada.email, password: Fixture.accepted(), remember: false, replacing: nil, mailing: .off, on: Fixture.device,
                    at: fixture.now
                )
            }
            let members = try await fixture.storage.members(in: bobs, MemberQuery(), at: fixture.now).page.items
            #expect(members.map(\.account) == [bob.id])
            #expect(try await fixture.count("SELECT count(*) FROM organization WHERE id = \(ada.personal)") == 0)
            for table in ["session", "membership", "known_browser", "password_reset", "email_verification", "email_change"] {
                #expect(try await traces(of: ada.id, in: table, fixture) == 0, "\(table)")
            }

            let invitation = try #require(
                try await fixture.storage.invitations(in: bobs, InvitationQuery(), at: fixture.now).page.items
                    .first { $0.invitation.id == link.listing.invitation.id })
            #expect(invitation.invitedBy == ada.id && invitation.inviterName == nil)
            #expect(invitation.invitation.status(at: fixture.now) == .revoked)
            let kept = try #require(try await fixture.storage.secrets(in: bobs, at: fixture.now).page.items.first)
            #expect(kept.createdBy == ada.id && kept.creatorName == nil)

            let again = try await fixture.signUp("Ada")
            #expect(again.id != ada.id)
            #expect(try await fixture.storage.organizations(again.session, at: fixture.now).map(\.organization.id) == [again.personal])
            _ = try await fixture.storage.maintenance.verifyAuditLog()
            #expect(try await fixture.storage.maintenance.census(at: fixture.now).accounts == 2)
        }
    }

    private func traces(of account: ID<Account>, in table: String, _ fixture: Fixture) async throws -> Int {
        switch table {
        case "session": try await fixture.count("SELECT count(*) FROM session WHERE account_id = \(account)")
        case "membership": try await fixture.count("SELECT count(*) FROM membership WHERE account_id = \(account)")
        case "known_browser": try await fixture.count("SELECT count(*) FROM known_browser WHERE account_id = \(account)")
        case "password_reset": try await fixture.count("SELECT count(*) FROM password_reset WHERE account_id = \(account)")
        case "email_verification": try await fixture.count("SELECT count(*) FROM email_verification WHERE account_id = \(account)")
        default: try await fixture.count("SELECT count(*) FROM email_change WHERE account_id = \(account)")
        }
    }

    @Test func theLogGoesOnToNameItByItsID() async throws {
        try await Fixture.run { fixture in
            let (ada, _, scope, bobs) = try await acme(fixture)
            _ = try await fixture.storage.updateOrganization(
                in: scope, OrganizationChange(name: DisplayName("Acme & Co")), at: fixture.now
            )
            try await delete(ada, fixture)
            let entries = try await fixture.storage.auditLog(in: bobs, AuditQuery(actor: .account(ada.id)), at: fixture.now).items
            #expect(Set(entries.map(\.action)).isSuperset(of: ["member.left", "organization.updated", "invitation.revoked"]))
            #expect(entries.allSatisfy { $0.actor == AuditEntry.Party(id: ada.id.description, name: nil, email: nil) && $0.address == nil })
            let instance = try await fixture.storage.read {
                try $0.auditEntries(of: .instance, AuditQuery(actions: .action(.accountDeleted)))
            }
            #expect(instance.items.map(\.target) == [AuditEntry.Party(id: ada.id.description, name: nil, email: nil)])
            let details: SQL = "SELECT count(*) FROM audit_detail WHERE content LIKE '%ada@example.com%' OR content LIKE '%\"Ada\"%'"
            #expect(try await fixture.count(details) == 0)
            _ = try await fixture.storage.maintenance.verifyAuditLog()
        }
    }

    @Test func nothingIsLeftWithoutAnOwner() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let zebra = try await fixture.organization(of: ada, named: "Zebra")
            let acme = try await fixture.organization(of: ada, named: "Acme")
            try await fixture.join(bob, zebra, as: .admin)
            let shared = try await fixture.organization(of: bob, named: "Shared")
            try await fixture.join(ada, shared, as: .owner)
            let alone = try await fixture.storage.organizationsOwnedAlone(ada.session, at: fixture.now)
            #expect(alone.map(\.organization.name) == ["Acme", "Zebra"], "by name; neither what others own, nor her own")
            await #expect(throws: Failure.lastOwnerOf(alone.map(\.organization))) { try await delete(ada, fixture) }
            #expect(try await fixture.storage.organizations(ada.session, at: fixture.now).count == 4, "nothing of it has happened")

            _ = try await fixture.storage.transferOrganization(in: zebra, to: bob.id, mailing: .off, at: fixture.now)
            try await fixture.storage.deleteOrganization(in: acme, forGood: true, mailing: .off, at: fixture.now)
            try await delete(ada, fixture)
            #expect(try await fixture.count("SELECT count(*) FROM membership WHERE account_id = \(ada.id)") == 0)
        }
    }

    /// What is deleted comes back by its owners alone: without any it is gone, and what another owner can bring back stays.
    @Test func deletedOrganizationsEndWithTheirLastOwner() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, shared, _) = try await acme(fixture)
            let own = try await fixture.organization(of: ada, named: "Own")
            try await fixture.join(bob, own, as: .admin)
            for scope in [shared, own] {
                try await fixture.storage.deleteOrganization(in: scope, forGood: false, mailing: .off, at: fixture.now)
            }
            try await delete(ada, fixture)
            #expect(try await fixture.count("SELECT count(*) FROM organization WHERE id = \(own.organization)") == 0)
            let back = try await fixture.storage.restoreOrganization(shared.organization, by: bob.session, mailing: .off, at: fixture.now)
            #expect(back.membership.role == .owner)
            #expect(try await fixture.count("SELECT count(*) FROM membership WHERE organization_id = \(shared.organization)") == 1)
        }
    }

    @Test func itWantsAProofAndALiveSession() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            await #expect(throws: Failure.proofRequired) { try await delete(ada, fixture, at: fixture.now + .minutes(11)) }
            try await delete(ada, fixture)
            await #expect(throws: Failure.unauthenticated) { try await delete(ada, fixture) }
        }
    }

    @Test func invitationsForAProvenAddressGoWithIt() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: bob)
            let invitation = try await fixture.invite(.email(ada.email), in: scope)
            try await prove(ada, fixture)
            try await delete(ada, fixture)
            await #expect(throws: Failure.tokenInvalid) { try await fixture.storage.lookUpInvitation(invitation.token, at: fixture.now) }
            #expect(try await fixture.storage.invitations(in: scope, InvitationQuery(), at: fixture.now).total == 0)
            let declined = try await fixture.storage.auditLog(in: scope, AuditQuery(actions: .action(.invitationDeclined)), at: fixture.now)
            #expect(declined.items.map(\.actor?.id) == [ada.id.description])
            #expect(try await fixture.count("SELECT count(*) FROM outbox WHERE recipient_key = 'ada@example.com'") == 0)
        }
    }

    /// Anyone can sign up with an address that isn't theirs, and delete that account: what belongs to the address stays.
    @Test func whatIsForAnUnprovenAddressStays() async throws {
        try await Fixture.run { fixture in
            let bob = try await fixture.signUp("Bob")
            let scope = try await fixture.organization(of: bob)
            let invitation = try await fixture.invite(.email(EmailAddress("ada@example.com")), in: scope)
            let impostor = try await fixture.signUp("Ada")
            try await delete(impostor, fixture, mailing: .on)
            #expect(try await fixture.storage.lookUpInvitation(invitation.token, at: fixture.now).status == .pending)
            let created = try await fixture.storage.auditLog(in: scope, AuditQuery(actions: .noun("invitation")), at: fixture.now).items
            #expect(created.map(\.after[.email]) == [.text("ada@example.com")])
            let waiting = try await fixture.storage.maintenance.outbox().filter { $0.recipient == "ada@example.com" }
            #expect(waiting.map(\.kind) == [.invitation], "and no farewell to somebody who may never have been here")
        }
    }

    @Test func aProvenAddressIsToldAndForgottenADayLater() async throws {
        try await Fixture.run { fixture in
            let (storage, now) = (fixture.storage, fixture.now)
            let ada = try await fixture.signUp("Ada", language: .german, mailing: .on)
            try await prove(ada, fixture)
            let welcome = try #require(try await storage.maintenance.claimMessages(at: now).first)
            try await storage.maintenance.note(.sent, of: welcome.id, DeliveryAnswer("250 ok"), at: now)
            _ = try await storage.requestPasswordReset(ada.email, mailing: .on, at: now)
            try await delete(ada, fixture, mailing: .on)
            let left = try await storage.maintenance.outbox().filter { $0.state == .waiting }
            #expect(left.map(\.message) == [.accountDeletion(name: "Ada", at: now)])
            let farewell = try #require(try await storage.maintenance.claimMessages(at: now).first)
            #expect(farewell.recipient == "ada@example.com" && farewell.language == .german)
            #expect(try await storage.maintenance.isWanted(farewell.id, at: now))
            try await storage.maintenance.note(.sent, of: farewell.id, DeliveryAnswer("250 ok"), at: now)
            try await storage.maintenance.sweep(at: now + .hours(23))
            #expect(try await storage.maintenance.outbox().count == 2, "they count against limits")
            try await storage.maintenance.sweep(at: now + .hours(25))
            #expect(try await storage.maintenance.outbox().isEmpty)
        }
    }

    /// Signing up with somebody's address and deleting the account, over and over, fills no mailbox.
    @Test func limitsAreNotEmptiedByIt() async throws {
        try await Fixture.run { fixture in
            let mailing = Mailing(reachesMailboxes: true, isLimited: true)
            for _ in 0..<(Message.Kind.mostPerHour + 5) {
                let ada = try await fixture.signUp("Ada", mailing: mailing)
                let now = fixture.now
                for message in try await fixture.storage.maintenance.claimMessages(at: now) {
                    try await fixture.storage.maintenance.note(.sent, of: message.id, DeliveryAnswer("250 ok"), at: now)
                }
                try await delete(ada, fixture, mailing: mailing)
            }
            #expect(try await fixture.storage.maintenance.outbox().count == Message.Kind.mostPerHour)
        }
    }

    @Test func theLastOperatorCanGo() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            for person in [ada, bob] { _ = try await fixture.storage.maintenance.appoint(person.email, owning: nil, at: fixture.now) }
            #expect(try await !fixture.storage.deleteAccount(ada.session, mailing: .off, at: fixture.now).wasLastOperator)
            #expect(try await fixture.storage.maintenance.operators().map(\.account.id) == [bob.id])
            #expect(try await fixture.storage.deleteAccount(bob.session, mailing: .off, at: fixture.now).wasLastOperator)
            #expect(try await fixture.storage.maintenance.operators().isEmpty)
        }
    }

    @Test func theSchemaHoldsItToo() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: bob)
            let erased: SQL = """
                email = '', email_key = id, email_verified_at = NULL, name = '', name_key = '', password_hash = '', is_operator = 0,
                last_organization_id = NULL
                """
            let named: SQL = "id, email, email_key, name, name_key, language, password_hash, created_at, deleted_at"
            let values: SQL = "'acc_x', '', 'acc_x', 'Ada', '', 'en', '', 1, 1"
            #expect(await refusal(fixture, "INSERT INTO account (\(named)) VALUES (\(values))") == "CHECK")
            #expect(await refusal(fixture, "UPDATE account SET \(erased), deleted_at = 1 WHERE id = \(ada.id)") == "account_in_use")
            try await delete(ada, fixture)
            let columns: SQL = "organization_id, account_id, role, name_key, joined_at"
            #expect(
                await refusal(fixture, "INSERT INTO membership (\(columns)) VALUES (\(scope.organization), \(ada.id), 'member', '', 1)")
                    == "account_deleted"
            )
            #expect(await refusal(fixture, "UPDATE account SET deleted_at = NULL WHERE id = \(ada.id)") == "account_deleted")
            #expect(await refusal(fixture, "UPDATE account SET email = 'ada@example.com' WHERE id = \(ada.id)") == "account_deleted")
        }
    }

    /// The guard of the schema that speaks.
    private func refusal(_ fixture: Fixture, _ sql: SQL) async -> String? {
        guard case .constraint(let message)? = await failure({ try await fixture.run(sql) }) as? DatabaseError else { return nil }
        return ["CHECK", "account_in_use", "account_deleted"].first { message.contains($0) }
    }
}
