import Domain
import Testing

@testable import Storage

/// Keys for programs: what opens, for whom, and that nothing does a moment after it was ended.
@Suite struct APIKeysTests {
    private func isForbidden(_ work: () async throws -> Void) async -> Bool {
        if case .forbidden? = await failure(work) as? Failure { true } else { false }
    }

    @Test func aKeysLife() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let acme = try await fixture.organization(of: ada)
            try await fixture.join(bob, acme, as: .member)
            let issued = try await fixture.key("CI", [.membersRead, .membersRemove], of: .organization(acme))
            #expect(issued.secret.text.hasPrefix(issued.listing.key.prefix) && issued.listing.creatorName == "Ada")
            let key = try await fixture.open(issued)
            let scope = try await fixture.storage.scope(of: acme.organization, for: key)
            #expect(try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now).total == 2)
            #expect(await isForbidden { _ = try await fixture.storage.invitations(in: scope, InvitationQuery(), at: fixture.now) })
            try await fixture.storage.removeMember(bob.id, from: scope, at: fixture.now)

            // Nothing that is stored opens it, nor does it stand anywhere.
            let stored = try await fixture.storage.read { try $0.first("SELECT token_hash FROM api_key") { try $0[0] as [UInt8] } }
            #expect(stored == TokenHash(of: issued.secret.text).bytes)
            try await fixture.storage.revokeAPIKey(issued.listing.key.id, of: .organization(acme), at: fixture.now + .hours(1))
            try await fixture.storage.revokeAPIKey(issued.listing.key.id, of: .organization(acme), at: fixture.now + .hours(2))
            #expect(try await fixture.storage.key(opening: issued.secret, at: fixture.now) == nil)
            await #expect(throws: Failure.unauthenticated) {
                try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now)
            }
            let (page, total) = try await fixture.storage.apiKeys(of: .organization(acme), at: fixture.now)
            #expect(total == 1 && page.items[0].key.revokedAt == fixture.now + .hours(1), "revoked ones stay listed")
            #expect(page.items[0].key.status(at: fixture.now) == .revoked)
        }
    }

    @Test func itEndsInTime() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            let issued = try await fixture.key("CI", [.membersRead], until: fixture.now + .days(1), of: .organization(acme))
            let last = fixture.now + .days(1) - Span(milliseconds: 1)
            let key = try #require(try await fixture.storage.key(opening: issued.secret, at: last))
            let scope = try await fixture.storage.scope(of: acme.organization, for: key)
            _ = try await fixture.storage.members(in: scope, MemberQuery(), at: last)
            #expect(try await fixture.storage.key(opening: issued.secret, at: fixture.now + .days(1)) == nil)
            await #expect(throws: Failure.unauthenticated) {
                try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now + .days(1))
            }
            for end in [fixture.now, fixture.now - .days(1)] {
                await #expect(throws: Failure.invalid("expiresAt", "must be in the future")) {
                    try await fixture.key("Late", [.membersRead], until: end, of: .organization(acme))
                }
            }
        }
    }

    /// A key that was given more than its maker has by now acts with what is left.
    @Test func itActsWithWhatItsMakerMayNow() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            let acme = try await fixture.organization(of: ada)
            let bobs = try await fixture.join(bob, acme, as: .admin)
            try await fixture.join(eve, acme, as: .member)
            let scope = try await fixture.scope([.membersRead, .membersUpdate, .invitationsManage, .auditRead], of: bobs)
            func invite(_ role: Role = .member) async throws {
                _ = try await fixture.invite(.link(maximumUses: nil, domains: []), as: role, in: scope)
            }
            _ = try await fixture.storage.auditLog(in: scope, AuditQuery(), at: fixture.now)
            _ = try await fixture.storage.changeRole(of: eve.id, to: .viewer, in: scope, at: fixture.now)
            try await invite()
            #expect(await isForbidden { try await invite(.manager) }, "a key ranks at most as a manager")

            _ = try await fixture.storage.changeRole(of: bob.id, to: .manager, in: acme, at: fixture.now)
            #expect(await isForbidden { _ = try await fixture.storage.auditLog(in: scope, AuditQuery(), at: fixture.now) })
            #expect(await isForbidden { _ = try await fixture.storage.changeRole(of: eve.id, to: .member, in: scope, at: fixture.now) })
            try await invite()

            let clerk = try await fixture.storage.createRole(
                in: acme, name: DisplayName("Clerk"), rank: 30, permissions: [.invitationsManage], at: fixture.now
            )
            _ = try await fixture.storage.changeRole(of: bob.id, to: clerk.role, in: acme, at: fixture.now)
            #expect(await isForbidden { try await invite() }, "a member ranks above a clerk")
            try await invite(.viewer)
            #expect(await isForbidden { _ = try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now) })

            _ = try await fixture.storage.changeRole(of: bob.id, to: .viewer, in: acme, at: fixture.now)
            #expect(await isForbidden { try await invite(.viewer) })
            _ = try await fixture.storage.changeRole(of: bob.id, to: .owner, in: acme, at: fixture.now)
            try await invite()
            #expect(await isForbidden { try await invite(.manager) }, "not even an owner's")
        }
    }

    /// Its maker least of all: a key would be a way to what they were before, or out of what they are.
    @Test func itNeverChangesItsMaker() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            for (name, role) in [("Bob", Role.admin), ("Cyd", .owner)] {
                let person = try await fixture.signUp(name)
                let theirs = try await fixture.join(person, acme, as: role)
                let scope = try await fixture.scope([.membersRead, .membersUpdate, .membersRemove], of: theirs, named: name)
                for new in Role.builtIn {
                    #expect(
                        await isForbidden { _ = try await fixture.storage.changeRole(of: person.id, to: new, in: scope, at: fixture.now) })
                }
                #expect(await isForbidden { try await fixture.storage.removeMember(person.id, from: scope, at: fixture.now) })
            }
            // Nor by a key that has no permission to change anyone.
            let narrow = try await fixture.scope([.membersRead], of: acme, named: "Narrow")
            #expect(await isForbidden { _ = try await fixture.storage.changeRole(of: ada.id, to: .viewer, in: narrow, at: fixture.now) })
        }
    }

    @Test func whatTakesSomebodyWhoIsPresent() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let acme = try await fixture.organization(of: ada)
            try await fixture.join(bob, acme, as: .owner)
            let issued = try await fixture.key("CI", [.membersRead], of: .organization(acme))
            let scope = try await fixture.storage.scope(of: acme.organization, for: fixture.open(issued))
            let (storage, now) = (fixture.storage, fixture.now)
            let acts: [@Sendable () async throws -> Void] = [
                { _ = try await storage.transferOrganization(in: scope, to: bob.id, mailing: .off, at: now) },
                { _ = try await fixture.key("Another", [.membersRead], of: .organization(scope)) },
                { try await storage.revokeAPIKey(issued.listing.key.id, of: .organization(scope), at: now) },
            ]
            let before = try await fixture.count("SELECT count(*) FROM audit_event")
            for (number, act) in acts.enumerated() { #expect(await failure(act) as? Failure == .keyNotAdmitted, "act \(number)") }
            #expect(await isForbidden { try await storage.deleteOrganization(in: scope, forGood: true, mailing: .off, at: now) })
            #expect(await isForbidden { _ = try await storage.secrets(in: scope, at: now) })
            #expect(await isForbidden { _ = try await storage.apiKeys(of: .organization(scope), at: now) })
            #expect(
                await isForbidden { _ = try await storage.createRole(in: scope, name: DisplayName("X"), rank: 1, permissions: [], at: now) }
            )
            #expect(try await fixture.count("SELECT count(*) FROM audit_event") == before)
        }
    }

    /// For good: whoever comes back makes new ones.
    @Test func withoutItsMakerItIsDead() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, cyd) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Cyd"))
            let acme = try await fixture.organization(of: ada)
            let other = try await fixture.organization(of: bob, named: "Other")
            for person in [bob, cyd] {
                let theirs = try await fixture.join(person, acme, as: .admin)
                let issued = try await fixture.key("Of \(person.id)", [.membersRead], of: .organization(theirs))
                let own = try await fixture.key("Own", [.membersRead], of: .account(person.session))
                let (scope, ownScope) = (
                    try await fixture.storage.scope(of: acme.organization, for: fixture.open(issued)),
                    try await fixture.storage.scope(of: acme.organization, for: fixture.open(own))
                )
                if person.id == bob.id {
                    try await fixture.storage.removeMember(bob.id, from: acme, at: fixture.now)
                } else {
                    try await fixture.storage.leave(acme.organization, by: person.session, at: fixture.now)
                }
                #expect(try await fixture.storage.key(opening: issued.secret, at: fixture.now) == nil)
                await #expect(throws: Failure.unauthenticated) {
                    try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now)
                }
                // One of their own lives on, but not there.
                await #expect(throws: Failure.notFound) {
                    try await fixture.storage.members(in: ownScope, MemberQuery(), at: fixture.now)
                }
                let left = try await fixture.open(own)
                await #expect(throws: Failure.notFound) { try await fixture.storage.scope(of: acme.organization, for: left) }
                try await fixture.run("DELETE FROM removal")
                try await fixture.join(person, acme, as: .admin)
                #expect(try await fixture.storage.key(opening: issued.secret, at: fixture.now) == nil)
            }
            let alive = try await fixture.scope([.membersRead], of: other)
            _ = try await fixture.storage.members(in: alive, MemberQuery(), at: fixture.now)
            let log = try await fixture.storage.auditLog(in: acme, AuditQuery(actions: .action(.apiKeyRevoked)), at: fixture.now).items
            #expect(log.map { $0.after[.reason] } == [.text("unbacked"), .text("unbacked")])
        }
    }

    @Test func anotherOrganizationIsNone() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let (acme, second) = (try await fixture.organization(of: ada), try await fixture.organization(of: ada, named: "Second"))
            let issued = try await fixture.key("CI", [.organizationRead, .membersRead], of: .organization(acme))
            let key = try await fixture.open(issued)
            let outside = [second.organization, ada.personal, try await fixture.organization(of: fixture.signUp("Eve")).organization]
            for organization in outside {
                await #expect(throws: Failure.notFound) { try await fixture.storage.scope(of: organization, for: key) }
            }
            #expect(try await fixture.storage.organizations(key, at: fixture.now).map(\.organization.id) == [acme.organization])
            await #expect(throws: Failure.notFound) {
                try await fixture.storage.revokeAPIKey(issued.listing.key.id, of: .organization(second), at: fixture.now)
            }
            await #expect(throws: Failure.notFound) {
                try await fixture.storage.revokeAPIKey(issued.listing.key.id, of: .account(ada.session), at: fixture.now)
            }
            #expect(try await fixture.storage.apiKeys(of: .account(ada.session), at: fixture.now).total == 0)
        }
    }

    @Test func onesOwnActsWhereOneIsAMember() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let acme = try await fixture.organization(of: ada)
            try await fixture.join(bob, acme, as: .viewer)
            let issued = try await fixture.key("Script", [.organizationRead, .organizationUpdate], of: .account(bob.session))
            let key = try await fixture.open(issued)
            let listed = try await fixture.storage.organizations(key, at: fixture.now)
            #expect(listed.map(\.organization.id) == [bob.personal, acme.organization])
            #expect(listed.map(\.permissions) == [[.organizationRead, .organizationUpdate], [.organizationRead]])
            let scope = try await fixture.storage.scope(of: acme.organization, for: key)
            let seen = try await fixture.storage.organization(in: scope, at: fixture.now)
            #expect(seen.role == .viewer && seen.permissions == [.organizationRead])
            #expect(
                await isForbidden {
                    _ = try await fixture.storage.updateOrganization(in: scope, OrganizationChange(name: DisplayName("X")), at: fixture.now)
                })
            let personal = try await fixture.storage.scope(of: bob.personal, for: key)
            let renamed = OrganizationChange(name: try DisplayName("Bobs own"))
            _ = try await fixture.storage.updateOrganization(in: personal, renamed, at: fixture.now)
            let blind = try await fixture.open(fixture.key("Blind", [.membersRead], of: .account(bob.session)))
            #expect(try await fixture.storage.organizations(blind, at: fixture.now).isEmpty)
            try await fixture.storage.revokeAPIKey(issued.listing.key.id, of: .account(bob.session), at: fixture.now)
            await #expect(throws: Failure.unauthenticated) { try await fixture.storage.organizations(key, at: fixture.now) }
            await #expect(throws: Failure.notFound) {
                try await fixture.storage.revokeAPIKey(blind.id, of: .account(ada.session), at: fixture.now)
            }
        }
    }

    @Test func namesAndNumbers() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            let owners = [APIKeyOwner.organization(acme), .account(ada.session)]
            for owner in owners {
                let first = try await fixture.key("CI", [.membersRead], until: fixture.now + .hours(1), of: owner)
                await #expect(throws: Failure.invalid("name", "is the name of another API key")) {
                    try await fixture.key("ci", [.membersRead], of: owner)
                }
                try await fixture.storage.revokeAPIKey(first.listing.key.id, of: owner, at: fixture.now)
                for number in 1...APIKey.most {
                    _ = try await fixture.key(
                        number == 1 ? "CI" : "Key \(number)", [.membersRead], until: fixture.now + .hours(1), of: owner)
                }
                await #expect(throws: Failure.invalid("name", "can't be added: there are 50 API keys already")) {
                    try await fixture.key("One more", [.membersRead], of: owner)
                }
                // Those that have ended make room.
                let later = fixture.now + .hours(1)
                try await fixture.storage.prove(ada.session, with: Fixture.accepted(), at: later)
                _ = try await fixture.key("Later", [.membersRead], of: owner, at: later)
                var (seen, cursor): ([String], Cursor?) = ([], nil)
                repeat {
                    let (page, total) = try await fixture.storage.apiKeys(of: owner, PageRequest(limit: 20, after: cursor), at: fixture.now)
                    #expect(total == 52)
                    seen += page.items.map(\.key.name)
                    cursor = page.next
                } while cursor != nil
                #expect(seen.count == 52 && seen.first == "Later" && seen.filter { $0 == "CI" }.count == 2)
            }
        }
    }

    @Test func aKeyWantsAProofAndAProvenAddress() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            for owner in [APIKeyOwner.organization(acme), .account(ada.session)] {
                await #expect(throws: Failure.proofRequired) {
                    try await fixture.key("CI", [.membersRead], of: owner, at: fixture.now + Session.proofLifetime)
                }
                await #expect(throws: Failure.addressUnproven) { try await fixture.key("CI", [.membersRead], of: owner, mailing: .on) }
            }
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            for owner in [APIKeyOwner.organization(acme), .account(ada.session)] {
                _ = try await fixture.key("CI", [.membersRead], of: owner, mailing: .on)
            }
        }
    }

    /// Somebody else may have signed up with the address, and have made keys; where no mail is configured nobody has to prove anything.
    @Test func theFirstProofOfTheAddressEndsThem() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            let keys = [
                try await fixture.key("CI", [.membersRead], of: .organization(acme)),
                try await fixture.key("Own", [.membersRead], of: .account(ada.session)),
            ]
            let message = try #require(try await fixture.storage.requestVerification(ada.session, mailing: .on, at: fixture.now))
            try await fixture.storage.verifyAddress(with: fixture.storage.maintenance.token(in: message), by: ada.session, at: fixture.now)
            for key in keys { #expect(try await fixture.storage.key(opening: key.secret, at: fixture.now) == nil) }
            let log = try await fixture.storage.auditLog(in: acme, AuditQuery(actions: .noun("api_key")), at: fixture.now).items
            #expect(log.map(\.action) == ["api_key.revoked", "api_key.created"])
            #expect(log[0].after[.reason] == .text("address_proven"))
        }
    }

    @Test func aResetKeepsThemAndTheNoticeListsThem() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            let acme = try await fixture.organization(of: ada)
            let kept = [
                try await fixture.key("Zeta", [.membersRead], of: .organization(acme)),
                try await fixture.key("Alpha", [.membersRead], of: .account(ada.session)),
            ]
            let gone = try await fixture.key("Gone", [.membersRead], of: .account(ada.session))
            try await fixture.storage.revokeAPIKey(gone.listing.key.id, of: .account(ada.session), at: fixture.now)
            _ = try await fixture.key("Short", [.membersRead], until: fixture.now + .minutes(1), of: .account(ada.session))
            let later = fixture.now + .minutes(2)
            let message = try #require(try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: later))
            try await fixture.storage.resetPassword(
                with: fixture.storage.maintenance.token(in: message), to: Fixture.accepted("seven silver spoons"), mailing: .on, at: later
            )
            for key in kept { #expect(try await fixture.storage.key(opening: key.secret, at: later) != nil) }
            let notice = try await fixture.storage.maintenance.outbox().last { $0.kind == .passwordChanged }
            #expect(notice?.message == .passwordChanged(name: "Ada", at: later, keys: ["Alpha", "Zeta"]))
        }
    }

    @Test func withItsOrganizationItIsDeadAndComesBack() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            let issued = try await fixture.key("CI", [.membersRead], of: .organization(acme))
            let scope = try await fixture.storage.scope(of: acme.organization, for: fixture.open(issued))
            try await fixture.storage.deleteOrganization(in: acme, forGood: false, mailing: .off, at: fixture.now)
            #expect(try await fixture.storage.key(opening: issued.secret, at: fixture.now) == nil)
            await #expect(throws: Failure.unauthenticated) {
                try await fixture.storage.members(in: scope, MemberQuery(), at: fixture.now)
            }
            _ = try await fixture.storage.restoreOrganization(acme.organization, by: ada.session, mailing: .off, at: fixture.now)
            #expect(try await fixture.storage.key(opening: issued.secret, at: fixture.now) != nil)
            _ = try await fixture.invite(
                .link(maximumUses: nil, domains: []), in: fixture.scope([.invitationsManage], of: acme, named: "B"))
            try await fixture.storage.deleteOrganization(in: acme, forGood: true, mailing: .off, at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM api_key") == 0)
        }
    }

    /// Noted once a day, as the day that it is in UTC.
    @Test func theDayOfItsLastUse() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            let issued = try await fixture.key("CI", [.membersRead], of: .organization(acme))
            func use(at now: Instant) async throws -> Instant? {
                let key = try #require(try await fixture.storage.key(opening: issued.secret, at: now))
                try await fixture.storage.touch(key, at: now)
                return try await fixture.storage.apiKeys(of: .organization(acme), at: fixture.now).page.items[0].key.lastUsedAt
            }
            #expect(try await use(at: fixture.now) == fixture.now.midnight)
            #expect(try await use(at: fixture.now.midnight + .days(1) - Span(milliseconds: 1)) == fixture.now.midnight)
            #expect(try await use(at: fixture.now.midnight + .days(1)) == fixture.now.midnight + .days(1))
            #expect(try await use(at: fixture.now) == fixture.now.midnight + .days(1), "never back")
            #expect(fixture.now.midnight.description.hasSuffix("T00:00:00.000Z"))
        }
    }

    /// Not even by a path that forgets: a revoked key stays revoked, and none becomes another's or more than it was.
    @Test func theSchemaStandsGuard() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let acme = try await fixture.organization(of: ada)
            let id = try await fixture.key("CI", [.membersRead], of: .organization(acme)).listing.key.id
            let changes: [SQL] = [
                "permissions = 7", "organization_id = \(ada.personal)", "organization_id = NULL", "created_by = \(bob.id)",
                "expires_at = 9999999999999", "token_hash = zeroblob(32)",
            ]
            for change in changes {
                let changed = await failure { try await fixture.run("UPDATE api_key SET \(change) WHERE id = \(id)") }
                #expect(changed as? DatabaseError == .constraint("api_key_changed"), "\(change.text)")
            }
            try await fixture.storage.revokeAPIKey(id, of: .organization(acme), at: fixture.now)
            for change in ["revoked_at = NULL", "revoked_at = 9999999999999"] as [SQL] {
                let revived = await failure { try await fixture.run("UPDATE api_key SET \(change) WHERE id = \(id)") }
                #expect(revived as? DatabaseError == .constraint("api_key_revoked"))
            }
        }
    }
}

