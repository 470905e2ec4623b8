import Domain
import FoundationEssentials
import Testing

@testable import Storage

@Suite struct OutboxTests {
    private let grace = "grace@example.com"

    private func waiting(_ fixture: Fixture) async throws -> [OutboxEntry] { try await fixture.storage.maintenance.outbox() }

    private func invited(_ fixture: Fixture) async throws -> (scope: OrganizationScope, issued: IssuedInvitation) {
        let scope = try await fixture.organization(of: fixture.signUp("Ada"))
        return (scope, try await fixture.invite(.email(try EmailAddress(grace)), as: .manager, in: scope))
    }

    @Test func aMessageCarriesWhatItSays() async throws {
        try await Fixture.run { fixture in
            let (_, issued) = try await invited(fixture)
            let (entry, token) = try await fixture.storage.maintenance.outboxEntry(try #require(issued.message))
            #expect(token?.secret == issued.token.secret)
            #expect(entry.recipient == grace)
            #expect(entry.language == .english)
            let expiry = fixture.now + .days(7)
            #expect(entry.message == .invitation(organization: "Acme", inviter: "Ada", role: "manager", expiresAt: expiry))
        }
    }

    /// Neither in a column nor anywhere else in the files.
    @Test func theTokenStandsNowhereInPlain() async throws {
        try await Fixture.run { fixture in
            let (scope, issued) = try await invited(fixture)
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            let bob = try await fixture.signUp("Bob")
            let message = try await fixture.storage.requestPasswordReset(bob.email, mailing: .on, at: fixture.now)
            let reset = try await fixture.storage.maintenance.token(in: #require(message))
            for file in try FileManager.default.contentsOfDirectory(atPath: fixture.folder) {
                let content = Array(try Data(contentsOf: URL(filePath: "\(fixture.folder)/\(file)")))
                for token in [issued.token, link.token, bob.token, reset] {
                    #expect(!content.contains(Array(token.secret.utf8)), "\(file)")
                }
                #expect(!content.contains(Array(Fixture.password.utf8)), "\(file)")
            }
        }
    }

    @Test func aSealedTokenOpensForItsOwnMessageOnly() async throws {
        try await Fixture.run { fixture in
            let (scope, first) = try await invited(fixture)
            let second = try await fixture.invite(.email(try EmailAddress("heidi@example.com")), in: scope)
            let (one, other) = (try #require(first.message), try #require(second.message))
            try await fixture.run(
                "UPDATE outbox SET sealed_token = (SELECT sealed_token FROM outbox WHERE id = \(one)) WHERE id = \(other)")
            await #expect(throws: (any Error).self) { try await fixture.storage.maintenance.outboxEntry(other) }
            #expect(try await fixture.storage.maintenance.token(in: one).secret == first.token.secret)
        }
    }

    /// Until then someone may still want to read it; afterwards only a resend helps, which makes another.
    @Test func theMessageGoesWhenItsInvitationHasExpired() async throws {
        try await Fixture.run { fixture in
            _ = try await invited(fixture)
            let expiry = fixture.now + .days(7)
            try await fixture.storage.maintenance.sweep(at: expiry - Span(milliseconds: 1))
            #expect(try await waiting(fixture).count == 1)
            try await fixture.storage.maintenance.sweep(at: expiry)
            #expect(try await waiting(fixture).isEmpty)
        }
    }

    @Test func linksAreNotMailed() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let link = try await fixture.invite(.link(maximumUses: nil, domains: []), in: scope)
            #expect(link.message == nil)
            #expect(try await waiting(fixture).isEmpty)
        }
    }

    @Test func itGoesWhenTheInvitationIsRevoked() async throws {
        try await Fixture.run { fixture in
            let (scope, issued) = try await invited(fixture)
            _ = try await fixture.invite(.email(try EmailAddress("heidi@example.com")), in: scope)
            try await fixture.storage.revokeInvitation(issued.listing.invitation.id, in: scope, at: fixture.now)
            #expect(try await waiting(fixture).map(\.recipient) == ["heidi@example.com"])
        }
    }

    @Test func aResendReplacesIt() async throws {
        try await Fixture.run { fixture in
            let (scope, issued) = try await invited(fixture)
            let later = fixture.now + .hours(1)
            let again = try await fixture.storage.resendInvitation(issued.listing.invitation.id, in: scope, mailing: .on, at: later)
            #expect(try await waiting(fixture).map(\.id) == [try #require(again.message)])
            #expect(again.token.secret != issued.token.secret)
            let token = try await fixture.storage.maintenance.token(in: #require(again.message))
            #expect(token.secret == again.token.secret)
            await #expect(throws: Failure.notFound) { try await fixture.storage.maintenance.outboxEntry(try #require(issued.message)) }
        }
    }

    @Test func itGoesWhenTheInvitationIsAccepted() async throws {
        try await Fixture.run { fixture in
            let (_, issued) = try await invited(fixture)
            _ = try await fixture.signUp("Grace", joining: .invitation(issued.token))
            #expect(try await waiting(fixture).isEmpty)
        }
    }

    @Test func itGoesWhenANewInvitationTakesThePlaceOfAnExpiredOne() async throws {
        try await Fixture.run { fixture in
            let (scope, issued) = try await invited(fixture)
            let later = fixture.now + .days(8)
            let kind = Invitation.Kind.email(try EmailAddress(grace))
            let ada = try await fixture.storage.logIn(
                email: EmailAddress("ada@example.com"), password: Fixture.accepted(), remember: true, replacing: nil, on: Fixture.device,
                at: later
            )
            let fresh = try await fixture.storage.scope(of: scope.organization, for: ada.me.session)
            let new = try await fixture.invite(kind, in: fresh, at: later)
            #expect(try await waiting(fixture).map(\.id) == [try #require(new.message)])
            #expect(try await fixture.storage.lookUpInvitation(issued.token, at: later).status == .revoked)
        }
    }

    @Test func itGoesWhenTheResetIsUsedOrPushedOut() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            for minute in Int64(0)..<5 {
                _ = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now + .minutes(minute))
            }
            let entries = try await waiting(fixture)
            #expect(entries.count == 3)
            let token = try await fixture.storage.maintenance.token(in: #require(entries.last).id)
            try await fixture.storage.resetPassword(with: token, to: Fixture.accepted(), at: fixture.now + .seconds(9))
            #expect(try await waiting(fixture).isEmpty)
        }
    }

    @Test func itIsInTheLanguageOfTheAccount() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            _ = try await fixture.storage.updateProfile(ada.session, name: nil, language: .german, at: fixture.now)
            _ = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now)
            #expect(try await waiting(fixture).map(\.language) == [.german])
        }
    }
}
