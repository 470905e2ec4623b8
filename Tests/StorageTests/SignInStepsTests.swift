import Crypto
import Domain
import Testing

@testable import Storage

/// Every order of the steps of signing in, held against a model of a few lines: nobody gets a session without all that is due.
@Suite struct SignInStepsTests {
    enum Step: CaseIterable {
        case password, wrongPassword, provider, otherProvider, code, wrongCode, recoveryCode, passkey, passkeyAlone, reset, tenMinutes,
            tokenAsSession
    }

    enum Factors: CaseIterable {
        case none, app, passkey, both
    }

    @Test(arguments: Factors.allCases)
    func noOrderSkipsAFactor(_ factors: Factors) async throws {
        try await Fixture.run { fixture in
            var walk = try await Walk(fixture, factors)
            for first in Step.allCases {
                for second in Step.allCases {
                    for third in Step.allCases { try await walk.take([first, second, third]) }
                }
            }
        }
    }
}

/// Somebody who tries the steps one after the other, a minute apart.
private struct Walk {
    private let fixture: Fixture
    private let ada: Person
    private var secret: TimeCodeSecret?
    private var codes: [RecoveryCode] = []
    private var authenticator: SoftAuthenticator?
    private let relyingParty: RelyingParty
    /// One that vouches for her, and one that doesn't.
    private let providers: [ID<IdentityProvider>]
    private var now: Instant

    private var hasFactor: Bool { secret != nil || authenticator != nil }

    init(_ fixture: Fixture, _ factors: SignInStepsTests.Factors) async throws {
        self.fixture = fixture
        now = fixture.now
        relyingParty = try #require(RelyingParty(origin: "https://example.org"))
        ada = try await fixture.signUp("Ada")
        try await fixture.run("UPDATE account SET email_verified_at = 1")
        let root = try await fixture.operatorScope()
        providers = [
            try await fixture.instanceProvider(by: root).id, try await fixture.instanceProvider("Other", by: root).id,
        ]
        try await fixture.link(ada, to: providers[0], as: Fixture.upstream("ada", nil))
        if factors == .passkey || factors == .both {
            var authenticator = SoftAuthenticator(.es256(P256.Signing.PrivateKey()))
            authenticator.userHandle = Account.passkeyHandle(ada.id)
            let begun = try await fixture.storage.beginPasskey(
                ada.session, name: DisplayName("Laptop"), at: relyingParty, mailing: .off, now: now
            )
            codes = try await fixture.storage.addPasskey(
                authenticator.registration(in: begun.ceremony), name: DisplayName("Laptop"), by: ada.session, at: relyingParty,
                mailing: .off, now: now
            ).recoveryCodes
            self.authenticator = authenticator
        }
        if factors == .app || factors == .both {
            let enrolled = try await fixture.enrolled(ada)
            secret = enrolled.secret
            if codes.isEmpty { codes = enrolled.codes }
        }
    }

    mutating func take(_ steps: [SignInStepsTests.Step]) async throws {
        try await putBackRecoveryCodes()
        var half: Token?
        var isHalfIn = false
        for step in steps {
            now = now + .seconds(61)
            let isDue: Bool
            switch step {
            case .password, .provider: isDue = !hasFactor
            case .code: isDue = isHalfIn && secret != nil
            case .recoveryCode: isDue = isHalfIn
            case .passkey: isDue = isHalfIn && authenticator != nil
            case .passkeyAlone: isDue = authenticator != nil
            case .wrongPassword, .otherProvider, .wrongCode, .reset, .tenMinutes, .tokenAsSession: isDue = false
            }
            let isIn = try await perform(step, &half)
            #expect(isIn == isDue, "\(step) of \(steps)")
            switch step {
            case .password, .provider: isHalfIn = hasFactor
            case .code, .recoveryCode, .passkey: isHalfIn = isHalfIn && !isDue
            case .reset, .tenMinutes: isHalfIn = false
            case .passkeyAlone, .wrongPassword, .otherProvider, .wrongCode, .tokenAsSession: break
            }
        }
    }

    /// - Returns: whether it opened a session.
    private mutating func perform(_ step: SignInStepsTests.Step, _ half: inout Token?) async throws -> Bool {
        switch step {
        case .password, .wrongPassword:
            let password = step == .password ? try Fixture.accepted().text : "wrong"
            let begun = try? await fixture.storage.beginSignIn(
                email: ada.email, password: Password(presented: password), remember: false, replacing: nil, mailing: .off,
                on: Fixture.device, at: now
            )
            if case .factorDue(let next)? = begun { half = next.token }
            if case .signedIn? = begun { return true }
            return false
        case .provider, .otherProvider:
            let provider = providers[step == .provider ? 0 : 1]
            let begun = try? await fixture.comeBack(from: provider, as: Fixture.upstream("ada", nil), at: now)
            if case .factorDue(let next)? = begun { half = next.token }
            if case .signedIn? = begun { return true }
            return false
        case .code, .wrongCode:
            let code = step == .code ? secret.map { Fixture.code($0, at: now) } : nil
            return await gives(.code(code ?? "x"), half)
        case .recoveryCode: return await gives(.recovery(codes.first ?? RecoveryCode(from: .system)), half)
        case .passkey:
            guard let half, let begun = try? await fixture.storage.beginPasskeyFactor(half, at: relyingParty, now: now) else {
                return false
            }
            let key = authenticator ?? SoftAuthenticator(.es256(P256.Signing.PrivateKey()))
            return await gives(.passkey(PasskeyAnswer(key.assertion(in: begun.ceremony), at: relyingParty)), half)
        case .passkeyAlone:
            let begun = try fixture.storage.beginPasskeySignIn(at: relyingParty, now: now)
            let key = authenticator ?? SoftAuthenticator(.es256(P256.Signing.PrivateKey()))
            let answer = PasskeyAnswer(key.assertion(in: begun.ceremony), at: relyingParty)
            let signedIn = try? await fixture.storage.signIn(
                with: answer, remember: false, replacing: nil, mailing: .off, on: Fixture.device, at: now
            )
            return signedIn != nil
        case .reset:
            let asked = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: now)
            let token = try await fixture.storage.maintenance.token(in: #require(asked))
            try await fixture.storage.resetPassword(with: token, to: Fixture.accepted(), mailing: .off, on: Fixture.device, at: now)
            return false
        case .tenMinutes:
            now = now + .minutes(10)
            return false
        case .tokenAsSession:
            guard let half else { return false }
            return try await fixture.storage.session(opening: half, at: now) != nil
        }
    }

    private func gives(_ answer: FactorAnswer, _ half: Token?) async -> Bool {
        (try? await fixture.complete(half ?? Token(from: .system), answer, at: now)) != nil
    }

    private func putBackRecoveryCodes() async throws {
        for code in codes {
            try await fixture.run(
                """
                INSERT INTO recovery_code (account_id, code_hash) VALUES (\(ada.id), \(TokenHash(of: code.digits)))
                ON CONFLICT DO NOTHING
                """
            )
        }
    }
}
