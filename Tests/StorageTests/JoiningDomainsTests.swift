import Domain
import Testing

@testable import Storage

/// Domains by which people join: whose they are, by what they are proven, how long that lasts.
@Suite struct JoiningDomainsTests {
    private let later = Fixture.start + .hours(1)

    private func events(_ fixture: Fixture, _ scope: OrganizationScope, at now: Instant = Fixture.start) async throws -> [String] {
        try await fixture.storage.auditLog(in: scope, AuditQuery(), at: now).items.reversed().map(\.action).filter {
            $0.hasPrefix("domain.")
        }
    }

    @Test func severalMayWaitAndOneProves() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let (acme, other) = (try await fixture.organization(of: ada), try await fixture.organization(of: bob, named: "Other"))
            let (mine, theirs) = (try await fixture.domain("example.com", of: acme), try await fixture.domain("example.com", of: other))
            #expect(mine.recordName == theirs.recordName && mine.recordValue != theirs.recordValue)
            let records = Records()
            records.put(mine.recordValue, at: mine.recordName)
            let unproven = try await fixture.storage.checkDomain(theirs.id, in: other, asking: records, at: fixture.now).standing
            #expect(unproven == JoiningDomain.Standing(lastCheck: .init(at: fixture.now, finding: .different)))
            let proven = try await fixture.storage.checkDomain(mine.id, in: acme, asking: records, at: fixture.now)
            #expect(proven.standing.proof == .dns)
            records.put(theirs.recordValue, at: mine.recordName)
            await #expect(throws: Failure.domainTaken) {
                try await fixture.storage.checkDomain(theirs.id, in: other, asking: records, at: later)
            }
            try await fixture.storage.removeDomain(mine.id, in: acme, at: later)
            let again = try await fixture.storage.checkDomain(theirs.id, in: other, asking: records, at: later + .minutes(1))
            #expect(again.standing.proof == .dns)
            #expect(try await events(fixture, acme) == ["domain.added", "domain.proven", "domain.removed"])
        }
    }

    /// At once: one of two that both have their record.
    @Test func itIsNeverProvenTwice() async throws {
        for round in 0..<20 {
            try await Fixture.run(seed: UInt64(round)) { fixture in
                let ada = try await fixture.signUp("Ada")
                let records = Records()
                var claims: [(OrganizationScope, JoiningDomain)] = []
                for number in 0..<8 {
                    let scope = try await fixture.organization(of: ada, named: "Round \(number)")
                    let domain = try await fixture.domain("example.com", of: scope)
                    records.put(domain.recordValue, at: domain.recordName)
                    claims.append((scope, domain))
                }
                let all = claims
                let outcomes = await withTaskGroup(of: Bool.self) { group in
                    for (scope, domain) in all {
                        group.addTask {
                            (try? await fixture.storage.checkDomain(domain.id, in: scope, asking: records, at: fixture.now)) != nil
                        }
                    }
                    return await group.reduce(into: 0) { if $1 { $0 += 1 } }
                }
                #expect(outcomes == 1)
                #expect(try await fixture.count("SELECT count(proof) FROM joining_domain") == 1)
            }
        }
    }

    @Test func whatIsAskedForIsChecked() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let acme = try await fixture.organization(of: ada)
            let inBob = try await fixture.join(bob, acme, as: .manager)
            let (storage, now) = (fixture.storage, fixture.now)
            let example = try MailDomain("example.com")
            for role in ["manager", "admin", "owner", "no_such_role"] {
                await #expect(throws: Failure.self, "\(role)") { try await storage.addDomain(example, role: role, in: acme, at: now) }
            }
            let byManager = await failure { try await storage.addDomain(example, role: "viewer", in: inBob, at: now) }
            guard case .forbidden? = byManager as? Failure else { throw Failure.malformed("a manager added a domain") }
            await #expect(throws: Failure.personalOrganization) {
                try await storage.addDomain(example, role: "member", in: storage.scope(of: ada.personal, for: ada.session), at: now)
            }
            let first = try await fixture.domain("example.com", of: acme)
            await #expect(throws: Failure.invalid("domain", "is in the list already")) {
                try await fixture.domain("EXAMPLE.com.", of: acme)
            }
            for number in 1..<JoiningDomain.most { _ = try await fixture.domain("d\(number).example", of: acme) }
            let another = await failure { try await fixture.domain("one.too.many.example", of: acme) }
            guard case .invalidInput? = another as? Failure else { throw Failure.malformed("one too many") }
            #expect(try await storage.updateDomain(first.id, role: "viewer", in: acme, at: now).role == .viewer)
            await #expect(throws: Failure.self) { try await storage.updateDomain(first.id, role: "admin", in: acme, at: now) }
            #expect(try await storage.joiningDomains(in: acme, at: now).count == JoiningDomain.most)
            let other = try await fixture.organization(of: ada, named: "Other")
            await #expect(throws: Failure.notFound) { try await storage.removeDomain(first.id, in: other, at: now) }
            await #expect(throws: Failure.notFound) { try await storage.updateDomain(first.id, role: "viewer", in: other, at: now) }
            await #expect(throws: Failure.notFound) { try await storage.checkDomain(first.id, in: other, asking: Records(), at: now) }
        }
    }

    /// DNS is asked by people no more than every five seconds for an organization, however its domains come and go.
    @Test func nobodyAsksAllTheTime() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            let (records, storage) = (Records(), fixture.storage)
            let domain = try await fixture.domain("example.com", of: acme)
            _ = try await storage.checkDomain(domain.id, in: acme, asking: records, at: fixture.now)
            try await storage.removeDomain(domain.id, in: acme, at: fixture.now)
            let again = try await fixture.domain("example.com", of: acme)
            let early = fixture.now + Span(milliseconds: JoiningDomain.askedAtMostEvery.milliseconds - 1)
            await #expect(throws: Failure.rateLimited(retryAfter: .seconds(5))) {
                try await storage.checkDomain(again.id, in: acme, asking: records, at: early)
            }
            #expect(records.count == 1)
            _ = try await storage.checkDomain(again.id, in: acme, asking: records, at: fixture.now + .seconds(5))
            #expect(records.count == 2)
        }
    }

    @Test func itIsLookedAtWeeklyAndEndsByTwoDefiniteAnswers() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            try await fixture.run("UPDATE session SET remember = 1, expires_at = \(fixture.now + .days(300))")
            let (records, maintenance) = (Records(), fixture.storage.maintenance)
            let domain = try await fixture.proven("example.com", of: acme, records)
            func standing() async throws -> JoiningDomain.Standing {
                try #require(try await fixture.storage.joiningDomains(in: acme, at: fixture.now).first).standing
            }
            func check(_ now: Instant) async throws -> Int { try await maintenance.checkDomains(asking: records, at: now) }

            #expect(try await check(fixture.now + .days(6)) == 0)
            let first = fixture.now + .days(7)
            #expect(try await check(first) == 1)
            #expect(try await check(first) == 0)
            records.fail(true)
            let second = first + .days(7)
            for hour in 0..<48 { #expect(try await check(second + .hours(Int64(hour))) == 1, "hourly while DNS is down") }
            #expect(try await standing().proof == .dns)
            records.fail(false)
            records.put(nil, at: domain.recordName)
            let gone = second + .days(2)
            #expect(try await check(gone) == 1)
            #expect(try await standing().missingSince == gone)
            #expect(try await check(gone + .hours(23)) == 0)
            #expect(try await check(gone + .days(1)) == 1)
            #expect(try await standing() == JoiningDomain.Standing(lastCheck: .init(at: gone + .days(1), finding: .absent)))
            #expect(try await check(gone + .days(300)) == 0)
            #expect(try await events(fixture, acme) == ["domain.added", "domain.proven", "domain.missing", "domain.lapsed"])
        }
    }

    @Test func oneWhoseRecordIsBackStays() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            let records = Records()
            let domain = try await fixture.proven("example.com", of: acme, records)
            records.put(nil, at: domain.recordName)
            let week = fixture.now + .days(7)
            _ = try await fixture.storage.maintenance.checkDomains(asking: records, at: week)
            records.put(domain.recordValue, at: domain.recordName)
            _ = try await fixture.storage.maintenance.checkDomains(asking: records, at: week + .days(1))
            let kept = try #require(try await fixture.storage.joiningDomains(in: acme, at: fixture.now).first).standing
            #expect(kept.proof == .dns && kept.missingSince == nil && kept.nextCheckAt == week + .days(8))
        }
    }

    /// What DNS says counts for what stands in the database by then.
    @Test func whatChangesWhileDNSIsAskedCounts() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            let domain = try await fixture.domain("example.com", of: acme)
            let records = Records()
            records.put(domain.recordValue, at: domain.recordName)
            records.meanwhile = { try await fixture.storage.removeDomain(domain.id, in: acme, at: fixture.now) }
            await #expect(throws: Failure.notFound) {
                try await fixture.storage.checkDomain(domain.id, in: acme, asking: records, at: fixture.now)
            }
            let next = try await fixture.domain("example.org", of: acme)
            try await fixture.join(fixture.signUp("Bob"), acme, as: .owner)
            records.meanwhile = {
                try await fixture.run(
                    "UPDATE membership SET role = 'viewer' WHERE organization_id = \(acme.organization) AND account_id = \(acme.account)")
            }
            let byDemoted = await failure { try await fixture.storage.checkDomain(next.id, in: acme, asking: records, at: later) }
            guard case .forbidden? = byDemoted as? Failure else { throw Failure.malformed("somebody who was demoted checked a domain") }
        }
    }

    @Test func operatorsProveByTheirWordAndTakeItBack() async throws {
        try await Fixture.run { fixture in
            let (ada, root) = (try await fixture.signUp("Ada"), try await fixture.signUp("Root"))
            let acme = try await fixture.organization(of: ada)
            let (storage, now) = (fixture.storage, fixture.now)
            _ = try await storage.maintenance.appoint(root.email, owning: nil, at: now)
            let scope = try await storage.operatorScope(for: root.session, at: now)
            let waiting = try await fixture.domain("example.com", of: acme, role: "viewer")
            let proven = try await storage.proveDomain(waiting.domain, of: acme.organization, by: scope, at: now)
            #expect(proven.id == waiting.id && proven.standing.proof == .operator && proven.role == .viewer)
            #expect(try await storage.proveDomain(waiting.domain, of: acme.organization, by: scope, at: now).standing == proven.standing)
            let records = Records()
            #expect(try await storage.checkDomain(waiting.id, in: acme, asking: records, at: now).standing.proof == .operator)
            #expect(try await storage.maintenance.checkDomains(asking: records, at: now + .days(4000)) == 0)
            #expect(records.count == 0)
            let other = try await fixture.organization(of: root, named: "Other")
            await #expect(throws: Failure.domainTaken) {
                try await storage.proveDomain(waiting.domain, of: other.organization, by: scope, at: now)
            }
            #expect(try await storage.joiningDomains(in: other, at: now).isEmpty, "what was refused has added nothing")
            await #expect(throws: Failure.personalOrganization) {
                try await storage.proveDomain(MailDomain("example.org"), of: ada.personal, by: scope, at: now)
            }
            await #expect(throws: Failure.proofRequired) {
                try await storage.removeDomain(waiting.id, of: acme.organization, by: scope, at: now + .minutes(10))
            }
            await #expect(throws: Failure.notFound) {
                try await storage.removeDomain(waiting.id, of: other.organization, by: scope, at: now)
            }
            try await storage.removeDomain(waiting.id, of: acme.organization, by: scope, at: now)
            #expect(try await storage.joiningDomains(of: acme.organization, by: scope, at: now).isEmpty)
            #expect(try await events(fixture, acme) == ["domain.added", "domain.proven", "domain.removed"])
        }
    }

    /// What is deleted, or was put back to an earlier state, lets nobody in by a proof of before.
    @Test func deletionsAndRestorationsEndProofs() async throws {
        try await Fixture.run { fixture in
            let ada = try await fixture.signUp("Ada")
            let acme = try await fixture.organization(of: ada)
            let (records, storage) = (Records(), fixture.storage)
            let domain = try await fixture.proven("example.com", of: acme, records)
            try await storage.deleteOrganization(in: acme, forGood: false, mailing: .off, at: fixture.now)
            #expect(try await fixture.count("SELECT count(proof) FROM joining_domain") == 0)
            let proving = await failure { try await fixture.run("UPDATE joining_domain SET proof = 'operator', proven_at = 1") }
            #expect(proving as? DatabaseError == .constraint("organization_deleted"))
            let other = try await fixture.organization(of: ada, named: "Other")
            _ = try await fixture.proven("example.com", of: other, records)
            _ = try await storage.restoreOrganization(acme.organization, by: ada.session, mailing: .off, at: fixture.now)
            let back = try await storage.joiningDomains(in: storage.scope(of: acme.organization, for: ada.session), at: fixture.now)
            #expect(back.map(\.id) == [domain.id] && !back[0].isProven)
            let revoked = try await fixture.database.write { try $0.revokeEverything(at: fixture.now) }
            #expect(revoked.domains == 1)
            #expect(try await fixture.count("SELECT count(proof) FROM joining_domain") == 0)
        }
    }

    @Test func theSchemaTakesNothingElse() async throws {
        try await Fixture.run { fixture in
            let acme = try await fixture.organization(of: fixture.signUp("Ada"))
            _ = try await fixture.proven("example.com", of: acme, Records())
            _ = try await fixture.domain("example.org", of: acme)
            let refused: [SQL] = [
                "UPDATE joining_domain SET role = 'manager'", "UPDATE joining_domain SET role = 'owner'",
                "UPDATE joining_domain SET role = 'nothing'", "UPDATE joining_domain SET domain = 'example.net'",
                "UPDATE joining_domain SET proof = 'word' WHERE domain = 'example.com'",
                "UPDATE joining_domain SET proof = NULL WHERE domain = 'example.com'",
                "UPDATE joining_domain SET next_check_at = NULL WHERE domain = 'example.com'",
                "UPDATE joining_domain SET missing_since = 1 WHERE domain = 'example.org'",
                """
                INSERT INTO joining_domain (organization_id, id, domain, role, created_at)
                SELECT organization_id, 'dom_x', domain, role, 1 FROM joining_domain WHERE domain = 'example.org'
                """,
            ]
            for statement in refused {
                guard case .constraint? = await failure({ try await fixture.run(statement) }) as? DatabaseError else {
                    Issue.record("\(statement.text)")
                    continue
                }
            }
        }
    }
}

