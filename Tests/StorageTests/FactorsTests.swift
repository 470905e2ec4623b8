import Domain
import Testing

@testable import Storage

/// What an account has besides its password: enrolled, asked for, and each code once.
@Suite struct FactorsTests {
    @Test func aPasswordAloneOpensNothingAnyMore() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            let before = try await fixture.count("SELECT count(*) FROM session")
            let half = try await fixture.half(ada.person)
            #expect(try await fixture.storage.session(opening: half, at: fixture.now) == nil, "the token of the first step is no session's")
            #expect(try await fixture.count("SELECT count(*) FROM session") == before)
            let signedIn = try await fixture.complete(half, .code(Fixture.code(ada.secret, at: fixture.now)))
            #expect(signedIn.me.session.account.id == ada.person.id && signedIn.me.session.remember)
            let again = await failure { try await fixture.complete(half, .recovery(ada.codes[0])) }
            #expect(again as? Failure == .tokenInvalid, "one step, once")
        }
    }

    @Test func theLogSaysByWhat() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            let now = fixture.now
            _ = try await fixture.complete(fixture.half(ada.person), .recovery(ada.codes[0]))
            let code = FactorAnswer.code(Fixture.code(ada.secret, at: now))
            try await fixture.storage.prove(ada.person.session, with: code, mailing: .off, on: Fixture.device, at: now)
            let means = try await fixture.storage.read { connection in
                try connection.rows(
                    "SELECT action, facts FROM audit_event WHERE action IN ('session.started', 'session.proven') ORDER BY number"
                ) { "\(try $0[0] as String) \(try $0[1] as String)" }
            }
            let expected = [("started", "[\"password\"]"), ("started", "[\"password\",\"recoveryCode\"]"), ("proven", "[\"code\"]")]
            #expect(means.count == expected.count)
            for (line, (action, list)) in zip(means, expected) {
                #expect(line.hasPrefix("session.\(action) ") && line.contains("\"means\":\(list)"), "\(line)")
            }
        }
    }

    @Test func aCodeWorksOnceAndNoneBeforeIt() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            let (early, code) = (Fixture.code(ada.secret, at: fixture.now - .seconds(30)), Fixture.code(ada.secret, at: fixture.now))
            _ = try await fixture.complete(fixture.half(ada.person), .code(code))
            let next = try await fixture.half(ada.person)
            for used in [code, early] {
                let refusal = await failure { try await fixture.complete(next, .code(used)) } as? Failure
                guard case .invalidInput(let fields)? = refusal else { throw Failure.notFound }
                #expect(fields.map(\.field) == ["code"])
            }
            let later = Fixture.code(ada.secret, at: fixture.now + .seconds(30))
            _ = try await fixture.complete(next, .code(later), at: fixture.now + .seconds(1))
        }
    }

    @Test func aClockMayBeOffByOneStep() async throws {
        for (offset, isTaken) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] as [(Int64, Bool)] {
            try await Fixture.run { fixture in
                let ada = try await fixture.enrolled()
                let now = fixture.now + .minutes(5)
                let half = try await fixture.half(ada.person, at: now)
                let code = Fixture.code(ada.secret, at: now + .seconds(offset))
                let refusal = await failure { try await fixture.complete(half, .code(code), at: now) }
                #expect((refusal == nil) == isTaken, "\(offset)")
            }
        }
    }

    @Test func eachRecoveryCodeWorksOnce() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            #expect(Set(ada.codes).count == 10)
            for code in ada.codes {
                _ = try await fixture.complete(fixture.half(ada.person), .recovery(code))
                let again = try await fixture.half(ada.person)
                #expect(await failure { try await fixture.complete(again, .recovery(code)) } is Failure)
            }
            #expect(try await fixture.count("SELECT count(*) FROM recovery_code") == 0)
            let entries = try await fixture.storage.maintenance.outbox()
            #expect(entries.filter { $0.kind == .recoveryCodeUsed }.count == 10)
        }
    }

    /// 64 at once with one code, one recovery code, one first step: one gets in.
    @Test(arguments: ["code", "recovery", "half"])
    func manyAtOnceGetInOnce(_ what: String) async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            let code = Fixture.code(ada.secret, at: fixture.now)
            var halves: [Token] = []
            for _ in 0..<HalfSignIn.mostPerAccount { halves.append(try await fixture.half(ada.person)) }
            let entered = await withTaskGroup(of: Bool.self) { group in
                for task in 0..<64 {
                    let half = what == "half" ? halves[0] : halves[task % halves.count]
                    let answer: FactorAnswer =
                        what == "code" ? .code(code) : .recovery(what == "half" ? ada.codes[task % 10] : ada.codes[0])
                    group.addTask { await failure { try await fixture.complete(half, answer) } == nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(entered == 1)
        }
    }

    @Test func theFirstStepEndsWithTimeAndPasswordAndAccount() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            func isOver(_ half: Token, at now: Instant) async -> Bool {
                await failure { try await fixture.complete(half, .recovery(ada.codes[0]), at: now) } as? Failure == .tokenInvalid
            }
            let first = try await fixture.half(ada.person)
            #expect(await isOver(first, at: fixture.now + HalfSignIn.lifetime))
            let second = try await fixture.half(ada.person)
            let asked = try await fixture.storage.requestPasswordReset(ada.person.email, mailing: .on, at: fixture.now)
            let token = try await fixture.storage.maintenance.token(in: #require(asked))
            try await fixture.storage.resetPassword(
                with: token, to: Fixture.accepted(), mailing: .on, on: Fixture.device, at: fixture.now
            )
            #expect(await isOver(second, at: fixture.now))
        }
    }

    @Test func whoeverProvesTheAddressFirstFindsNoFactorOfSomebodyElse() async throws {
        try await Fixture.run { fixture in
            let mallory = try await fixture.enrolled()
            let asked = try await fixture.storage.requestPasswordReset(mallory.person.email, mailing: .on, at: fixture.now)
            let token = try await fixture.storage.maintenance.token(in: #require(asked))
            try await fixture.storage.resetPassword(
                with: token, to: Fixture.accepted("another five words here"), mailing: .on, on: Fixture.device, at: fixture.now
            )
            #expect(try await fixture.count("SELECT count(*) FROM factor") == 0)
            #expect(try await fixture.count("SELECT count(*) FROM recovery_code") == 0)
        }
    }

    @Test func whoeverHasANewPasswordIsToldWhichFactorsStay() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            let session = try #require(try await fixture.storage.read { try $0.session(ada.person.session.id) })
            _ = try await fixture.storage.changePassword(
                session, from: Fixture.accepted(), to: Fixture.accepted("lantern giraffe ninety"), mailing: .on, on: Fixture.device,
                at: fixture.now
            )
            let told = try await fixture.storage.maintenance.outbox().last { $0.kind == .passwordChanged }
            #expect(told?.message == .passwordChanged(name: "Ada", at: fixture.now, factors: ["Phone"]))
        }
    }

    /// Neither by a reset, for whoever reads the mail, nor by the password that a session goes with.
    @Test func noPasswordForgivesWrongCodes() async throws {
        try await Fixture.run(attempts: SignInAttempts()) { fixture in
            let ada = try await fixture.enrolled()
            try await fixture.run("UPDATE account SET email_verified_at = 1")
            let half = try await fixture.half(ada.person)
            for _ in 0..<4 { _ = await failure { try await fixture.complete(half, .code("000000")) } }
            let session = try #require(try await fixture.storage.read { try $0.session(ada.person.session.id) })
            _ = try await fixture.storage.changePassword(
                session, from: Fixture.accepted(), to: Fixture.accepted(), mailing: .off, on: Fixture.device, at: fixture.now
            )
            let asked = try await fixture.storage.requestPasswordReset(ada.person.email, mailing: .on, at: fixture.now)
            let token = try await fixture.storage.maintenance.token(in: #require(asked))
            try await fixture.storage.resetPassword(with: token, to: Fixture.accepted(), mailing: .off, on: .none, at: fixture.now)
            let next = try await fixture.half(ada.person)
            _ = await failure { try await fixture.complete(next, .code("000000")) }
            let refusal = await failure { try await fixture.complete(next, .recovery(ada.codes[0])) } as? Failure
            guard case .rateLimited? = refusal else {
                Issue.record("\(String(describing: refusal))")
                return
            }
        }
    }

    @Test func whatIsBegunIsNoFactor() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let begun = try await fixture.storage.enrolTimeCode(ada.session, name: DisplayName("Phone"), mailing: .off, at: fixture.now)
            _ = try await fixture.storage.logIn(
                email: ada.email, password: Fixture.accepted(), remember: false, replacing: nil, mailing: .off, on: Fixture.device,
                at: fixture.now
            )
            #expect(try await fixture.storage.factors(ada.session, at: fixture.now).items.isEmpty)
            let late = fixture.now + Factor.enrolmentLifetime
            try await fixture.storage.prove(ada.session, with: Fixture.accepted(), on: Fixture.device, at: late)
            let refusal = await failure {
                try await fixture.storage.confirmTimeCode(
                    begun.factor.id, code: Fixture.code(begun.secret, at: late), by: ada.session, mailing: .off, at: late
                )
            }
            #expect(refusal as? Failure == .notFound)
        }
    }

    @Test func wrongCodesAndWrongPasswordsAreCountedTogether() async throws {
        try await Fixture.run(attempts: SignInAttempts()) { fixture in
            let ada = try await fixture.enrolled()
            for _ in 0..<3 {
                _ = await failure {
                    try await fixture.storage.logIn(
                        email: ada.person.email, password: Password(presented: "wrong"), remember: false, replacing: nil, mailing: .off,
                        on: Fixture.device, at: fixture.now
                    )
                }
            }
            let half = try await fixture.half(ada.person)  // the right password forgives nothing yet
            for _ in 0..<2 { _ = await failure { try await fixture.complete(half, .code("000000")) } }
            let refusal = await failure { try await fixture.complete(half, .recovery(ada.codes[0])) } as? Failure
            guard case .rateLimited? = refusal else {
                Issue.record("\(String(describing: refusal))")
                return
            }
            _ = try await fixture.complete(half, .recovery(ada.codes[0]), at: fixture.now + .minutes(1))
        }
    }

    /// Others' wrong passwords, and one slip of one's own, are no sign of that.
    @Test func oneSlipIsNoThief() async throws {
        let attempts = SignInAttempts()
        try await Fixture.run(attempts: attempts) { fixture in
            let ada = try await fixture.enrolled()
            for _ in 0..<3 {
                _ = await failure {
                    try await fixture.storage.beginSignIn(
                        email: ada.person.email, password: Password(presented: "wrong"), remember: false, replacing: nil, mailing: .off,
                        on: Fixture.device, at: fixture.now
                    )
                }
            }
            let half = try await fixture.half(ada.person)
            _ = await failure { try await fixture.complete(half, .code("000000")) }
            #expect(attempts.toldCount == 0)
        }
    }

    @Test func theOwnerIsToldThatSomebodyHasThePassword() async throws {
        try await Fixture.run(attempts: SignInAttempts()) { fixture in
            let ada = try await fixture.enrolled()
            let half = try await fixture.half(ada.person)
            for _ in 0..<4 { _ = await failure { try await fixture.complete(half, .code("000000")) } }
            var suspicions = fixture.storage.maintenance.suspicions.makeAsyncIterator()
            let suspicion = try #require(await suspicions.next())
            #expect(suspicion.email == ada.person.email && suspicion.kind == .passwordKnown)
            try await fixture.storage.maintenance.tell(of: suspicion, mailing: .on, at: fixture.now)
            #expect(try await fixture.storage.maintenance.outbox().last?.kind == .passwordKnown)
        }
    }

    @Test func everyOtherSessionEndsWithAFactorThatComesOrGoes() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            func sessions() async throws -> Int { try await fixture.count("SELECT count(*) FROM session") }
            func elsewhere() async throws {
                _ = try await fixture.storage.logIn(
                    email: ada.email, password: Fixture.accepted(), remember: false, replacing: nil, mailing: .off, on: Fixture.device,
                    at: fixture.now
                )
            }
            try await elsewhere()
            #expect(try await sessions() == 2)
            let enrolled = try await fixture.enrolled(ada)
            #expect(try await sessions() == 1)
            _ = try await fixture.complete(fixture.half(ada), .recovery(enrolled.codes[0]))
            let session = try #require(try await fixture.storage.read { try $0.session(ada.session.id) })
            #expect(try await sessions() == 2)
            _ = try await fixture.storage.removeFactor(enrolled.factor, by: session, mailing: .off, at: fixture.now)
            #expect(try await sessions() == 1)
        }
    }

    @Test func whoTakesTheLastOneAwayTakesTheCodes() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            let session = try #require(try await fixture.storage.read { try $0.session(ada.person.session.id) })
            _ = try await fixture.storage.removeFactor(ada.factor, by: session, mailing: .on, at: fixture.now)
            #expect(try await fixture.count("SELECT count(*) FROM recovery_code") == 0)
            _ = try await fixture.storage.logIn(
                email: ada.person.email, password: Fixture.accepted(), remember: false, replacing: nil, mailing: .off, on: Fixture.device,
                at: fixture.now
            )
        }
    }

    @Test func nothingOfItStandsInTheDatabase() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            let stored = try await fixture.storage.read { connection in
                try connection.rows("SELECT hex(sealed) FROM factor UNION ALL SELECT hex(code_hash) FROM recovery_code") {
                    try $0[0] as String
                }
            }
            let secret = ada.secret.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined().uppercased()
            #expect(stored.count == 11 && stored.allSatisfy { !$0.contains(secret) })
        }
    }

    /// One person's row in the place of another's opens nothing.
    @Test func aSecretIsBoundToItsRow() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.enrolled()
            let bob = try await fixture.signUp("Bob")
            let begun = try await fixture.storage.enrolTimeCode(bob.session, name: DisplayName("Phone"), mailing: .off, at: fixture.now)
            try await fixture.run(
                "UPDATE factor SET sealed = (SELECT sealed FROM factor WHERE id = \(ada.factor)) WHERE id = \(begun.factor.id)"
            )
            await #expect(throws: (any Error).self) {
                try await fixture.storage.confirmTimeCode(
                    begun.factor.id, code: Fixture.code(ada.secret, at: fixture.now), by: bob.session, mailing: .off, at: fixture.now
                )
            }
        }
    }
}
