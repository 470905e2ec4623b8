import Domain
import Testing

@testable import Storage

/// What people do with a whole instance.
enum Story {
    /// Everything that can happen, done once by the operations that do it.
    static func everything(in fixture: Fixture) async throws -> OrganizationScope {
        let (storage, now) = (fixture.storage, fixture.now)
        let ada = try await fixture.signUp("Ada", joining: .newOrganization(DisplayName("First")), mailing: .on)
        let (bob, eve) = (try await fixture.signUp("Bob"), try await fixture.signUp("Eve"))
        let acme = try await fixture.organization(of: ada)
        _ = try await storage.updateOrganization(
            in: acme, OrganizationChange(name: DisplayName("Acme & Co"), slug: Slug("acme-co")), at: now)
        let link = try await fixture.invite(.link(maximumUses: 9, domains: []), as: .admin, in: acme)
        let inBob = try await fixture.join(bob, acme, as: .admin)
        _ = try await fixture.join(eve, acme, as: .viewer)
        let byBob = try await fixture.invite(.email(EmailAddress("grace@example.com")), as: .member, in: inBob)
        _ = try await storage.resendInvitation(byBob.listing.invitation.id, in: inBob, mailing: .on, at: now)
        try await storage.revokeInvitation(link.listing.invitation.id, in: acme, at: now)
        let clerk = try await storage.createRole(
            in: acme, name: DisplayName("Clerk"), rank: 30, permissions: [.recordsRead], at: now
        )
        let id = try #require(clerk.id)
        _ = try await storage.updateRole(id, in: acme, RoleChange(name: nil, rank: 31, permissions: nil), at: now)
        _ = try await storage.changeRole(of: eve.id, to: clerk.role, in: acme, at: now)
        try await storage.deleteRole(id, in: acme, replacement: "viewer", mailing: .off, at: now)
        let new = NewSecret(name: try DisplayName("Payments"), provider: try SecretProvider("stripe"), value: try SecretValue("value"))
        let secret = try await storage.createSecret(new, in: acme, at: now).secret.id
        _ = try await storage.replaceSecret(secret, by: SecretValue("another"), in: acme, at: now)
        try await storage.deleteSecret(secret, in: acme, at: now)
        let key = try await fixture.key("CI", [.invitationsManage], of: .organization(acme))
        _ = try await fixture.invite(
            .link(maximumUses: nil, domains: []), in: storage.scope(of: acme.organization, for: fixture.open(key)))
        try await storage.revokeAPIKey(key.listing.key.id, of: .organization(acme), at: now)
        try await domains(fixture, acme)
        try await providers(fixture, acme, ada)
        _ = try await storage.maintenance.rotateMasterKey(to: nil, at: now)
        try await storage.removeMember(bob.id, from: acme, mailing: .off, at: now)
        _ = try await storage.exportOrganization(in: acme, at: now)
        _ = try await storage.transferOrganization(in: acme, to: eve.id, mailing: .off, at: now)
        try await storage.leave(acme.organization, by: ada.session, at: now)
        try await endings(fixture, ada)
        try await departure(fixture)
        try await factors(fixture)
        try await account(fixture, bob)
        try await running(fixture, eve)
        return try await storage.scope(of: acme.organization, for: eve.session)
    }

    private static func providers(_ fixture: Fixture, _ acme: OrganizationScope, _ ada: Person) async throws {
        let (storage, now, root) = (fixture.storage, fixture.now, try await fixture.operatorScope("Provider"))
        let own = try await storage.createIdentityProvider(Fixture.newProvider(), of: .organization(acme), at: now).id
        _ = try await storage.updateIdentityProvider(
            own, IdentityProviderChange(clientSecret: .some(nil)), of: .organization(acme), at: now)
        try await storage.deleteIdentityProvider(own, of: .organization(acme), at: now)
        let provider = try await fixture.instanceProvider(by: root).id
        let grace = try await fixture.signIn(at: provider, as: Fixture.upstream("1", "grace@example.net"))
        try await fixture.run("UPDATE account SET password_hash = 'x' WHERE id = \(grace.me.session.account.id)")
        let identity = try await storage.identities(grace.me.session).items[0].id
        _ = try await storage.removeIdentity(identity, by: grace.me.session, mailing: .off, at: now)
    }

    private static func domains(_ fixture: Fixture, _ acme: OrganizationScope) async throws {
        let (storage, records) = (fixture.storage, Records())
        let domain = try await fixture.proven("example.com", of: acme, records)
        _ = try await storage.updateDomain(domain.id, role: "viewer", in: acme, at: fixture.now)
        records.put(nil, at: domain.recordName)
        let pause = JoiningDomain.askedAtMostEvery
        _ = try await storage.checkDomain(domain.id, in: acme, asking: records, at: fixture.now + pause)
        try await fixture.run("UPDATE joining_domain SET missing_since = \(fixture.now - .days(1))")
        _ = try await storage.checkDomain(domain.id, in: acme, asking: records, at: fixture.now + pause + pause)
        try await storage.removeDomain(domain.id, in: acme, at: fixture.now)
    }

    private static func endings(_ fixture: Fixture, _ ada: Person) async throws {
        let (storage, now) = (fixture.storage, fixture.now)
        let short = try await fixture.organization(of: ada, named: "Short")
        try await storage.deleteOrganization(in: short, forGood: false, mailing: .off, at: now)
        _ = try await storage.restoreOrganization(short.organization, by: ada.session, mailing: .off, at: now)
        let archive = try await fixture.archive(of: short)
        try await storage.deleteOrganization(in: short, forGood: true, mailing: .off, at: now)
        try await fixture.take(archive)
        let again = try await storage.scope(of: short.organization, for: ada.session)
        try await storage.deleteOrganization(in: again, forGood: true, mailing: .off, at: now)
    }

