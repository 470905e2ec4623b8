import Domain
import Testing

@testable import Storage

@Suite struct PasswordResetsTests {
    private let nobody = "nobody@example.com"

    private func request(_ email: EmailAddress, _ fixture: Fixture, at now: Instant? = nil) async throws -> Token? {
        let message = try await fixture.storage.requestPasswordReset(email, mailing: .on, at: now ?? fixture.now)
        guard let message else { return nil }
        return try await fixture.storage.maintenance.token(in: message)
    }

    private func stands(_ token: Token?, _ fixture: Fixture, at now: Instant? = nil) async throws -> Bool {
        let error = await failure {
            try await fixture.storage.account(resetting: try #require(token), at: now ?? fixture.now)
        }
        #expect(error == nil || error as? Failure == .tokenInvalid)
        return error == nil
    }

    private func rows(_ fixture: Fixture) async throws -> [Int] {
        [
            try await fixture.count("SELECT count(*) FROM password_reset"), try await fixture.count("SELECT count(*) FROM outbox"),
            try await fixture.count("SELECT count(*) FROM password_reset_request"), try await fixture.count("SELECT count(*) FROM account"),
        ]
    }

    @Test func theNewestThreeStand() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let bobs = try await request(bob.email, fixture)
            var tokens: [Token?] = []
            for minute in Int64(0)..<5 { tokens.append(try await request(ada.email, fixture, at: fixture.now + .minutes(minute))) }
            var standing: [Bool] = []
            for token in tokens { standing.append(try await stands(token, fixture, at: fixture.now + .minutes(5))) }
            #expect(standing == [false, false, true, true, true])
            #expect(try await stands(bobs, fixture))
            #expect(try await rows(fixture) == [4, 4, 2, 2])
        }
    }

    /// However many ask, and whoever they are: the owner's own request is not put off by it.
    @Test func anAddressGetsOneMessageAMinute() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let first = try await request(ada.email, fixture)
            for second in Int64(0)..<60 {
                #expect(try await request(ada.email, fixture, at: fixture.now + .seconds(second)) == nil)
            }
            #expect(try await stands(first, fixture))
            #expect(try await request(bob.email, fixture, at: fixture.now + .seconds(59)) != nil)
            #expect(try await rows(fixture) == [2, 2, 2, 2])
            #expect(try await request(ada.email, fixture, at: fixture.now + .seconds(60)) != nil)
            #expect(try await rows(fixture) == [3, 3, 2, 2])
        }
    }

    @Test func manyAtOnceGetOneMessage() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let made = try await withThrowingTaskGroup(of: ID<Message>?.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now) }
                }
                return try await group.reduce(into: []) { messages, message in messages += message.map { [$0] } ?? [] }
            }
            #expect(made.count == 1)
            #expect(try await rows(fixture) == [1, 1, 1, 1])
        }
    }

    @Test func usingOneVoidsAllAndEndsEverySession() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let tokens = [try await request(ada.email, fixture), try await request(ada.email, fixture, at: fixture.now + .minutes(1))]
            let bobs = try await request(bob.email, fixture)
            let new = try Fixture.accepted("seven silver spoons")
            try await fixture.storage.resetPassword(with: try #require(tokens[0]), to: new, at: fixture.now)
            for token in tokens { #expect(try await stands(token, fixture) == false) }
            #expect(try await stands(bobs, fixture))
            #expect(try await fixture.storage.session(opening: ada.token, at: fixture.now) == nil)
            #expect(try await fixture.storage.session(opening: bob.token, at: fixture.now) != nil)
            await #expect(throws: Failure.tokenInvalid) {
                try await fixture.storage.resetPassword(with: try #require(tokens[0]), to: new, at: fixture.now)
            }
            #expect(try await rows(fixture) == [1, 1, 2, 2])
            let signedIn = try await fixture.storage.logIn(
                email: ada.email, password: new, remember: false, replacing: nil, on: Fixture.device, at: fixture.now
            )
            #expect(signedIn.me.session.account.id == ada.id)
        }
    }

    @Test func oneTokenIsSpentOnceByHoweverMany() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            for minute in Int64(0)..<5 {
                let token = try #require(try await request(ada.email, fixture, at: fixture.now + .minutes(minute)))
                let successes = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            let new = try Fixture.accepted("seven silver spoons \(number)")
                            return await failure { try await fixture.storage.resetPassword(with: token, to: new, at: fixture.now) } == nil
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(successes == 1)
            }
        }
    }

    @Test func itHolds30MinutesToTheMillisecondAndIsSweptAfter() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let token = try await request(ada.email, fixture)
            let end = fixture.now + .minutes(30)
            #expect(try await stands(token, fixture, at: end - Span(milliseconds: 1)))
            #expect(try await stands(token, fixture, at: end) == false)
            await #expect(throws: Failure.tokenInvalid) {
                try await fixture.storage.resetPassword(with: try #require(token), to: Fixture.accepted(), at: end)
            }
            try await fixture.storage.maintenance.sweep(at: end - Span(milliseconds: 1))
            #expect(try await rows(fixture) == [1, 1, 1, 1])
            try await fixture.storage.maintenance.sweep(at: end)
            #expect(try await rows(fixture) == [0, 0, 1, 1])
            try await fixture.storage.maintenance.sweep(at: fixture.now + .days(1) - Span(milliseconds: 1))
            #expect(try await rows(fixture) == [0, 0, 1, 1])
            try await fixture.storage.maintenance.sweep(at: fixture.now + .days(1))
            #expect(try await rows(fixture) == [0, 0, 0, 1])
        }
    }

    @Test func anUnknownAddressLeavesOnlyTheNoteOfTheRequest() async throws {
        try await Fixture.run { fixture in
            _ = try await fixture.signUp("Ada")
            #expect(try await request(EmailAddress(nobody), fixture) == nil)
            #expect(try await rows(fixture) == [0, 0, 1, 1])
            for seconds in [Int64(9), 60, 69] {
                #expect(try await request(EmailAddress("NOBODY@example.com"), fixture, at: fixture.now + .seconds(seconds)) == nil)
            }
            #expect(try await rows(fixture) == [0, 0, 1, 1])
            let text = try await fixture.storage.read { connection in
                try connection.rows("SELECT hex(email_hash) || requested_at FROM password_reset_request") { try $0[0] as String }
            }
            #expect(text.allSatisfy { $0.hasSuffix("\((fixture.now + .seconds(60)).milliseconds)") && !$0.contains("nobody") })
        }
    }

    @Test func knownAndUnknownAddressesDoTheSame() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let log = try await StatementLog(following: fixture)
            _ = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now)
            let known = log.take()
            _ = try await fixture.storage.requestPasswordReset(EmailAddress(nobody), mailing: .on, at: fixture.now)
            let unknown = log.take()
            #expect(known.count == 8)
            #expect(unknown.filter { !$0.contains("rehearsal") } == known)
            #expect(unknown.contains("SAVEPOINT rehearsal") && unknown.contains("ROLLBACK TO rehearsal"))
            for email in [ada.email, try EmailAddress(nobody)] {
                _ = try await fixture.storage.requestPasswordReset(email, mailing: .on, at: fixture.now)
                #expect(log.take() == unknown, "a second one within the minute")
            }
            let bob = try await fixture.signUp("Bob")
            try await fixture.run("UPDATE account SET disabled_at = 1 WHERE id = \(bob.id)")
            _ = log.take()
            #expect(try await fixture.storage.requestPasswordReset(bob.email, mailing: .on, at: fixture.now) == nil)
            #expect(log.take() == unknown, "one that is disabled")
        }
    }

    /// The reference to an account that isn't there is checked at the commit, which others wait for, too.
    @Test func rehearsalsSpoilNobodysCommit() async throws {
        try await Fixture.run { fixture in
            var people: [Person] = []
            for number in 0..<10 { people.append(try await fixture.signUp("Person\(number)")) }
            let known = people
            for round in Int64(0)..<5 {
                let made = try await withThrowingTaskGroup(of: ID<Message>?.self) { group in
                    for number in 0..<50 {
                        group.addTask {
                            let unknown = try EmailAddress("nobody\(round)x\(number)@example.com")
                            let email = number % 5 == 0 ? known[number / 5].email : unknown
                            return try await fixture.storage.requestPasswordReset(email, mailing: .on, at: fixture.now + .minutes(round))
                        }
                    }
                    return try await group.reduce(into: []) { messages, message in messages += message.map { [$0] } ?? [] }
                }
                #expect(made.count == 10)
            }
            #expect(try await rows(fixture) == [30, 30, 210, 10])
            #expect(try await fixture.count("SELECT count(*) FROM pragma_foreign_key_check") == 0)
            #expect(try await fixture.integrity() == ["ok"])
        }
    }
}
