import Domain
import Testing

@testable import Storage

@Suite struct OrganizationImportTests {
    /// A session of somebody who came with an import, by a reset.
    private func enter(_ email: String, _ fixture: Fixture) async throws -> LiveSession {
        let address = try EmailAddress(email)
        let message = try #require(try await fixture.storage.requestPasswordReset(address, mailing: .on, at: fixture.now))
        let token = try await fixture.storage.maintenance.token(in: message)
        try await fixture.storage.resetPassword(with: token, to: Fixture.accepted(), at: fixture.now)
        let signedIn = try await fixture.storage.logIn(
            email: address, password: Fixture.accepted(), remember: false, replacing: nil, on: Fixture.device, at: fixture.now)
        return signedIn.me.session
    }

    @Test(arguments: [Organization.Status.active, .trial, .pastDue, .suspended, .canceled])
    func whatIsExportedAgainIsTheSame(_ status: Organization.Status) async throws {
        let (archive, acme, _, _) = try await Archive.exported { fixture, acme in
            let end = status == .trial ? fixture.now + .days(3) : nil
            try await fixture.run(
                "UPDATE organization SET status = \(status), trial_ends_at = \(end), seats = 1 WHERE id = \(acme.organization)")
        }
        try await Fixture.run(seed: 7) { fixture in
            let done = try await fixture.take(archive)
            #expect(done.members == 2 && done.newAccounts == 2 && done.roles == 1 && done.invitations == 3 && done.status == status)
            let ada = try await enter("ada@example.com", fixture)
            let again = try await fixture.archive(of: fixture.storage.scope(of: acme, for: ada))
            #expect(again.content == archive.content)
            #expect(Array(again[.audit].prefix(archive[.audit].count)) == archive[.audit])
            let added = again[.audit].dropFirst(archive[.audit].count)
            #expect(added.count == 2 && added.first!.contains("organization.imported") && added.first!.contains("command-line"))
            _ = try await fixture.storage.maintenance.verifyAuditLog()
            #expect(try await fixture.integrity() == ["ok"])
        }
    }

    /// Whoever comes with it has no factor yet, and is asked for one.
    @Test func thatItWantsASecondFactorComesAlong() async throws {
        let (archive, acme, _, _) = try await Archive.exported { fixture, acme in
            try await fixture.run(
                """
                INSERT INTO factor (id, account_id, kind, name, name_key, sealed, created_at, confirmed_at)
                SELECT 'fac_' || id, id, 'totp', 'Phone', 'phone', x'00', 1, 1 FROM account
                """
            )
            try await fixture.run("UPDATE organization SET factor_required = 1 WHERE id = \(acme.organization)")
        }
        try await Fixture.run(seed: 7) { fixture in
            try await fixture.take(archive)
            let ada = try await enter("ada@example.com", fixture)
            #expect(await failure { try await fixture.storage.scope(of: acme, for: ada) } as? Failure == .factorRequired)
        }
    }

    /// Without its beginning, which has been removed, and with names erased.
    @Test func aLogThatHasLostItsBeginningGoesOn() async throws {
        let (archive, acme, _, _) = try await Archive.exported { fixture, _ in
            let later = fixture.now + .days(2)
            try await fixture.storage.maintenance.removeAuditEvents(olderThan: .days(1), at: later)
        }
        #expect(archive[.audit].count == 1 && !archive[.audit][0].contains("\"number\":1,"))
        try await Fixture.run(seed: 7) { fixture in
            try await fixture.take(archive)
            let report = try await fixture.storage.maintenance.verifyAuditLog()
            #expect(report.events > 1)
            #expect(try await fixture.count("SELECT count(*) FROM audit_event WHERE chain = \(acme)") == 2)
        }
        var erased = archive
        let parts = erased[.audit][0].split(separator: "\"detail\":"), rest = parts[1].split(separator: "\"facts\":")
        erased[.audit] = ["\(parts[0])\"facts\":\(rest[1])"]
        try await Fixture.run(seed: 7) { fixture in
            try await fixture.take(erased)
            #expect(try await fixture.storage.maintenance.verifyAuditLog().erased == 1)
        }
    }