    private static func factors(_ fixture: Fixture) async throws {
        let (storage, now) = (fixture.storage, fixture.now)
        let ina = try await fixture.enrolled(fixture.signUp("Ina"))
        let signedIn = try await fixture.complete(fixture.half(ina.person), .recovery(ina.codes[0]))
        let session = signedIn.me.session
        _ = try await storage.renameFactor(ina.factor, to: DisplayName("Tablet"), by: session, at: now)
        _ = try await storage.renewRecoveryCodes(session, mailing: .off, at: now)
        _ = try await storage.removeFactor(ina.factor, by: session, mailing: .off, at: now)
    }

    private static func departure(_ fixture: Fixture) async throws {
        let una = try await fixture.signUp("Una")
        _ = try await fixture.storage.deleteAccount(una.session, mailing: .off, at: fixture.now)
    }

    private static func running(_ fixture: Fixture, _ eve: Person) async throws {
        let (storage, now) = (fixture.storage, fixture.now)
        let own = try await fixture.organization(of: eve, named: "Eves")
        _ = try await storage.maintenance.appoint(eve.email, owning: nil, at: now)
        let scope = try await storage.operatorScope(for: eve.session, at: now)
        let change = SubscriptionChange(Subscription(status: .pastDue, seats: 9))
        _ = try await storage.setSubscription(of: own.organization, to: change, by: scope, at: now)
        let ida = try await fixture.signUp("Ida")
        let reason = try ImpersonationReason("Cannot find the members page")
        let acting = try await storage.impersonate(ida.id, because: reason, writes: false, by: scope, at: now)
        _ = try await storage.endImpersonation(openedBy: acting.token, returningTo: eve.token, on: Fixture.device, at: now)
        let tim = try await fixture.signUp("Tom")
        try await storage.disableAccount(tim.id, successors: [], by: scope, mailing: .off, at: now)
        try await storage.enableAccount(tim.id, by: scope, mailing: .off, at: now)
        try await storage.endSessions(of: tim.id, by: scope, at: now)
        try await storage.sendPasswordReset(to: tim.id, by: scope, mailing: .on, at: now)
        let kim = try await fixture.enrolled(fixture.signUp("Kim")).person
        _ = try await storage.announceFactorRemoval(of: kim.id, by: scope, mailing: .off, at: now)
        try await storage.callOffFactorRemoval(of: kim.id, by: scope, at: now)
        try await fixture.run("UPDATE account SET factors_removable_at = \(now) WHERE id = \(kim.id)")
        try await storage.removeFactors(of: kim.id, by: scope, mailing: .off, at: now)
        _ = try await storage.maintenance.dismiss(eve.email, at: now)
        _ = try await storage.requestPasswordReset(eve.email, mailing: .on, at: now)
        let message = try #require(
            try await storage.maintenance.outbox().last { $0.kind == .passwordReset && $0.recipient == eve.email.text })
        #expect(try await storage.maintenance.showMessage(message.id, at: now).token != nil)
        try await storage.maintenance.retryMessage(message.id, at: now)
        try await storage.maintenance.dropMessage(message.id, at: now)
    }

    private static func account(_ fixture: Fixture, _ bob: Person) async throws {
        let (storage, now) = (fixture.storage, fixture.now)
        _ = try await storage.updateProfile(bob.session, name: DisplayName("Robert"), language: .german, at: now)
        let verification = try #require(try await storage.requestVerification(bob.session, mailing: .on, at: now))
        try await storage.verifyAddress(with: storage.maintenance.token(in: verification), by: bob.session, mailing: .on, at: now)
        let own = try await fixture.organization(of: bob, named: "Bobs")
        _ = try await storage.switchOrganization(bob.session, to: own.organization, at: now)
        let invited = try await fixture.invite(.email(EmailAddress("bob@example.com")), in: fixture.organization(of: fixture.signUp("Tim")))
        try await storage.declineInvitation(invited.listing.invitation.id, by: bob.session, at: now)
        _ = try await storage.requestEmailChange(bob.session, to: EmailAddress("rob@example.com"), mailing: .on, at: now)
        try await storage.giveUpEmailChange(bob.session, at: now)
        let later = now + .minutes(5)
        let asked = try await storage.requestEmailChange(bob.session, to: EmailAddress("rob@example.com"), mailing: .on, at: later)
        try await storage.verifyAddress(
            with: storage.maintenance.token(in: try #require(asked)), by: bob.session, mailing: .on, at: later
        )
        try await storage.prove(bob.session, with: Fixture.accepted(), on: Fixture.device, at: later)
        let second = try await storage.logIn(
            email: EmailAddress("rob@example.com"), password: Fixture.accepted(), remember: true, replacing: nil, mailing: .off,
            on: Fixture.device, at: later
        )
        try await storage.revokeSession(second.me.session.id, by: bob.session, at: later)
        try await storage.revokeOtherSessions(bob.session, at: later)
        _ = try await storage.changePassword(
            bob.session, from: Fixture.accepted(), to: Fixture.accepted("lantern giraffe ninety"), mailing: .off, on: Fixture.device,
            at: later
        )
        let reset = try await storage.requestPasswordReset(EmailAddress("rob@example.com"), mailing: .on, at: later)
        try await storage.logOut(bob.session, at: later)
        try await storage.resetPassword(
            with: storage.maintenance.token(in: try #require(reset)), to: Fixture.accepted(), mailing: .off, on: Fixture.device, at: later
        )
    }
}
