import Domain
import Testing

@testable import Storage

/// Who is told of what, in the transaction in which it happens, and only where messages reach mailboxes.
@Suite struct NoticesTests {
    private func sent(_ fixture: Fixture) async throws -> [(recipient: String, message: Message?)] {
        let entries = try await fixture.storage.maintenance.outbox().filter { $0.kind != .invitation }
        try await fixture.run("DELETE FROM outbox")
        return entries.map { ($0.recipient, $0.message) }
    }

    @Test func signingUpIsWelcomed() async throws {
        try await Fixture.run { fixture in
            _ = try await fixture.signUp("Ada", mailing: .off)
            #expect(try await sent(fixture).isEmpty)
            let bob = try await fixture.signUp("Bob", mailing: .on)
            let welcome = try await sent(fixture)
            #expect(welcome.map(\.recipient) == [bob.email.text])
            #expect(welcome.first?.message == .welcome(name: "Bob", expiresAt: fixture.now + .hours(24)))
        }
    }

    @Test func theInviterIsToldOfAcceptance() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            let bob = try await fixture.signUp("Bob")
            for (mailing, isMailed) in [(Mailing.off, false), (.on, true)] {
                let issued = try await fixture.invite(.email(bob.email), as: .manager, in: scope)
                _ = try await fixture.storage.acceptInvitation(issued.token, by: bob.session, mailing: mailing, at: fixture.now)
                let notices = try await sent(fixture)
                #expect(notices.map(\.recipient) == (isMailed ? [ada.email.text] : []))
                #expect(
                    notices.map(\.message)
                        == (isMailed
                            ? [.invitationAccepted(name: "Ada", member: "Bob", organization: "Acme", slug: "acme", role: "manager")] : [])
                )
                try await fixture.storage.leave(scope.organization, by: bob.session, at: fixture.now)
            }
        }
    }

    /// A link may be used a hundred thousand times.
    @Test func theMakerOfALinkIsNotToldOfEachUse() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let bob = try await fixture.signUp("Bob")
            _ = try await fixture.storage.acceptInvitation(link.token, by: bob.session, mailing: .on, at: fixture.now)
            #expect(try await sent(fixture).isEmpty)
        }
    }

    @Test func theOwnerIsToldOfANewPassword() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let passwords = try ["seven silver spoons", "eight brass bells", "nine tin cups"].map(Fixture.accepted)
            _ = try await fixture.storage.changePassword(ada.session, from: Fixture.accepted(), to: passwords[0], at: fixture.now)
            #expect(try await sent(fixture).isEmpty)
            _ = try await fixture.storage.changePassword(
                ada.session, from: passwords[0], to: passwords[1], mailing: .on, at: fixture.now
            )
            let changed = try await sent(fixture)
            #expect(changed.map(\.recipient) == [ada.email.text])
            #expect(changed.first?.message == .passwordChanged(name: "Ada", at: fixture.now))

            let message = try #require(try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now))
            let token = try await fixture.storage.maintenance.token(in: message)
            try await fixture.storage.resetPassword(with: token, to: passwords[2], mailing: .on, at: fixture.now)
            #expect(try await sent(fixture).map(\.message) == [.passwordChanged(name: "Ada", at: fixture.now)])
        }
    }

    @Test func membersAreToldWhatOthersDoWithTheirs() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let adas = try await fixture.organization(of: ada)
            let bobs = try await fixture.join(bob, adas, as: .admin)
            let storage = fixture.storage
            _ = try await storage.changeRole(of: bob.id, to: .manager, in: adas, mailing: .on, at: fixture.now)
            let change = try await sent(fixture)
            #expect(change.map(\.recipient) == [bob.email.text])
            #expect(change.first?.message == .roleChange(name: "Bob", organization: "Acme", slug: "acme", role: "manager"))
            _ = try await storage.changeRole(of: bob.id, to: .manager, in: adas, mailing: .on, at: fixture.now)
            #expect(try await sent(fixture).isEmpty, "nothing has changed")
            _ = try await storage.changeRole(of: bob.id, to: .member, in: bobs, mailing: .on, at: fixture.now)
            #expect(try await sent(fixture).isEmpty, "nobody is told what they have done themselves")
            _ = try await storage.changeRole(of: bob.id, to: .viewer, in: adas, mailing: .off, at: fixture.now)
            #expect(try await sent(fixture).isEmpty)

            try await storage.removeMember(bob.id, from: adas, mailing: .on, at: fixture.now)
            let removal = try await sent(fixture)
            #expect(removal.map(\.recipient) == [bob.email.text])
            #expect(removal.first?.message == .removal(name: "Bob", organization: "Acme"))
        }
    }

    @Test func whatIsRefusedTellsNobody() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            for _ in 0..<2 {
                #expect(await failure { try await fixture.storage.removeMember(ada.id, from: scope, mailing: .on, at: fixture.now) } != nil)
            }
            let wrong = try Fixture.accepted("seven silver spoons")
            #expect(
                await failure {
                    try await fixture.storage.changePassword(ada.session, from: wrong, to: wrong, mailing: .on, at: fixture.now)
                } != nil)
            #expect(try await sent(fixture).isEmpty)
        }
    }

    /// Everything is told in the language of whom it is told to.
    @Test func itIsInTheLanguageOfTheRecipient() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada", language: .german)
            let scope = try await fixture.organization(of: ada)
            let bob = try await fixture.signUp("Bob")
            let issued = try await fixture.invite(.email(bob.email), in: scope)
            _ = try await fixture.storage.acceptInvitation(issued.token, by: bob.session, mailing: .on, at: fixture.now)
            #expect(try await fixture.storage.maintenance.outbox().map(\.language) == [.german])
        }
    }
}
