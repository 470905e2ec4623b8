import Domain
import Testing

@testable import Storage

/// Factors that their owner has lost.
@Suite struct LostFactorsTests {
    private static let soon = Fixture.start + .minutes(1)
    private static let due = soon + Factor.removalDelay

    /// Somebody with an app, and somebody who runs the instance. Days pass, in which the operator proves anew.
    private func scene(_ fixture: Fixture) async throws -> (ada: Enrolled, root: Person, scope: OperatorScope) {
        let (ada, root) = (try await fixture.enrolled(), try await fixture.signUp("Root"))
        _ = try await fixture.storage.maintenance.appoint(root.email, owning: nil, at: fixture.now)
        return (ada, root, try await fixture.storage.operatorScope(for: root.session, at: fixture.now))
    }

    private func prove(_ person: Person, _ fixture: Fixture, at now: Instant) async throws {
        try await fixture.run(
            "UPDATE session SET proven_at = \(now), last_seen_at = \(now), expires_at = \(now + .days(1)) WHERE id = \(person.session.id)")
    }

    private func deliver(_ fixture: Fixture) async throws {
        try await fixture.run(
            "UPDATE outbox SET state = 'sent', message = NULL, ended_at = created_at WHERE kind = 'factor-removal-announced'")
    }

    private func messages(_ kind: Message.Kind, _ fixture: Fixture) async throws -> Int {
        try await fixture.storage.maintenance.outbox().filter { $0.kind == kind }.count
    }

    @Test func itTakesDaysInWhichTheOwnerCanObject() async throws {
        try await Fixture.run { fixture in
            let (ada, root, scope) = try await scene(fixture)
            let (storage, id, mailing) = (fixture.storage, ada.person.id, Mailing.on)
            let unannounced = await failure { try await storage.removeFactors(of: id, by: scope, mailing: mailing, at: Self.soon) }
            #expect(unannounced as? Failure == .tooEarly(until: nil))
            for _ in 0..<2 {
                let from = try await storage.announceFactorRemoval(of: id, by: scope, mailing: mailing, at: Self.soon)
                #expect(from == Self.due)
            }
            #expect(try await messages(.factorRemovalAnnounced, fixture) == 1)
            for early in [Self.soon, Self.due - .seconds(1)] {
                try await prove(root, fixture, at: early)
                let refused = await failure { try await storage.removeFactors(of: id, by: scope, mailing: mailing, at: early) }
                #expect(refused as? Failure == .tooEarly(until: Self.due))
            }
            try await prove(root, fixture, at: Self.due)
            let untold = await failure { try await storage.removeFactors(of: id, by: scope, mailing: mailing, at: Self.due) }
            #expect(untold as? Failure == .tooEarly(until: nil), "the message waits still, has failed or was dropped")
            try await deliver(fixture)
            let half = try await fixture.half(ada.person, at: Self.due)
            try await storage.removeFactors(of: id, by: scope, mailing: mailing, at: Self.due)
            #expect(try await messages(.factorsRemoved, fixture) == 1)
            #expect(try await fixture.count("SELECT count(*) FROM session WHERE account_id = \(id)") == 0)
            #expect(try await fixture.count("SELECT count(*) FROM recovery_code") == 0)
            let late = await failure { try await fixture.complete(half, .recovery(ada.codes[0]), at: Self.due) }
            #expect(late as? Failure == .tokenInvalid)
            _ = try await storage.logIn(
                email: ada.person.email, password: Fixture.accepted(), remember: true, replacing: nil, mailing: .off, on: Fixture.device,
                at: Self.due
            )
            let again = await failure { try await storage.removeFactors(of: id, by: scope, mailing: mailing, at: Self.due) }
            #expect(again as? Failure == .tooEarly(until: nil))
        }
    }

    /// Whoever uses one has not lost it; what was typed wrong is no use.
    @Test(arguments: ["log in", "recovery", "proof", "another one", "new codes", "removal"])
    func whoeverHasOneKeepsAll(_ way: String) async throws {
        try await Fixture.run { fixture in
            let (ada, root, scope) = try await scene(fixture)
            let (storage, id, now) = (fixture.storage, ada.person.id, Self.soon)
            _ = try await storage.announceFactorRemoval(of: id, by: scope, mailing: .off, at: now)
            let half = try await fixture.half(ada.person, at: now)
            _ = await failure { try await fixture.complete(half, .code("000000"), at: now) }
            #expect(try await storage.factors(ada.person.session, at: now).removableAt == Self.due)
            switch way {
            case "log in": _ = try await fixture.complete(half, .code(Fixture.code(ada.secret, at: now)), at: now)
            case "recovery": _ = try await fixture.complete(half, .recovery(ada.codes[0]), at: now)
            case "another one": _ = try await fixture.enrolled(ada.person, name: "Tablet")
            case "new codes": _ = try await storage.renewRecoveryCodes(ada.person.session, mailing: .off, at: now)
            case "removal":
                _ = try await fixture.enrolled(ada.person, name: "Tablet")
                _ = try await storage.announceFactorRemoval(of: id, by: scope, mailing: .off, at: now)
                _ = try await storage.removeFactor(ada.factor, by: ada.person.session, mailing: .off, at: now)
            default:
                let code = FactorAnswer.code(Fixture.code(ada.secret, at: now))
                try await storage.prove(ada.person.session, with: code, mailing: .off, on: Fixture.device, at: now)
            }
            #expect(try await storage.factors(ada.person.session, at: now).removableAt == nil)
            try await prove(root, fixture, at: Self.due)
            let refused = await failure { try await storage.removeFactors(of: id, by: scope, mailing: .off, at: Self.due) }
            #expect(refused as? Failure == .tooEarly(until: nil))
        }
    }

