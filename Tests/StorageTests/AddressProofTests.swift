import Domain
import Testing

@testable import Storage

/// What proves an address besides the link that is made for it: anything that came by mail, and nothing that did not.
@Suite struct AddressProofTests {
    private func isProven(_ person: Person, _ fixture: Fixture) async throws -> Bool {
        try await fixture.count("SELECT count(*) FROM account WHERE id = \(person.id) AND email_verified_at IS NOT NULL") == 1
    }

    private func reset(_ person: Person, mailing: Mailing, _ fixture: Fixture, at now: Instant) async throws {
        let message = try #require(try await fixture.storage.requestPasswordReset(person.email, mailing: mailing, at: now))
        let token = try await fixture.storage.maintenance.token(in: message)
        try await fixture.storage.resetPassword(with: token, to: Fixture.accepted("seven silver spoons"), at: now)
    }

    @Test func aMailedResetProvesTheAddress() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            _ = try await fixture.storage.requestVerification(ada.session, mailing: .on, at: fixture.now)
            try await reset(ada, mailing: .off, fixture, at: fixture.now)
            #expect(try await isProven(ada, fixture) == false, "whoever reads the outbox is not the owner of the address")
            try await reset(ada, mailing: .on, fixture, at: fixture.now + .minutes(1))
            #expect(try await isProven(ada, fixture))
            #expect(try await fixture.count("SELECT count(*) FROM session") == 0)
            #expect(try await fixture.count("SELECT count(*) FROM email_verification") == 0)
        }
    }

    /// Whoever signed up with somebody else's address has no way back by a link that they made: the owner of the address goes on alone.
    @Test func theFirstProofByAResetEndsWhatWasInvited() async throws {
        try await Fixture.run { fixture in
            let (ada, eve) = (try await fixture.signUp("Ada"), try await fixture.signUp("Eve"))
            let scope = try await fixture.organization(of: ada)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), as: .admin, in: scope)
            try await reset(ada, mailing: .on, fixture, at: fixture.now)
            await #expect(throws: Failure.invitationRevoked) {
                try await fixture.storage.acceptInvitation(link.token, by: eve.session, at: fixture.now)
            }
            // A later reset is the owner's own.
            let back = try await fixture.storage.logIn(
                email: ada.email, password: Fixture.accepted("seven silver spoons"), remember: false, replacing: nil, on: Fixture.device,
                at: fixture.now
            )
            let own = try await fixture.storage.scope(of: scope.organization, for: back.me.session)
            let second = try await fixture.invite(.link(maximumUses: nil, domains: []), as: .admin, in: own)
            try await reset(ada, mailing: .on, fixture, at: fixture.now + .hours(1))
            _ = try await fixture.storage.acceptInvitation(second.token, by: eve.session, at: fixture.now)
        }
    }

    @Test func theFirstProofKeepsItsDate() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            try await reset(ada, mailing: .on, fixture, at: fixture.now)
            try await reset(ada, mailing: .on, fixture, at: fixture.now + .hours(1))
            let date = try await fixture.count("SELECT email_verified_at FROM account WHERE id = \(ada.id)")
            #expect(date == Int(fixture.now.milliseconds))
        }
    }

    /// As verifying does: nothing goes on that somebody else may have left, who has signed up with the address.
    @Test func aMailedInvitationProvesTheAddressOfWhoeverAcceptsIt() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let bob = try await fixture.signUp("Bob")
            let other = try await fixture.storage.logIn(
                email: bob.email, password: Fixture.accepted(), remember: true, replacing: nil, on: Fixture.device, at: fixture.now
            )
            _ = try await fixture.storage.requestPasswordReset(bob.email, mailing: .on, at: fixture.now)
            let issued = try await fixture.invite(.email(bob.email), in: scope)
            let me = try await fixture.storage.acceptInvitation(issued.token, by: bob.session, at: fixture.now)
            #expect(me.session.account.emailVerified)
            #expect(me.current.organization.id == scope.organization)
            #expect(try await fixture.storage.session(opening: bob.token, at: fixture.now) != nil)
            #expect(try await fixture.storage.session(opening: other.token, at: fixture.now) == nil)
            #expect(try await fixture.count("SELECT count(*) FROM password_reset WHERE account_id = \(bob.id)") == 0)
        }
    }

    @Test func whatWasNotMailedProvesNothing() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let bob = try await fixture.signUp("Bob")
            let new = NewInvitation(kind: .email(bob.email), role: "member", lifetime: .days(7))
            let shown = try await fixture.storage.createInvitation(new, in: scope, mailing: .off, at: fixture.now)
            _ = try await fixture.storage.acceptInvitation(shown.token, by: bob.session, at: fixture.now)
            #expect(try await isProven(bob, fixture) == false)
            let cleo = try await fixture.signUp("Cleo")
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            _ = try await fixture.storage.acceptInvitation(link.token, by: cleo.session, at: fixture.now)
            #expect(try await isProven(cleo, fixture) == false)
        }
    }

    /// Someone else's mailed link proves nothing and changes nothing.
    @Test func oneForAnotherAddressIsRefused() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let bob = try await fixture.signUp("Bob")
            let issued = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope)
            await #expect(throws: Failure.invitationEmailMismatch) {
                try await fixture.storage.acceptInvitation(issued.token, by: bob.session, at: fixture.now)
            }
            #expect(try await isProven(bob, fixture) == false)
        }
    }

    /// What proves nothing new ends nothing.
    @Test func aProvenAddressKeepsItsSessions() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let bob = try await fixture.signUp("Bob")
            try await fixture.run("UPDATE account SET email_verified_at = 1 WHERE id = \(bob.id)")
            let other = try await fixture.storage.logIn(
                email: bob.email, password: Fixture.accepted(), remember: true, replacing: nil, on: Fixture.device, at: fixture.now
            )
            let issued = try await fixture.invite(.email(bob.email), in: scope)
            _ = try await fixture.storage.acceptInvitation(issued.token, by: bob.session, at: fixture.now)
            #expect(try await fixture.storage.session(opening: other.token, at: fixture.now) != nil)
        }
    }
}
