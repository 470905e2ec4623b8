import Domain
import Testing

@testable import Storage

@Suite struct DeliveriesTests {
    private let answer = DeliveryAnswer("250 2.0.0 Ok")
    private let greylisted = DeliveryAnswer("451 4.7.1 Greylisted")

    @Test func theOldestComeFirstTwentyAtOnce() async throws {
        try await Fixture.run { fixture in
            let ids = try await fixture.postMany(50)
            var claimed: [[ID<Message>]] = []
            for _ in 0..<4 { claimed.append(try await fixture.claim().map(\.id)) }
            #expect(claimed.map(\.count) == [20, 20, 10, 0])
            #expect(claimed.flatMap { $0 } == ids)
        }
    }

    @Test func aClaimHasAllThatALetterNeeds() async throws {
        try await Fixture.run { fixture in
            let scope = try await fixture.organization(of: fixture.signUp("Ada"))
            let issued = try await fixture.invite(.email(try EmailAddress("Grace@Example.com")), as: .manager, in: scope)
            let claimed = try #require(try await fixture.claim().first)
            #expect(claimed.id == issued.message)
            #expect(claimed.recipient == "Grace@Example.com")
            #expect(claimed.token?.secret == issued.token.secret)
            let expiry = fixture.now + .days(7)
            #expect(claimed.message == .invitation(organization: "Acme", inviter: "Ada", role: "manager", expiresAt: expiry))
        }
    }

    /// However many ask at once, each message is somebody's alone.
    @Test func sixtyFourClaimersGetEachMessageOnce() async throws {
        try await Fixture.run { fixture in
            let ids = try await fixture.postMany(200)
            let claimed = try await withThrowingTaskGroup(of: [ID<Message>].self) { group in
                for _ in 0..<64 { group.addTask { try await fixture.claim().map(\.id) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 200)
            #expect(Set(claimed) == Set(ids))
        }
    }

    @Test func aLeaseLapsesByItself() async throws {
        try await Fixture.run { fixture in
            let ids = try await fixture.postMany(3)
            #expect(try await fixture.claim().map(\.id) == ids)
            let end = fixture.now + .minutes(5)
            #expect(try await fixture.claim(at: end - Span(milliseconds: 1)).isEmpty)
            #expect(try await fixture.claim(at: end).map(\.id) == ids, "whoever had it is gone")
        }
    }

    @Test func leasesCanBeGivenBack() async throws {
        try await Fixture.run { fixture in
            let ids = try await fixture.postMany(3)
            _ = try await fixture.claim()
            try await fixture.storage.maintenance.release(ids[1])
            #expect(try await fixture.claim().map(\.id) == [ids[1]])
            try await fixture.storage.maintenance.releaseAllLeases()
            #expect(try await fixture.claim().map(\.id) == ids)
            #expect(try await fixture.entry(ids[0]).attempts == 0)
        }
    }

    /// A process that is killed leaves its leases; the next one is alone and may end them.
    @Test func anotherProcessTakesUpWhatWasLeft() async throws {
        try await Fixture.inFolder { folder in
            var storage = try Fixture.open(folder)
            let first = Fixture(folder: folder, storage: storage)
            let ids = try await first.postMany(3)
            _ = try await first.claim()
            try await storage.maintenance.note(.sent, of: ids[0], answer, at: first.now)
            storage.shutDown()
            storage = try Fixture.open(folder, seed: 2)
            defer { storage.shutDown() }
            let second = Fixture(folder: folder, storage: storage)
            #expect(try await second.claim().isEmpty)
            try await storage.maintenance.releaseAllLeases()
            #expect(try await second.claim().map(\.id) == [ids[1], ids[2]])
        }
    }

    @Test func messagesOfOneRecipientKeepTheirOrder() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let first = try await fixture.post(to: ada, "1")
            let second = try await fixture.post(to: ada, "2")
            let others = try await fixture.postMany(2)
            #expect(try await fixture.claim().map(\.id) == [first] + others)
            #expect(try await fixture.claim().isEmpty, "the second waits for the first")
            try await fixture.note(.deferred, first, greylisted)
            #expect(try await fixture.claim(at: fixture.now + .seconds(14)).isEmpty)
            let later = fixture.now + .seconds(20)
            #expect(try await fixture.claim(at: later).map(\.id) == [first])
            try await fixture.note(.sent, first, answer, at: later)
            #expect(try await fixture.claim(at: later).map(\.id) == [second])
        }
    }