    @Test func whatIsAnnouncedDoesNotStandForEver() async throws {
        try await Fixture.run { fixture in
            let (ada, root, scope) = try await scene(fixture)
            _ = try await fixture.storage.announceFactorRemoval(of: ada.person.id, by: scope, mailing: .on, at: Self.soon)
            let late = Self.due + Factor.removalWindow
            try await prove(root, fixture, at: late)
            let refused = await failure { try await fixture.storage.removeFactors(of: ada.person.id, by: scope, mailing: .on, at: late) }
            #expect(refused as? Failure == .tooEarly(until: nil))
            let anew = try await fixture.storage.announceFactorRemoval(of: ada.person.id, by: scope, mailing: .on, at: late)
            #expect(anew == late + Factor.removalDelay)
            #expect(try await messages(.factorRemovalAnnounced, fixture) == 2)
        }
    }

    /// Whoever can't sign in can't show one.
    @Test func nothingIsRemovedBehindTheBackOfWhoIsDisabled() async throws {
        try await Fixture.run { fixture in
            let (ada, _, scope) = try await scene(fixture)
            let (storage, id, now) = (fixture.storage, ada.person.id, Self.soon)
            _ = try await storage.announceFactorRemoval(of: id, by: scope, mailing: .off, at: now)
            try await storage.disableAccount(id, successors: [], by: scope, mailing: .off, at: now)
            let refused = await failure { _ = try await storage.announceFactorRemoval(of: id, by: scope, mailing: .off, at: now) }
            #expect(refused as? Failure == .accountDisabled)
            let late = await failure { try await storage.removeFactors(of: id, by: scope, mailing: .off, at: now) }
            #expect(late as? Failure == .accountDisabled)
            try await storage.callOffFactorRemoval(of: id, by: scope, at: now)  // nothing is left of it, and that is no mistake
            try await storage.enableAccount(id, by: scope, mailing: .off, at: now)
            #expect(try await fixture.count("SELECT count(*) FROM account WHERE factors_removable_at IS NOT NULL") == 0)
        }
    }

    /// It may have been called off since.
    @Test func aRestoredBackupAnnouncesNothing() async throws {
        try await Fixture.run { fixture in
            let (ada, _, scope) = try await scene(fixture)
            _ = try await fixture.storage.announceFactorRemoval(of: ada.person.id, by: scope, mailing: .off, at: Self.soon)
            _ = try await fixture.storage.write { try $0.revokeEverything(at: Self.soon) }
            #expect(try await fixture.count("SELECT count(*) FROM account WHERE factors_removable_at IS NOT NULL") == 0)
        }
    }

    @Test func whoMayNot() async throws {
        try await Fixture.run { fixture in
            let (ada, root, scope) = try await scene(fixture)
            let (storage, now) = (fixture.storage, Self.soon)
            func refusals(of id: ID<Account>, at now: Instant) async -> [Failure?] {
                [
                    await failure { _ = try await storage.announceFactorRemoval(of: id, by: scope, mailing: .off, at: now) } as? Failure,
                    await failure { try await storage.callOffFactorRemoval(of: id, by: scope, at: now) } as? Failure,
                    await failure { try await storage.removeFactors(of: id, by: scope, mailing: .off, at: now) } as? Failure,
                ]
            }
            for refusal in await refusals(of: root.id, at: now) {
                guard case .forbidden? = refusal else {
                    Issue.record("an operator's are not removed: \(String(describing: refusal))")
                    continue
                }
            }
            let nobody = ID<Account>(at: now, from: .system)
            #expect(await refusals(of: nobody, at: now) == Array(repeating: .notFound, count: 3))
            #expect(await refusals(of: ada.person.id, at: now + .minutes(10)) == Array(repeating: .proofRequired, count: 3))
            let eve = try await fixture.signUp("Eve")
            #expect(await refusals(of: eve.id, at: now).first == .notFound, "there is none to remove")
            _ = try await storage.maintenance.dismiss(root.email, at: now)
            for refusal in await refusals(of: ada.person.id, at: now) {
                guard case .forbidden? = refusal else {
                    Issue.record("no operator any more: \(String(describing: refusal))")
                    continue
                }
            }
        }
    }
}
