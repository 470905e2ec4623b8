import Domain
import Testing

@testable import Storage

/// Guessing passwords is slow, tells nothing, and locks nobody out.
@Suite struct SignInAttemptsTests {
    private static let wrong = "nine herons in the fog"

    private func signUp(_ name: String, _ fixture: Fixture) async throws -> (Person, Token) {
        let email = try EmailAddress("\(name.lowercased())@example.com")
        let new = SignUp(name: try DisplayName(name), email: email, password: try Fixture.accepted(), language: .english, joining: .nothing)
        let signedIn = try await fixture.storage.signUp(new, mailing: .on, on: .none, at: fixture.now)
        let me = signedIn.me
        let person = Person(session: me.session, token: signedIn.token, email: email, personal: me.current.organization.id)
        return (person, signedIn.browser)
    }

    /// What it comes to.
    private func logIn(
        _ email: EmailAddress, _ password: String, _ fixture: Fixture, browser: Token? = nil, after span: Span = .seconds(0)
    ) async throws -> Failure? {
        do {
            _ = try await fixture.storage.logIn(
                email: email, password: Password(presented: password), remember: false, replacing: nil, mailing: .on,
                on: Device(userAgent: "", address: "192.0.2.1", browser: browser), at: fixture.now + span
            )
            return nil
        } catch let failure as Failure {
            return failure
        }
    }

    private func run(_ work: (Fixture) async throws -> Void) async throws {
        try await Fixture.run(attempts: SignInAttempts(), work)
    }

    @Test func knownAndUnknownAddressesAreAlike() async throws {
        try await run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            for email in [ada.email, try EmailAddress("nobody@example.com")] {
                for _ in 0..<5 { #expect(try await logIn(email, Self.wrong, fixture) == .invalidCredentials) }
                #expect(try await logIn(email, Self.wrong, fixture) == .rateLimited(retryAfter: Span(milliseconds: 30_999)))
                #expect(try await logIn(email, Fixture.password, fixture, after: .seconds(29)) != nil, "the right one, too")
            }
            let spelled = try EmailAddress("ADA@example.com")
            let refusal = try await logIn(spelled, Self.wrong, fixture)
            #expect(refusal == .rateLimited(retryAfter: Span(milliseconds: 30_999)), "one address, one counter")
            #expect(try await logIn(ada.email, Fixture.password, fixture, after: .seconds(30)) == nil)
            #expect(try await logIn(ada.email, Self.wrong, fixture, after: .seconds(30)) == .invalidCredentials, "then it begins anew")
        }
    }

    @Test func aBrowserThatIsKnownGetsInWhateverStrangersDo() async throws {
        try await run { fixture in
            let (ada, browser) = try await signUp("Ada", fixture)
            for _ in 0..<20 { _ = try await logIn(ada.email, Self.wrong, fixture) }
            #expect(try await logIn(ada.email, Fixture.password, fixture) != nil)
            #expect(try await logIn(ada.email, Fixture.password, fixture, browser: Token(presented: "made up")) != nil)
            #expect(try await logIn(ada.email, Fixture.password, fixture, browser: browser) == nil)
            #expect(try await logIn(ada.email, Fixture.password, fixture) != nil, "strangers wait on")
            for _ in 0..<5 { #expect(try await logIn(ada.email, Self.wrong, fixture, browser: browser) == .invalidCredentials) }
            #expect(try await logIn(ada.email, Fixture.password, fixture, browser: browser) != nil, "it has a counter of its own")
        }
    }

    /// Proofs and changes of the password count with it.
    @Test func allThatTakesThePasswordSharesTheCounter() async throws {
        try await run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            let wrong = try Password(presented: Self.wrong)
            for _ in 0..<2 {
                await #expect(throws: Failure.self) {
                    try await fixture.storage.prove(ada.session, with: wrong, on: .none, at: fixture.now)
                }
                await #expect(throws: Failure.self) {
                    try await fixture.storage.changePassword(
                        ada.session, from: wrong, to: Fixture.accepted("giraffe lantern"), mailing: .off, on: .none, at: fixture.now
                    )
                }
            }
            #expect(try await logIn(ada.email, Self.wrong, fixture) == .invalidCredentials)
            await #expect(throws: Failure.rateLimited(retryAfter: Span(milliseconds: 30_999))) {
                try await fixture.storage.prove(ada.session, with: Fixture.accepted(), on: .none, at: fixture.now)
            }
        }
    }

    @Test func ofManyAtOnceFiveAreJudged() async throws {
        try await run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            let failures = try await withThrowingTaskGroup(of: Failure?.self) { group in
                for _ in 0..<200 { group.addTask { try await logIn(ada.email, Self.wrong, fixture) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(failures.filter { $0 == .invalidCredentials }.count == 5)
        }
    }

    @Test func theOwnerIsToldOnceADayAndNobodyElse() async throws {
        try await run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            let nobody = try EmailAddress("nobody@example.com")
            for email in [nobody, ada.email] { for _ in 0..<9 { _ = try await logIn(email, Self.wrong, fixture) } }
            _ = try await logIn(ada.email, Self.wrong, fixture, after: .minutes(10))
            var suspicions = fixture.storage.maintenance.suspicions.makeAsyncIterator()
            for email in [nobody, ada.email] {
                let suspicion = try #require(await suspicions.next())
                #expect(suspicion.email == email && suspicion.kind == .guesses)
                try await fixture.storage.maintenance.tell(of: suspicion, mailing: .on, at: fixture.now)
            }
            let told = try await fixture.storage.maintenance.outbox().filter { $0.kind == .guesses }
            #expect(told.map(\.recipient) == ["ada@example.com"])
            _ = try await logIn(ada.email, Self.wrong, fixture, after: .days(3))
            for _ in 0..<5 { _ = try await logIn(ada.email, Self.wrong, fixture, after: .days(3)) }
            #expect(await suspicions.next()?.email == ada.email)
        }
    }

    @Test func aNewPasswordByMailBeginsAnew() async throws {
        try await run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            for _ in 0..<6 { _ = try await logIn(ada.email, Self.wrong, fixture) }
            let message = try #require(try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now))
            let token = try await fixture.storage.maintenance.token(in: message)
            try await fixture.storage.resetPassword(
                with: token, to: Fixture.accepted("giraffe lantern"), mailing: .on, on: .none, at: fixture.now
            )
            #expect(try await logIn(ada.email, "giraffe lantern", fixture) == nil)
        }
    }

    @Test func thereIsNoMoreOfItThanRoom() async throws {
        let attempts = SignInAttempts(most: 100)
        let now = Fixture.start
        let guessed = SignInAttempts.Target(try EmailAddress("ada@example.com"), knownBrowser: nil)
        for _ in 0..<6 { try? attempts.begin(guessed, at: now) }
        for number in 0..<10_000 {
            try attempts.begin(SignInAttempts.Target(EmailAddress("user.\(number)@example.com"), knownBrowser: nil), at: now)
            #expect(attempts.count <= 100)
        }
        #expect(throws: Failure.self, "who has failed most is remembered longest") { try attempts.begin(guessed, at: now) }
        for number in 0..<1000 {
            let email = try EmailAddress("other.\(number)@example.com")
            let target = SignInAttempts.Target(email, knownBrowser: nil)
            for _ in 0..<5 { try attempts.begin(target, at: now) }
            attempts.failed(target, for: email, at: now)
            #expect(attempts.count <= 200, "and who was told, too")
        }
    }
}