/// What stands in DNS, as a test says.
final class Records: TextRecords {
    private struct Unavailable: Error {}
    private let texts = Shared<[String: [String]]>([:])
    private let isDown = Shared(false)
    private let lookups = Shared(0)
    private let work = Shared<(@Sendable () async throws -> Void)?>(nil)

    var count: Int { lookups.withLock { $0 } }
    /// Done while somebody waits for the answer.
    var meanwhile: (@Sendable () async throws -> Void)? {
        get { work.withLock { $0 } }
        set { work.withLock { $0 = newValue } }
    }

    /// Beside what is there; nil takes all away.
    func put(_ text: String?, at name: String) {
        texts.withLock { texts in
            if let text { texts[name, default: []].append(text) } else { texts[name] = nil }
        }
    }

    func fail(_ fails: Bool) { isDown.withLock { $0 = fails } }

    func texts(at name: String) async throws -> [String] {
        lookups.withLock { $0 += 1 }
        try await meanwhile?()
        if isDown.withLock({ $0 }) { throw Unavailable() }
        return texts.withLock { $0[name] ?? [] }
    }
}

extension Fixture {
    func domain(_ text: String, of scope: OrganizationScope, role: String = "member") async throws -> JoiningDomain {
        try await storage.addDomain(MailDomain(text), role: role, in: scope, at: now)
    }

    /// One that is proven by its record.
    func proven(_ text: String, of scope: OrganizationScope, _ records: Records, role: String = "member") async throws -> JoiningDomain {
        let domain = try await domain(text, of: scope, role: role)
        records.put(domain.recordValue, at: domain.recordName)
        return try await storage.checkDomain(domain.id, in: scope, asking: records, at: now)
    }
}
