import Domain
import Testing

@testable import Storage

@Suite struct SessionsTests {
    private let millisecond = Span(milliseconds: 1)

    private func logIn(_ person: Person, remember: Bool, _ fixture: Fixture, at now: Instant? = nil) async throws -> Token {
        try await fixture.storage.logIn(
            email: person.email, password: Fixture.accepted(), remember: remember, replacing: nil, on: Fixture.device,
            at: now ?? fixture.now
        ).token
    }

    private func isLive(_ token: Token, _ fixture: Fixture, at now: Instant) async throws -> Bool {
        try await fixture.storage.session(opening: token, at: now) != nil
    }

    @Test func rememberedOnesLast30DaysToTheMillisecond() async throws {
        try await Fixture.run { fixture in
            let token = try await logIn(fixture.signUp("Ada"), remember: true, fixture)
            let end = fixture.now + .days(30)
            let live = try #require(try await fixture.storage.session(opening: token, at: fixture.now))
            #expect(live.expiresAt == end && live.remember)
            try await fixture.storage.touch(live, at: end - .minutes(1))
            #expect(try await isLive(token, fixture, at: end - millisecond))
            #expect(try await isLive(token, fixture, at: end) == false)
        }
    }

    @Test func othersLast12IdleHoursOr7DaysToTheMillisecond() async throws {
        try await Fixture.run { fixture in
            let token = try await logIn(fixture.signUp("Ada"), remember: false, fixture)
            #expect(try await isLive(token, fixture, at: fixture.now + .hours(12) - millisecond))
            #expect(try await isLive(token, fixture, at: fixture.now + .hours(12)) == false)
            var now = fixture.now
            while now < fixture.now + .days(7) {
                let live = try #require(try await fixture.storage.session(opening: token, at: now))
                try await fixture.storage.touch(live, at: now)
                now = now + .hours(11)
            }
            #expect(try await isLive(token, fixture, at: fixture.now + .days(7) - millisecond))
            #expect(try await isLive(token, fixture, at: fixture.now + .days(7)) == false)
        }
    }

