import Domain
import Testing

@testable import Storage

/// A message whose cause has gone is not sent: it goes in the transaction that ends the cause, and is looked at again when it is taken.
@Suite struct CauseGoneTests {
    private typealias End = @Sendable (Fixture, OrganizationScope, IssuedInvitation) async throws -> Void

    private let answer = DeliveryAnswer("250 2.0.0 Ok")
    private let ends: [(name: String, end: End)] = [
        (
            "revoked",
            { fixture, scope, issued in
                try await fixture.storage.revokeInvitation(issued.listing.invitation.id, in: scope, at: fixture.now)
            }
        ),
        ("accepted", { fixture, _, issued in _ = try await fixture.signUp("Grace", joining: .invitation(issued.token)) }),
        (
            "without a maker",
            { fixture, scope, _ in
                let heidi = try await fixture.signUp("Heidi")
                try await fixture.join(heidi, scope, as: .owner)
                _ = try await fixture.storage.changeRole(of: scope.account, to: .viewer, in: scope, at: fixture.now)
            }
        ),
    ]

    private func invited(_ fixture: Fixture) async throws -> (scope: OrganizationScope, issued: IssuedInvitation) {
        let scope = try await fixture.organization(of: fixture.signUp("Ada"))
        return (scope, try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope))
    }

    @Test func itIsDropped() async throws {
        for (name, end) in ends {
            try await Fixture.run { fixture in
                let (scope, issued) = try await invited(fixture)
                let id = try #require(issued.message)
                try await end(fixture, scope, issued)
                #expect(try await fixture.storage.maintenance.outbox().allSatisfy { $0.id != id }, "\(name)")
                try await fixture.note(.deferred, id, answer)
                #expect(try await fixture.storage.maintenance.outbox().allSatisfy { $0.id != id }, "\(name)")
            }
        }
    }

    /// One that was taken is asked for once more before it leaves. If it has left already it counts like any other: nobody gets round the
    /// limits by withdrawing what is on its way.
    @Test func oneThatIsUnderWayIsNotWantedAndCountsIfItArrives() async throws {
        for (name, end) in ends {
            for outcome in [Delivery.Outcome.sent, .deferred] {
                try await Fixture.run { fixture in
                    let (scope, issued) = try await invited(fixture)
                    let id = try #require(issued.message)
                    #expect(try await fixture.claim().map(\.id) == [id])
                    #expect(try await fixture.storage.maintenance.isWanted(id, at: fixture.now))
                    try await end(fixture, scope, issued)
                    #expect(try await fixture.storage.maintenance.isWanted(id, at: fixture.now) == false, "\(name)")
                    try await fixture.note(outcome, id, answer)
                    let later = try await fixture.claim(at: fixture.now + .hours(2)).map(\.id)
                    #expect(!later.contains(id), "\(name)")
                    let left = try await fixture.storage.maintenance.outbox().filter { $0.id == id }
                    #expect(left.map(\.state) == (outcome == .sent ? [.sent] : []), "\(name)")
                }
            }
        }
    }

    @Test func whatIsWithdrawnBeforeItLeavesIsDropped() async throws {
        try await Fixture.run { fixture in
            let (scope, issued) = try await invited(fixture)
            let id = try #require(issued.message)
            _ = try await fixture.claim()
            try await fixture.storage.revokeInvitation(issued.listing.invitation.id, in: scope, at: fixture.now)
            try await fixture.storage.maintenance.release(id)
            #expect(try await fixture.claim().isEmpty)
            #expect(try await fixture.storage.maintenance.outbox().isEmpty)
            #expect(try await fixture.storage.maintenance.isWanted(id, at: fixture.now) == false)
        }
    }

    /// The new link waits for the end of the one that is under way, which opens nothing any more.
    @Test func aResendFollowsOneThatIsUnderWay() async throws {
        try await Fixture.run { fixture in
            let (scope, issued) = try await invited(fixture)
            _ = try await fixture.claim()
            let again = try await fixture.storage.resendInvitation(issued.listing.invitation.id, in: scope, mailing: .on, at: fixture.now)
            #expect(try await fixture.claim().isEmpty)
            try await fixture.note(.sent, try #require(issued.message), answer)
            let claimed = try await fixture.claim()
            #expect(claimed.map(\.id) == [try #require(again.message)])
            #expect(claimed.first?.token?.secret == again.token.secret)
        }
    }

    /// What no statement has ended, time has.
    @Test func whatHasRunOutIsNotTaken() async throws {
        try await Fixture.run { fixture in
            let (_, issued) = try await invited(fixture)
            let bob = try await fixture.signUp("Bob")
            _ = try await fixture.storage.requestPasswordReset(bob.email, mailing: .on, at: fixture.now)
            #expect(try await fixture.claim(at: fixture.now + .minutes(31)).map(\.id) == [try #require(issued.message)])
            #expect(try await fixture.storage.maintenance.outbox().count == 1, "the reset is dropped")
            #expect(try await fixture.claim(at: fixture.now + .days(7)).isEmpty)
            #expect(try await fixture.storage.maintenance.outbox().isEmpty)
        }
    }

    @Test func aSpentOrReplacedTokenIsNotTaken() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let reset = try #require(try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now))
            _ = try await fixture.storage.requestVerification(bob.session, mailing: .on, at: fixture.now)
            let token = try await fixture.storage.maintenance.token(in: reset)
            _ = try await fixture.claim()
            try await fixture.storage.resetPassword(with: token, to: Fixture.accepted("seven silver spoons"), at: fixture.now)
            let again = try await fixture.storage.requestVerification(bob.session, mailing: .on, at: fixture.now + .minutes(1))
            try await fixture.storage.maintenance.releaseAllLeases()
            let later = fixture.now + .minutes(1)
            #expect(try await fixture.claim(at: later).isEmpty, "they are dropped")
            #expect(try await fixture.claim(at: later).map(\.id) == [try #require(again)])
            #expect(try await fixture.storage.maintenance.outbox().map(\.id) == [try #require(again)])
        }
    }

    /// Whoever has brought rows of another database finds out why nothing leaves, and loses nothing.
    @Test func aTokenUnderAnotherKeyWaits() async throws {
        try await Fixture.run { fixture in
            let (_, issued) = try await invited(fixture)
            let sealed = try Vault(key: [UInt8](repeating: 7, count: 32)).seal("other", for: try #require(issued.message).description)
            try await fixture.run("UPDATE outbox SET sealed_token = \(sealed)")
            #expect(try await fixture.claim().isEmpty)
            let entry = try #require(try await fixture.storage.maintenance.outbox().first)
            #expect(entry.id == issued.message && entry.state == .waiting && entry.attempts == 1)
            #expect(entry.lastAnswer?.contains("another master key") == true)
        }
    }

    /// Made while no mail was configured, it would prove nothing when it arrives.
    @Test func aLinkThatCannotVerifyAnythingIsNotSent() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            _ = try await fixture.storage.requestVerification(ada.session, mailing: .off, at: fixture.now)
            let change = try EmailAddress("new@example.com")
            _ = try await fixture.storage.requestEmailChange(ada.session, to: change, mailing: .off, at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == 2)
            #expect(try await fixture.storage.maintenance.claimMessages(at: fixture.now + .seconds(1)).isEmpty)
            #expect(try await fixture.count("SELECT count(*) FROM outbox") == 0)
        }
    }
}
