import Domain
import Testing

@testable import Storage

@Suite struct InvitationsTests {
    private func status(_ token: Token, _ fixture: Fixture, at now: Instant? = nil) async throws -> Invitation.Status {
        try await fixture.storage.lookUpInvitation(token, at: now ?? fixture.now).status
    }

    private func accept(_ token: Token, _ person: Person, _ fixture: Fixture) async -> Failure? {
        await failure { try await fixture.storage.acceptInvitation(token, by: person.session, at: fixture.now) } as? Failure
    }

    @Test func fiveUsesAreFiveHoweverManyCome() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            var people: [Person] = []
            for number in 0..<20 { people.append(try await fixture.signUp("Person\(number)")) }
            let all = people
            for _ in 0..<4 {
                let token = try await fixture.invite(.link(maximumUses: 5, domains: []), as: .viewer, in: scope).token
                let failures = await withTaskGroup(of: Failure?.self) { group in
                    for person in all { group.addTask { await accept(token, person, fixture) } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(failures.filter { $0 == nil }.count == 5)
                #expect(failures.filter { $0 == .invitationExhausted }.count == 15)
                #expect(try await status(token, fixture) == .exhausted)
                try await fixture.run("DELETE FROM membership WHERE organization_id = \(scope.organization) AND role = 'viewer'")
            }
        }
    }

    @Test func whoIsAMemberAlreadyCostsNoUse() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            let token = try await fixture.invite(.link(maximumUses: 1, domains: []), in: scope).token
            #expect(await accept(token, ada, fixture) == .alreadyMember)
            let bob = try await fixture.signUp("Bob")
            #expect(await accept(token, bob, fixture) == nil)
            #expect(try await fixture.count("SELECT uses FROM invitation") == 1)
        }
    }

    @Test func aRefusedInvitationMakesNoAccount() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let issued = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope)
            await #expect(throws: Failure.invitationEmailMismatch) {
                try await fixture.signUp("Mallory", joining: .invitation(issued.token))
            }
            await #expect(throws: Failure.tokenInvalid) {
                try await fixture.signUp("Mallory", joining: .invitation(Token(presented: "never issued")))
            }
            #expect(try await fixture.count("SELECT count(*) FROM account") == 1)
            #expect(try await fixture.count("SELECT count(*) FROM organization") == 2)
            #expect(try await fixture.count("SELECT count(*) FROM session") == 1)
            #expect(try await status(issued.token, fixture) == .pending)
        }
    }

    @Test func aMailedTokenProvesTheAddressAndAShownOneDoesNot() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            for (name, mailing) in [("Grace", Mailing.on), ("Heidi", .off)] {
                let email = try EmailAddress("\(name.lowercased())@example.com")
                let new = NewInvitation(kind: .email(email), role: "member", lifetime: .days(1))
                let issued = try await fixture.storage.createInvitation(new, in: scope, mailing: mailing, at: fixture.now)
                let person = try await fixture.signUp(name, joining: .invitation(issued.token))
                #expect(person.session.account.emailVerified == mailing.reachesMailboxes)
                #expect(person.session.organization == scope.organization)
            }
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let ivan = try await fixture.signUp("Ivan", joining: .invitation(link.token))
            #expect(!ivan.session.account.emailVerified)
        }
    }

    @Test func domainsAdmitProvenAddressesAlone() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let token = try await fixture.invite(.link(maximumUses: nil, domains: [EmailDomain("example.com")]), in: scope).token
            let bob = try await fixture.signUp("Bob")
            #expect(await accept(token, bob, fixture) == .emailUnverified)
            try await fixture.run("UPDATE account SET email_verified_at = 1 WHERE id = \(bob.id)")
            #expect(await accept(token, bob, fixture) == nil)
        }
    }

    @Test func theMakerMustStillBeAbleToMakeIt() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let (cleo, scope) = (try await fixture.signUp("Cleo"), try await fixture.organization(of: ada))
            let bobs = try await fixture.join(bob, scope, as: .admin)
            let token = try await fixture.invite(.link(maximumUses: nil, domains: []), as: .manager, in: bobs).token
            _ = try await fixture.storage.changeRole(of: bob.id, to: .manager, in: scope, at: fixture.now)
            #expect(try await status(token, fixture) == .revoked)
            #expect(await accept(token, cleo, fixture) == .invitationRevoked)
            _ = try await fixture.storage.changeRole(of: bob.id, to: .admin, in: scope, at: fixture.now)
            #expect(try await status(token, fixture) == .revoked, "for good")
            try await fixture.storage.removeMember(bob.id, from: scope, at: fixture.now)
            #expect(await accept(token, cleo, fixture) == .invitationRevoked)
            #expect(try await fixture.count("SELECT uses FROM invitation WHERE role = 'manager'") == 0)
        }
    }

    @Test func aResendKillsTheOldTokenAndRenewsTheTime() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let issued = try await fixture.invite(.email(try EmailAddress("grace@example.com")), lifetime: .hours(5), in: scope)
            let id = issued.listing.invitation.id
            let later = fixture.now + .hours(6)
            #expect(try await status(issued.token, fixture, at: later) == .expired)
            let again = try await fixture.storage.resendInvitation(id, in: scope, mailing: .on, at: later)
            #expect(again.listing.invitation.expiresAt == later + .hours(5))
            #expect(try await status(issued.token, fixture, at: later) == .revoked)
            #expect(try await status(again.token, fixture, at: later) == .pending)
            await #expect(throws: Failure.invitationRevoked) {
                try await fixture.signUp("Grace", joining: .invitation(issued.token), at: later)
            }
            _ = try await fixture.signUp("Grace", joining: .invitation(again.token), at: later)
            #expect(try await status(issued.token, fixture, at: later) == .accepted)
            await #expect(throws: Failure.invitationExhausted) {
                try await fixture.storage.resendInvitation(id, in: scope, mailing: .on, at: later)
            }
        }
    }

    @Test func anotherOrganizationsInvitationIsNotFound() async throws {
        try await Fixture.run { fixture in
            let adas = try await fixture.organization(of: fixture.signUp("Ada"))
            let bobs = try await fixture.organization(of: fixture.signUp("Bob"), named: "Other")
            let id = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: adas).listing.invitation.id
            await #expect(throws: Failure.notFound) { try await fixture.storage.revokeInvitation(id, in: bobs, at: fixture.now) }
            await #expect(throws: Failure.notFound) {
                try await fixture.storage.resendInvitation(id, in: bobs, mailing: .on, at: fixture.now)
            }
            let listed = try await fixture.storage.invitations(in: bobs, InvitationQuery(), at: fixture.now)
            #expect(listed.page.items.isEmpty && listed.total == 0)
        }
    }

    @Test func anAddressIsInvitedOnceAtATime() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            _ = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope)
            let twice = await failure { try await fixture.invite(.email(try EmailAddress("GRACE@example.com")), in: scope) }
            guard case .invalidInput(let fields)? = twice as? Failure else { throw try #require(twice) }
            #expect(fields.map(\.field) == ["email"])
            await #expect(throws: Failure.alreadyMember) { try await fixture.invite(.email(ada.email), in: scope) }
            #expect(try await fixture.count("SELECT count(*) FROM invitation") == 1)
        }
    }
}