/// What a key has made stands or falls with the key and with whoever made that.
@Suite struct KeyInvitationsTests {
    private func status(_ fixture: Fixture, _ issued: IssuedInvitation, in scope: OrganizationScope) async throws -> Invitation.Status? {
        let all = try await fixture.storage.invitations(in: scope, InvitationQuery(), at: fixture.now).page.items
        let found = all.first { $0.invitation.id == issued.listing.invitation.id }
        // The database agrees.
        for status in Invitation.Status.allCases {
            let listed = try await fixture.storage.invitations(in: scope, InvitationQuery(status: status), at: fixture.now).page.items
            let isThere = listed.contains { $0.invitation.id == issued.listing.invitation.id }
            #expect(isThere == (found?.invitation.status(at: fixture.now) == status), "\(status)")
        }
        return found?.invitation.status(at: fixture.now)
    }

    @Test func itIsItsMakersAndEndsWithTheKey() async throws {
        try await Fixture.run { fixture in
            let (ada, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Eve"))
            let acme = try await fixture.organization(of: ada)
            let issued = try await fixture.key("CI", [.invitationsManage, .invitationsRead], of: .organization(acme))
            let scope = try await fixture.storage.scope(of: acme.organization, for: fixture.open(issued))
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let mail = try await fixture.invite(.email(EmailAddress("tim@example.com")), in: scope)
            #expect(link.listing.invitedBy == ada.id && link.listing.inviterName == "Ada")
            _ = try await fixture.storage.acceptInvitation(link.token, by: eve.session, at: fixture.now)
            #expect(try await status(fixture, link, in: acme) == .pending)

            try await fixture.storage.revokeAPIKey(issued.listing.key.id, of: .organization(acme), at: fixture.now)
            #expect(try await status(fixture, link, in: acme) == .revoked)
            #expect(try await status(fixture, mail, in: acme) == .revoked)
            let tim = try await fixture.signUp("Tim")
            for invitation in [link, mail] {
                await #expect(throws: Failure.invitationRevoked) {
                    try await fixture.storage.acceptInvitation(invitation.token, by: tim.session, at: fixture.now)
                }
            }
            #expect(try await fixture.count("SELECT count(*) FROM outbox WHERE kind = 'invitation' AND state = 'waiting'") == 0)
        }
    }