    @Test func useIsNotedAtMostOnceAMinute() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let seen: SQL = "SELECT last_seen_at FROM session"
            func touch(_ span: Span) async throws -> Int {
                let now = fixture.now + span
                try await fixture.storage.touch(try #require(try await fixture.storage.session(opening: ada.token, at: now)), at: now)
                return try await fixture.count(seen) - Int(fixture.now.milliseconds)
            }
            #expect(try await touch(.seconds(0)) == 0)
            #expect(try await touch(Span(milliseconds: 59_999)) == 0)
            #expect(try await touch(.seconds(60)) == 60_000)
            #expect(try await touch(.seconds(119)) == 60_000)
            #expect(try await touch(.seconds(125)) == 125_000)
            try await fixture.storage.touch(ada.session, at: fixture.now + .seconds(130))
            #expect(try await fixture.count(seen) == Int((fixture.now + .seconds(125)).milliseconds), "a stale copy writes nothing")
            let active = try await fixture.count("SELECT last_active_at FROM membership")
            #expect(active == Int((fixture.now + .seconds(125)).milliseconds))
        }
    }

    @Test func onlyTheTokenItselfOpens() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let secret = Array(ada.token.secret.utf8)
            for position in secret.indices {
                for bit in 0..<7 {
                    var bytes = secret
                    bytes[position] ^= 1 << bit
                    let other = Token(presented: String(decoding: bytes, as: UTF8.self))
                    #expect(try await isLive(other, fixture, at: fixture.now) == false)
                }
            }
            for text in [
                "", ada.token.secret + "A", String(ada.token.secret.dropLast()), ada.token.secret + "\u{0}", ada.session.id.description,
            ] {
                #expect(try await isLive(Token(presented: text), fixture, at: fixture.now) == false)
            }
            let stored = try await fixture.storage.read { connection in
                try connection.rows("SELECT token_hash FROM session") { try $0[0] as [UInt8] }
            }
            #expect(stored == [TokenHash(ada.token).bytes])
        }
    }

    @Test func sweepingDeletesExactlyWhatHasRunOut() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let (remembered, idle) = (try await logIn(ada, remember: true, fixture), ada.token)
            let later = fixture.now + .hours(1)
            let fresh = try await logIn(ada, remember: false, fixture, at: later)
            func sweep(at now: Instant) async throws -> [Bool] {
                try await fixture.storage.maintenance.sweep(at: now)
                let hashes = try await fixture.storage.read { connection in
                    try connection.rows("SELECT token_hash FROM session") { try $0[0] as [UInt8] }
                }
                return [remembered, idle, fresh].map { hashes.contains(TokenHash($0).bytes) }
            }
            #expect(try await sweep(at: fixture.now + .hours(12) - millisecond) == [true, true, true])
            #expect(try await sweep(at: fixture.now + .hours(12)) == [true, false, true])
            #expect(try await sweep(at: later + .hours(12) - millisecond) == [true, false, true])
            #expect(try await sweep(at: later + .hours(12)) == [true, false, false])
            #expect(try await sweep(at: fixture.now + .days(30) - millisecond) == [true, false, false])
            #expect(try await sweep(at: fixture.now + .days(30)) == [false, false, false])
            #expect(try await fixture.count("SELECT count(*) FROM account") == 1)
            #expect(try await fixture.count("SELECT count(*) FROM membership") == 1)
        }
    }

    @Test func whoRevokesTheOthersKeepsTheirOwn() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let other = try await logIn(ada, remember: true, fixture)
            await #expect(throws: Failure.notFound) {
                try await fixture.storage.revokeSession(bob.session.id, by: ada.session, at: fixture.now)
            }
            try await fixture.storage.revokeOtherSessions(ada.session, at: fixture.now)
            #expect(try await isLive(other, fixture, at: fixture.now) == false)
            #expect(try await isLive(ada.token, fixture, at: fixture.now))
            #expect(try await isLive(bob.token, fixture, at: fixture.now))
            let listed = try await fixture.storage.sessions(ada.session, at: fixture.now).map(\.id)
            #expect(listed == [ada.session.id])
        }
    }

    @Test func aNewPasswordEndsTheOthersAndEveryOutstandingToken() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let other = try await logIn(ada, remember: true, fixture)
            _ = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now)
            let new = try Fixture.accepted("seven silver spoons")
            let wrong = await failure {
                try await fixture.storage.changePassword(ada.session, from: new, to: new, at: fixture.now)
            }
            #expect(wrong as? Failure == .invalid("currentPassword", "is not your password"))
            #expect(try await isLive(other, fixture, at: fixture.now))
            let token = try await fixture.storage.changePassword(ada.session, from: Fixture.accepted(), to: new, at: fixture.now)
            #expect(try await isLive(token, fixture, at: fixture.now))
            for old in [ada.token, other] { #expect(try await isLive(old, fixture, at: fixture.now) == false) }
            #expect(try await fixture.count("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM password_reset)") == 0)
            await #expect(throws: Failure.invalidCredentials) { try await logIn(ada, remember: false, fixture) }
        }
    }

    @Test func signingInHashesAgainWhenTheCostHasChanged() async throws {
        try await Fixture.inFolder { folder in
            let cheap = Fixture(folder: folder, storage: try Fixture.open(folder))
            let ada = try await cheap.signUp("Ada")
            cheap.storage.shutDown()
            let dearer = PasswordHasher.Cost(memory: 16 * 1024, passes: 2)
            let fixture = Fixture(folder: folder, storage: try Fixture.open(folder, cost: dearer, seed: 9))
            defer { fixture.storage.shutDown() }
            func hash() async throws -> String? { try await fixture.storage.read { try $0.passwordHash(of: ada.id) } }
            let old = try await hash()
            #expect(old?.contains("$m=8,t=1,p=1$") == true)
            _ = try await logIn(ada, remember: false, fixture)
            let new = try await hash()
            #expect(new?.contains("$m=16,t=2,p=1$") == true)
            _ = try await logIn(ada, remember: false, fixture)
            #expect(try await hash() == new)
        }
    }

    @Test func signingInEndsTheSessionThatItReplaces() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let signedIn = try await fixture.storage.logIn(
                email: ada.email, password: Fixture.accepted(), remember: false, replacing: ada.token, on: Fixture.device, at: fixture.now
            )
            #expect(try await isLive(ada.token, fixture, at: fixture.now) == false)
            #expect(try await isLive(signedIn.token, fixture, at: fixture.now))
            await #expect(throws: Failure.invalidCredentials) {
                try await fixture.storage.logIn(
                    email: EmailAddress("nobody@example.com"), password: Fixture.accepted(), remember: false, replacing: bob.token,
                    on: Fixture.device, at: fixture.now
                )
            }
            #expect(try await isLive(bob.token, fixture, at: fixture.now))
        }
    }
}
