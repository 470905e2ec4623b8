import Domain
import FoundationEssentials
import Testing

@testable import Storage

/// What is left of a message, and what an operator can still do about it.
@Suite struct OutboxEndsTests {
    private let answer = DeliveryAnswer("250 2.0.0 Ok")
    private let refusal = DeliveryAnswer("550 5.7.1 Relay denied")
    private let grace = "grace@example.com"

    private func invited(_ fixture: Fixture) async throws -> (scope: OrganizationScope, issued: IssuedInvitation, id: ID<Message>) {
        let scope = try await fixture.organization(of: fixture.signUp("Ada"))
        let issued = try await fixture.invite(.email(try EmailAddress(grace)), in: scope)
        return (scope, issued, try #require(issued.message))
    }

    /// Neither as text nor sealed, in the database and in its log.
    @Test(arguments: [Delivery.Outcome.sent, .refused])
    func noTokenIsAnywhereInTheFilesAfterwards(_ outcome: Delivery.Outcome) async throws {
        try await Fixture.run { fixture in
            let ids = try await fixture.postMany(40)
            var secrets: [[UInt8]] = []
            for id in ids {
                secrets.append(Array(try await fixture.storage.maintenance.token(in: id).secret.utf8))
                let sealed = try await fixture.storage.read { connection in
                    try connection.first("SELECT sealed_token FROM outbox WHERE id = \(id)") { try $0[0] as [UInt8] }
                }
                secrets.append(try #require(sealed))
            }
            #expect(try await found(secrets, fixture) == 40, "sealed, until they are sent")
            for id in ids { try await fixture.note(outcome, id, answer) }
            #expect(try await found(secrets, fixture) == 0)
        }
    }

    /// How many of them are in the files once the log is in the database.
    private func found(_ secrets: [[UInt8]], _ fixture: Fixture) async throws -> Int {
        let other = try SQLiteConnection(path: DataFolder.database(in: fixture.folder), for: .writing)
        #expect(try other.pragma("wal_checkpoint(TRUNCATE)") == "0")
        var content: [UInt8] = []
        for suffix in ["", "-wal"] {
            content += Array(try Data(contentsOf: URL(filePath: DataFolder.database(in: fixture.folder) + suffix)))
        }
        return secrets.filter(content.contains).count
    }

    @Test func whatWasSentKeepsNoWords() async throws {
        try await Fixture.run { fixture in
            let (_, _, id) = try await invited(fixture)
            try await fixture.note(.sent, id, answer)
            let (entry, token) = try await fixture.storage.maintenance.outboxEntry(id)
            #expect(entry.state == .sent && entry.kind == .invitation && entry.recipient == grace && entry.lastAnswer == answer.text)
            #expect(entry.message == nil && token == nil)
            #expect(try await fixture.count("SELECT count(*) FROM outbox WHERE token_hash IS NOT NULL OR message IS NOT NULL") == 0)
            for work in [fixture.storage.maintenance.retry(fixture.now), { try await $0.dropMessage($1, at: Fixture.start) }] {
                let error = await failure { try await work(fixture.storage.maintenance, id) }
                #expect(error as? OutboxRefusal == .sentAlready)
            }
        }
    }

    @Test func whatHasEndedIsListedFor30Days() async throws {
        try await Fixture.run { fixture in
            let ids = try await fixture.postMany(3)
            let end = fixture.now + .hours(1)
            try await fixture.note(.sent, ids[0], answer, at: end)
            try await fixture.note(.refused, ids[1], refusal, at: end + .hours(1))
            try await fixture.storage.maintenance.sweep(at: end + .days(30) - Span(milliseconds: 1))
            #expect(try await fixture.storage.maintenance.outbox().map(\.id) == [ids[0], ids[1]], "the third invitation has expired")
            try await fixture.storage.maintenance.sweep(at: end + .days(30))
            #expect(try await fixture.storage.maintenance.outbox().map(\.id) == [ids[1]])
            try await fixture.storage.maintenance.sweep(at: end + .days(31))
            #expect(try await fixture.storage.maintenance.outbox().isEmpty)
        }
    }

    @Test func aWaitingOneIsTriedAtOnce() async throws {
        try await Fixture.run { fixture in
            let (_, _, id) = try await invited(fixture)
            try await fixture.note(.deferred, id, refusal)
            #expect(try await fixture.claim(at: fixture.now + .seconds(1)).isEmpty)
            try await fixture.storage.maintenance.retryMessage(id, at: fixture.now + .seconds(1))
            #expect(try await fixture.claim(at: fixture.now + .seconds(1)).map(\.id) == [id])
        }
    }

    /// The token was erased when the message failed. Nobody has got it, so a new one takes its place.
    @Test func aFailedOneIsTriedWithANewToken() async throws {
        try await Fixture.run { fixture in
            let (_, issued, id) = try await invited(fixture)
            try await fixture.note(.refused, id, refusal)
            let failed = try await fixture.storage.maintenance.outboxEntry(id)
            #expect(failed.entry.state == .failed && failed.entry.message != nil && failed.token == nil)
            try await fixture.storage.maintenance.retryMessage(id, at: fixture.now)
            let claimed = try #require(try await fixture.claim().first)
            let token = try #require(claimed.token)
            #expect(token.secret != issued.token.secret)
            #expect(claimed.message == failed.entry.message)
            await #expect(throws: Failure.tokenInvalid) { try await fixture.storage.lookUpInvitation(issued.token, at: fixture.now) }
            let joined = try await fixture.signUp("Grace", joining: .invitation(token))
            #expect(joined.session.account.emailVerified, "it came by mail")
        }
    }

    @Test func resetsAndVerificationsToo() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let reset = try #require(try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now))
            let verification = try #require(try await fixture.storage.requestVerification(bob.session, mailing: .on, at: fixture.now))
            for id in [reset, verification] {
                try await fixture.note(.refused, id, refusal)
                try await fixture.storage.maintenance.retryMessage(id, at: fixture.now)
            }
            let maintenance = fixture.storage.maintenance
            let new = try Fixture.accepted("seven silver spoons")
            try await fixture.storage.resetPassword(with: maintenance.token(in: reset), to: new, at: fixture.now)
            try await fixture.storage.verifyAddress(with: maintenance.token(in: verification), by: bob.session, at: fixture.now)
        }
    }