    @Test func oneThatHasFailedHoldsUpNobody() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let first = try await fixture.post(to: ada, "1")
            let second = try await fixture.post(to: ada, "2")
            _ = try await fixture.claim()
            try await fixture.note(.refused, first, DeliveryAnswer("550 5.1.1 No such user"))
            #expect(try await fixture.claim().map(\.id) == [second])
            let entry = try await fixture.entry(first)
            #expect(entry.state == .failed && entry.attempts == 1 && entry.lastAnswer == "550 5.1.1 No such user")
        }
    }

    /// A recipient is the same however the address is written.
    @Test func theRecipientIsTheFoldedAddress() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            for (person, address) in [(ada, "GRACE@example.com"), (bob, "grace@EXAMPLE.com")] {
                _ = try await fixture.invite(.email(try EmailAddress(address)), in: fixture.organization(of: person))
            }
            #expect(try await fixture.claim().map(\.recipient) == ["GRACE@example.com"])
            #expect(try await fixture.claim().isEmpty)
        }
    }

    /// What comes behind one that has been put off waits for its time, unless that one is dropped: it is nobody's obstacle then.
    @Test func thoseBehindWaitWithItAndNoLonger() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let first = try await fixture.post(to: ada, "1")
            _ = try await fixture.claim()
            for _ in 0..<9 { try await fixture.note(.deferred, first, greylisted) }
            let second = try await fixture.post(to: ada, "2", at: fixture.now + .seconds(1))
            let waiting = (try await fixture.entry(first).nextAttemptAt, try await fixture.entry(second).nextAttemptAt)
            #expect(waiting.0 == waiting.1 && waiting.0 >= fixture.now + .minutes(45))
            #expect(try await fixture.claim(at: fixture.now + .seconds(1)).isEmpty)
            try await fixture.storage.maintenance.dropMessage(first, at: Fixture.start)
            #expect(try await fixture.claim(at: fixture.now + .seconds(1)).map(\.id) == [second])
        }
    }

    @Test func attemptsComeAtGrowingPausesForTwoDays() async throws {
        try await Fixture.run { fixture in
            let id = try await fixture.post(to: fixture.signUp("Ada"), "1")
            var (now, pauses) = (fixture.now, [Span]())
            while true {
                #expect(try await fixture.claim(at: now).map(\.id) == [id])
                try await fixture.note(.deferred, id, greylisted, at: now)
                let entry = try await fixture.entry(id)
                if entry.state == .failed { break }
                #expect(try await fixture.claim(at: entry.nextAttemptAt - Span(milliseconds: 1)).isEmpty)
                pauses.append(entry.nextAttemptAt - now)
                now = entry.nextAttemptAt
            }
            #expect(try #require(pauses.first) <= .seconds(20))
            #expect(pauses.allSatisfy { $0 <= .hours(1) })
            #expect(try #require(pauses.last) >= .minutes(45))
            #expect(now - fixture.now >= .days(2))
            let entry = try await fixture.entry(id)
            #expect(entry.attempts == pauses.count + 1 && entry.lastAnswer == greylisted.text)
            #expect(try await fixture.claim(at: now + .days(1)).isEmpty)
        }
    }

    @Test func aNoteOfSomethingThatIsGoneChangesNothing() async throws {
        try await Fixture.run { fixture in
            let id = try await fixture.post(to: fixture.signUp("Ada"), "1")
            _ = try await fixture.claim()
            try await fixture.storage.maintenance.dropMessage(id, at: Fixture.start)
            for outcome in [Delivery.Outcome.sent, .refused, .deferred] { try await fixture.note(outcome, id, answer) }
            #expect(try await fixture.storage.maintenance.outbox().isEmpty)
        }
    }

    /// A deferral that comes after the end is too late.
    @Test func anEndIsAnEnd() async throws {
        try await Fixture.run { fixture in
            let id = try await fixture.post(to: fixture.signUp("Ada"), "1")
            try await fixture.note(.sent, id, answer)
            for outcome in [Delivery.Outcome.deferred, .refused] { try await fixture.note(outcome, id, greylisted) }
            let entry = try await fixture.entry(id)
            #expect(entry.state == .sent && entry.attempts == 1 && entry.lastAnswer == answer.text)
        }
    }
}

extension Fixture {
    /// A notice, which has no token.
    @discardableResult
    func post(to person: Person, _ text: String, at now: Instant = start) async throws -> ID<Message> {
        let before = Set(try await storage.maintenance.outbox().map(\.id))
        try await storage.write { [randomness = storage.randomness] connection in
            try connection.notify(person.id, mailing: .on, at: now, randomness) { .removal(name: $0.name, organization: text) }
        }
        let posted = try await storage.maintenance.outbox().first { !before.contains($0.id) }
        guard let posted else { throw Failure.notFound }
        return posted.id
    }

    /// Invitations for so many addresses, from as many organizations as that takes.
    func postMany(_ count: Int) async throws -> [ID<Message>] {
        let host = try await signUp("Host\(count)")
        var ids: [ID<Message>] = []
        for start in stride(from: 0, to: count, by: Invitation.mostPending) {
            let scope = try await organization(of: host, named: "Host \(start)")
            for number in start..<min(count, start + Invitation.mostPending) {
                let new = NewInvitation(kind: .email(try EmailAddress("guest\(number)@example.com")), role: "member", lifetime: .days(7))
                let unlimited = Mailing(reachesMailboxes: true, isLimited: false)
                let issued = try await storage.createInvitation(new, in: scope, mailing: unlimited, at: now)
                ids += issued.message.map { [$0] } ?? []
            }
        }
        return ids
    }

    func claim(at now: Instant = start) async throws -> [ClaimedMessage] { try await storage.maintenance.claimMessages(at: now) }

    func note(_ outcome: Delivery.Outcome, _ id: ID<Message>, _ answer: DeliveryAnswer, at now: Instant = start) async throws {
        try await storage.maintenance.note(outcome, of: id, answer, at: now)
    }

    func entry(_ id: ID<Message>) async throws -> OutboxEntry { try await storage.maintenance.outboxEntry(id).entry }
}
