import Domain
import Testing

@testable import Storage

/// Who signs in with a browser that the account was never used with is told of.
@Suite struct KnownBrowsersTests {
    private func device(_ browser: Token?) -> Device {
        Device(userAgent: "Firefox", address: "198.51.100.7", browser: browser)
    }

    private func logIn(
        _ person: Person, _ browser: Token?, _ fixture: Fixture, password: String = Fixture.password, mailing: Mailing = .on,
        at now: Instant? = nil
    ) async throws -> Token {
        try await fixture.storage.logIn(
            email: person.email, password: Fixture.accepted(password), remember: false, replacing: nil, mailing: mailing,
            on: device(browser), at: now ?? fixture.now
        ).browser
    }

    private func notices(_ fixture: Fixture) async throws -> [Message?] {
        try await fixture.storage.maintenance.outbox().filter { $0.kind == .signIn }.map(\.message)
    }

    private func signUp(_ name: String, _ fixture: Fixture, browser: Token? = nil) async throws -> (Person, Token) {
        let email = try EmailAddress("\(name.lowercased())@example.com")
        let new = SignUp(name: try DisplayName(name), email: email, password: try Fixture.accepted(), language: .english, joining: .nothing)
        let signedIn = try await fixture.storage.signUp(new, mailing: .on, on: device(browser), at: fixture.now)
        let personal = signedIn.me.current.organization.id
        return (Person(session: signedIn.me.session, token: signedIn.token, email: email, personal: personal), signedIn.browser)
    }

    @Test func onlyAnUnknownOneIsToldOf() async throws {
        try await Fixture.run { fixture in
            let (ada, browser) = try await signUp("Ada", fixture)
            #expect(try await logIn(ada, browser, fixture).secret == browser.secret)
            #expect(try await notices(fixture).isEmpty)
            let other = try await logIn(ada, nil, fixture)
            #expect(other.secret != browser.secret)
            #expect(try await notices(fixture) == [.signIn(name: "Ada", browser: "Firefox", address: "198.51.100.7", at: fixture.now)])
            for known in [browser, other] { #expect(try await logIn(ada, known, fixture).secret == known.secret) }
            #expect(try await notices(fixture).count == 1, "from then on it is known")
        }
    }

    @Test func whatWasNeverIssuedIsNobodys() async throws {
        try await Fixture.run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            let made = Token(presented: "made up")
            #expect(try await logIn(ada, made, fixture).secret != made.secret, "nobody chooses by what a browser is known")
            #expect(try await notices(fixture).count == 1)
            _ = try await logIn(ada, made, fixture)
            #expect(try await notices(fixture).count == 2)
        }
    }

    /// Two people at one browser keep it known to both.
    @Test func aBrowserOfSeveralAccounts() async throws {
        try await Fixture.run { fixture in
            let (ada, first) = try await signUp("Ada", fixture)
            let (bob, second) = try await signUp("Bob", fixture, browser: first)
            let (cleo, cleos) = try await signUp("Cleo", fixture)
            let third = try await logIn(cleo, second, fixture)
            #expect(Set([first, second, third].map(\.secret)).count == 3)
            #expect(try await notices(fixture).count == 1)
            for (person, token) in [(ada, third), (bob, third), (cleo, third), (cleo, cleos)] {
                #expect(try await logIn(person, token, fixture).secret == token.secret)
            }
            #expect(try await notices(fixture).count == 1)
        }
    }

    /// Whoever has written down what a shared browser was known by is a stranger to those who came after.
    @Test func whatSomebodyKeptOfASharedBrowser() async throws {
        try await Fixture.run { fixture in
            let (_, kept) = try await signUp("Eve", fixture)
            let (ada, _) = try await signUp("Ada", fixture)
            _ = try await logIn(ada, kept, fixture)
            #expect(try await notices(fixture).count == 1, "the shared browser is new to Ada")
            _ = try await logIn(ada, kept, fixture)
            #expect(try await notices(fixture).count == 2, "and so is Eve, elsewhere, with what she has kept")
        }
    }

    /// Only of an account's first browser nobody has to be told.
    @Test func thereIsNoSilentSignIn() async throws {
        try await Fixture.run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            try await fixture.run("DELETE FROM known_browser")
            _ = try await logIn(ada, nil, fixture)
            #expect(try await notices(fixture).count == 1)
        }
    }

    @Test func aNewPasswordMakesStrangersOfTheOthers() async throws {
        try await Fixture.run { fixture in
            let (ada, browser) = try await signUp("Ada", fixture)
            let other = try await logIn(ada, nil, fixture, mailing: .off)
            let new = try Fixture.accepted("seven silver spoons")
            _ = try await fixture.storage.changePassword(
                ada.session, from: Fixture.accepted(), to: new, mailing: .off, on: device(browser), at: fixture.now
            )
            _ = try await logIn(ada, browser, fixture, password: "seven silver spoons")
            #expect(try await notices(fixture).isEmpty)
            _ = try await logIn(ada, other, fixture, password: "seven silver spoons")
            #expect(try await notices(fixture).count == 1)

            let message = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now)
            let token = try await fixture.storage.maintenance.token(in: #require(message))
            try await fixture.storage.resetPassword(with: token, to: Fixture.accepted(), at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM known_browser") == 0)
        }
    }

    @Test func withoutMailNobodyIsToldAndItIsKnownAllTheSame() async throws {
        try await Fixture.run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            let other = try await logIn(ada, nil, fixture, mailing: .off)
            _ = try await logIn(ada, other, fixture)
            #expect(try await notices(fixture).isEmpty)
        }
    }

    @Test func aWrongPasswordMakesNothingKnown() async throws {
        try await Fixture.run { fixture in
            let (ada, _) = try await signUp("Ada", fixture)
            await #expect(throws: Failure.invalidCredentials) { _ = try await logIn(ada, nil, fixture, password: "not the password") }
            #expect(try await fixture.count("SELECT count(*) FROM known_browser") == 1)
            #expect(try await notices(fixture).isEmpty)
        }
    }

    @Test func thereAreSoManyAndNotForEver() async throws {
        try await Fixture.run { fixture in
            let (ada, first) = try await signUp("Ada", fixture)
            for number in 1...KnownBrowser.mostPerAccount {
                _ = try await logIn(ada, nil, fixture, mailing: .off, at: fixture.now + .seconds(Int64(number)))
            }
            #expect(try await fixture.count("SELECT count(*) FROM known_browser") == KnownBrowser.mostPerAccount)
            _ = try await logIn(ada, first, fixture)
            #expect(try await notices(fixture).count == 1, "the one that was not used for longest is forgotten")
            try await fixture.storage.maintenance.sweep(at: fixture.now + KnownBrowser.lifetime + .minutes(5))
            #expect(try await fixture.count("SELECT count(*) FROM known_browser") == 0)
        }
    }
}