    @Test func aFailedOneWhoseCauseIsGoneStaysFailed() async throws {
        try await Fixture.run { fixture in
            let (scope, issued, id) = try await invited(fixture)
            try await fixture.note(.refused, id, refusal)
            try await fixture.storage.revokeInvitation(issued.listing.invitation.id, in: scope, at: fixture.now)
            await #expect(throws: OutboxRefusal.causeGone) { try await fixture.storage.maintenance.retryMessage(id, at: fixture.now) }
            #expect(try await fixture.entry(id).state == .failed, "it stays listed")
            await #expect(throws: OutboxRefusal.notWaiting) { try await fixture.storage.maintenance.dropMessage(id, at: Fixture.start) }
        }
    }

    @Test func aNoticeThatFailedIsTriedAgainAsItWas() async throws {
        try await Fixture.run { fixture in
            let id = try await fixture.post(to: fixture.signUp("Ada"), "Acme")
            try await fixture.note(.refused, id, refusal)
            try await fixture.storage.maintenance.retryMessage(id, at: fixture.now)
            let claimed = try #require(try await fixture.claim().first)
            #expect(claimed.message == .removal(name: "Ada", organization: "Acme") && claimed.token == nil)
        }
    }

    @Test func whatIsDroppedIsGone() async throws {
        try await Fixture.run { fixture in
            let (_, _, id) = try await invited(fixture)
            try await fixture.storage.maintenance.dropMessage(id, at: Fixture.start)
            #expect(try await fixture.claim().isEmpty)
            for work in [fixture.storage.maintenance.retry(fixture.now), { try await $0.dropMessage($1, at: Fixture.start) }] {
                let error = await failure { try await work(fixture.storage.maintenance, id) }
                #expect(error as? Failure == .notFound)
            }
        }
    }
}

extension Maintenance {
    fileprivate func retry(_ now: Instant) -> @Sendable (Maintenance, ID<Message>) async throws -> Void {
        { try await $0.retryMessage($1, at: now) }
    }
}