    /// One of an account's own can have invited to several organizations.
    @Test func oneOfAnAccountsOwnTakesAllAlong() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let issued = try await fixture.key("Script", [.invitationsManage], of: .account(ada.session))
            var links: [(OrganizationScope, IssuedInvitation)] = []
            for name in ["Acme", "Second"] {
                let scope = try await fixture.organization(of: ada, named: name)
                let byKey = try await fixture.storage.scope(of: scope.organization, for: fixture.open(issued))
                links.append((scope, try await fixture.invite(.link(maximumUses: nil, domains: []), in: byKey)))
            }
            try await fixture.storage.revokeAPIKey(issued.listing.key.id, of: .account(ada.session), at: fixture.now)
            for (scope, link) in links { #expect(try await status(fixture, link, in: scope) == .revoked) }
        }
    }

    /// Accepting checks again whether the key could still make it: with what its maker has now, and no more than the key had.
    @Test func itsMakerMustStillBeAbleTo() async throws {
        try await Fixture.run { fixture in
            let (ada, bob, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
            let acme = try await fixture.organization(of: ada)
            let bobs = try await fixture.join(bob, acme, as: .admin)
            let clerk = try await fixture.storage.createRole(
                in: acme, name: DisplayName("Clerk"), rank: 30, permissions: [.recordsRead], at: fixture.now
            )
            let scope = try await fixture.scope([.invitationsManage, .recordsRead], of: bobs)
            let plain = try await fixture.invite(.link(maximumUses: nil, domains: []), as: .member, in: scope)
            let own = try await fixture.invite(.link(maximumUses: nil, domains: []), as: clerk.role, in: scope)
            #expect(try await status(fixture, own, in: acme) == .pending)
            // The role gets what Bob has and the key has not.
            _ = try await fixture.storage.updateRole(
                try #require(clerk.id), in: acme, RoleChange(name: nil, rank: nil, permissions: [.recordsRead, .auditRead]), at: fixture.now
            )
            #expect(try await status(fixture, own, in: acme) == .revoked)
            #expect(try await status(fixture, plain, in: acme) == .pending)
            _ = try await fixture.storage.changeRole(of: bob.id, to: .viewer, in: acme, at: fixture.now)
            await #expect(throws: Failure.invitationRevoked) {
                try await fixture.storage.acceptInvitation(plain.token, by: eve.session, at: fixture.now)
            }
        }
    }

    /// Above a manager nothing is backed by a key, whatever its maker is: also when a role moves up there afterwards, past all that checks.
    @Test func rankIsTheKeys() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            let scope = try await fixture.scope([.invitationsManage], of: acme)
            let clerk = try await fixture.storage.createRole(
                in: acme, name: DisplayName("Clerk"), rank: 59, permissions: [], at: fixture.now)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), as: clerk.role, in: scope)
            for (rank, expected) in [(59, Invitation.Status.pending), (60, .revoked), (99, .revoked)] {
                try await fixture.run("UPDATE role SET rank = \(rank)")
                #expect(try await status(fixture, link, in: acme) == expected, "rank \(rank)")
            }
            try await fixture.run("UPDATE role SET rank = 1")
            try await fixture.run(
                """
                UPDATE invitation
                SET role = 'owner', kind = 'email', email = 'x@example.com', email_key = 'x@example.com', maximum_uses = 1
                """
            )
            #expect(try await status(fixture, link, in: acme) == .revoked)
        }
    }

    @Test func itDoesNotOutlastTheKey() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            let end = fixture.now + .hours(8)
            let scope = try await fixture.scope([.invitationsManage], until: end, of: acme)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), lifetime: .hours(24), in: scope)
            #expect(link.listing.invitation.expiresAt == end)
            let short = try await fixture.invite(.link(maximumUses: nil, domains: []), lifetime: .hours(4), in: scope)
            #expect(short.listing.invitation.expiresAt == fixture.now + .hours(4))
            let again = try await fixture.storage.resendInvitation(
                link.listing.invitation.id, in: scope, mailing: .off, at: fixture.now + .hours(4)
            )
            #expect(again.listing.invitation.expiresAt == end)
            // Whoever resends it in person stands behind it alone.
            let own = try await fixture.storage.resendInvitation(
                link.listing.invitation.id, in: acme, mailing: .off, at: fixture.now + .hours(4)
            )
            #expect(own.listing.invitation.expiresAt == end, "the same lifetime as before")
            #expect(try await fixture.count("SELECT count(*) FROM invitation WHERE key_id IS NULL") == 1)
        }
    }
}

extension Fixture {
    func key(
        _ name: String, _ permissions: PermissionSet, until end: Instant? = nil, of owner: APIKeyOwner, mailing: Mailing = .off,
        at now: Instant = start
    ) async throws -> IssuedAPIKey {
        let new = NewAPIKey(name: try DisplayName(name), permissions: try KeyPermissions(permissions), expiresAt: end)
        return try await storage.createAPIKey(new, of: owner, mailing: mailing, at: now)
    }

    func open(_ issued: IssuedAPIKey) async throws -> KeyScope {
        guard let key = try await storage.key(opening: issued.secret, on: Self.device, at: now) else { throw Failure.unauthenticated }
        return key
    }

    /// Where a new key of an organization acts.
    func scope(
        _ permissions: PermissionSet, until end: Instant? = nil, of scope: OrganizationScope, named name: String = "CI"
    ) async throws -> OrganizationScope {
        let issued = try await key(name, permissions, until: end, of: .organization(scope))
        return try await storage.scope(of: scope.organization, for: open(issued))
    }
}