    @Test func whoComesWithItIsUnprovenAndHasNoPassword() async throws {
        let (archive, acme, ada, _) = try await Archive.exported()
        try await Fixture.run(seed: 7) { fixture in
            let before = try await fixture.count("SELECT coalesce(sum(count), 0) FROM daily_count")
            try await fixture.take(archive)
            let nobody = try await fixture.count(
                """
                SELECT count(*) FROM account WHERE id = \(ada) AND password_hash = \(PasswordHasher.unusable) AND email_verified_at IS NULL
                AND is_operator = 0
                """
            )
            #expect(nobody == 1 && before == 0)
            let wrong = await failure {
                try await fixture.storage.logIn(
                    email: EmailAddress("ada@example.com"), password: Fixture.accepted("!!!!!!!! plum"), remember: false, replacing: nil,
                    on: Fixture.device, at: fixture.now)
            }
            #expect(wrong as? Failure == .invalidCredentials)
            let session = try await enter("ada@example.com", fixture)
            #expect(session.account.id == ada && session.account.emailVerified)
            let names = try await fixture.storage.organizations(session).map(\.organization.id)
            #expect(names.count == 2 && names.contains(acme), "and a personal one of their own")
        }
    }

    /// A link that was sent before opens nothing here, nor does an address that was invited.
    @Test func noInvitationComesOpen() async throws {
        let (archive, acme, _, _) = try await Archive.exported()
        #expect(archive[.invitations].allSatisfy { $0.contains("\"revokedAt\":") })
        try await Fixture.run(seed: 7) { fixture in
            try await fixture.take(archive)
            #expect(try await fixture.count("SELECT count(*) FROM invitation_token") == 0)
            let scope = try await fixture.storage.scope(of: acme, for: enter("ada@example.com", fixture))
            let all = try await fixture.storage.invitations(in: scope, InvitationQuery(), at: fixture.now).page.items.map(\.invitation)
            #expect(all.count == 3 && all.allSatisfy { $0.status(at: fixture.now) == .revoked })
            let again = await failure { try await fixture.storage.resendInvitation(all[0].id, in: scope, mailing: .off, at: fixture.now) }
            #expect(again as? Failure == .invitationRevoked)
            let grace = try await fixture.signUp("Grace")
            try await fixture.run("UPDATE account SET email_verified_at = 1 WHERE id = \(grace.id)")
            #expect(try await fixture.storage.receivedInvitations(grace.session, PageRequest(), at: fixture.now).items.isEmpty)
        }
    }

    @Test func whoIsHereAlreadyIsNotChanged() async throws {
        let (archive, acme, ada, _) = try await Archive.exported()
        try await Fixture.run(seed: 7) { fixture in
            let here = try await fixture.signUp("Adah")
            try await fixture.run("UPDATE account SET email = 'ada@example.com', email_key = 'ada@example.com' WHERE id = \(here.id)")
            var known = archive
            for file in Archive.File.allCases { known.replace(ada.description, here.id.description, in: file) }
            known.sort()
            let done = try await fixture.take(known)
            #expect(done.newAccounts == 1 && done.members == 2)
            let account = try #require(try await fixture.storage.read { try $0.account(here.id) })
            #expect(account.name == "Adah" && account.email == "ada@example.com")
            let session = try await fixture.storage.logIn(
                email: EmailAddress("ada@example.com"), password: Fixture.accepted(), remember: false, replacing: nil, on: Fixture.device,
                at: fixture.now)
            #expect(try await fixture.storage.organizations(session.me.session).contains { $0.organization.id == acme })
        }
    }

    @Test func allConflictsAreNamedAtOnce() async throws {
        let (archive, acme, ada, bob) = try await Archive.exported()
        try await Fixture.run(seed: 7) { fixture in
            let (other, zoe) = (try await fixture.signUp("Ada"), try await fixture.signUp("Zoe"))
            _ = try await fixture.organization(of: zoe)
            var moved = archive
            for file in [Archive.File.accounts, .memberships, .audit] {
                moved.replace(bob.description, zoe.id.description, in: file)
            }
            moved.sort()
            #expect(
                try await fixture.refusal(of: moved).sorted() == [
                    "The account \(zoe.id) has another address here than bob@example.com.",
                    "The address ada@example.com is that of another account, \(other.id), not of \(ada).",
                    "The web address “acme” is another organization's.",
                ])
        }
        try await Fixture.run(seed: 8) { fixture in
            try await fixture.take(archive)
            let twice = try await fixture.refusal(of: archive)
            #expect(twice.count == 5 && twice[0].hasPrefix("The organization \(acme) is here already."))
            let ada = try await enter("ada@example.com", fixture)
            let scope = try await fixture.storage.scope(of: acme, for: ada)
            try await fixture.storage.deleteOrganization(in: scope, forGood: false, mailing: .off, at: fixture.now)
            #expect(try await fixture.refusal(of: archive)[0].contains("can be brought back"))
            try await fixture.storage.eraseOrganization(acme, by: ada, mailing: .off, at: fixture.now)
            #expect(try await fixture.take(archive).newAccounts == 0, "after it is gone for good")
            _ = try await fixture.storage.maintenance.verifyAuditLog()
        }
    }
}
