import CoreMetrics
import Domain
import Telemetry
import Testing

@testable import Storage

@Suite struct CensusTests {
    @Test func everythingIsCounted() async throws {
        try await Fixture.run { fixture in
            let (ada, bob) = (try await fixture.signUp("Ada"), try await fixture.signUp("Bob"))
            let scope = try await fixture.organization(of: ada)
            let other = try await fixture.organization(of: bob, named: "Other")
            try await fixture.join(bob, scope, as: .member)
            _ = try await fixture.invite(.email(try EmailAddress("grace@example.com")), in: scope)
            _ = try await fixture.storage.requestPasswordReset(ada.email, mailing: .on, at: fixture.now + .minutes(5))
            try await fixture.storage.deleteOrganization(in: other, forGood: false, mailing: .off, at: fixture.now)
            try await fixture.run("UPDATE session SET expires_at = \(fixture.now) WHERE account_id = \(bob.id)")
            try await fixture.run("UPDATE organization SET status = 'past_due' WHERE id = \(scope.organization)")
            try await fixture.run(
                "UPDATE organization SET status = 'trial', trial_ends_at = \(fixture.now) WHERE id = \(ada.personal)"
            )
            let census = try await fixture.storage.maintenance.census(at: fixture.now)
            #expect(census.accounts == 2)
            #expect(census.memberships == 4)
            #expect(census.organizations == [.active: 1, .pastDue: 1, .suspended: 1] && census.deletedOrganizations == 1)
            #expect(census.sessions == 1)
            #expect(census.messages == [.waiting: 2, .sent: 0, .failed: 0])
            #expect(census.waitingSince == fixture.now)
        }
    }

    @Test func anEmptyDatabaseHasNothing() async throws {
        try await Fixture.run { fixture in
            let census = try await fixture.storage.maintenance.census(at: fixture.now)
            #expect(census.accounts + census.memberships + census.organizations.count + census.deletedOrganizations + census.sessions == 0)
            #expect(census.messages.values.allSatisfy { $0 == 0 } && census.waitingSince == nil)
        }
    }

    /// Tables are not read themselves.
    @Test func theCountsAreMadeInIndexes() async throws {
        try await Fixture.run(readers: 1) { fixture in
            let log = try await StatementLog(following: fixture)
            _ = try await fixture.storage.maintenance.census(at: fixture.now)
            var walked: [String] = []
            for statement in Set(log.take()) where statement.contains("count") {
                walked += try QueryPlan(of: statement, at: DataFolder.database(in: fixture.folder)).steps
            }
            let walks = walked.filter { $0.contains("SCAN") || $0.contains("SEARCH") }
            #expect(walks.count == 9)
            #expect(walks.allSatisfy { $0.contains("USING COVERING INDEX") }, "\(walks)")
        }
    }

    @Test func theLoadIsWhatWaits() async throws {
        try await Fixture.run(readers: 1) { fixture in
            let (began, gate) = (Gate(), Gate())
            async let held: Int = fixture.database.read { _ in
                began.open()
                gate.hold()
                return 0
            }
            try await began.wait()
            async let waiting: Int = fixture.count("SELECT 1")
            while fixture.storage.load.reads == 0 { try await Task.sleep(for: .milliseconds(1)) }
            #expect(fixture.storage.load.reads == 1)
            gate.open()
            _ = try await (held, waiting)
            let load = fixture.storage.load
            #expect(load.reads + load.writes + load.hashes == 0)
        }
    }

    /// One that fails is undone alone and counted like any other.
    @Test func writesAreMeasuredOneByOneAndCommitsByBatch() async throws {
        try await Fixture.inFolder { path in
            let registry = MetricsRegistry(Storage.metrics)
            let folder = try DataFolder(path)
            let storage = try Storage(
                folder, hasher: PasswordHasher(cost: .cheap, threads: 1, metrics: registry), readers: 1, metrics: registry)
            defer { storage.shutDown() }
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        _ = try? await storage.database.write { connection in
                            if number % 5 == 0 { throw Failure.notFound }
                            try connection.run("DELETE FROM session")
                        }
                    }
                }
            }
            let text = registry.text()
            #expect(text.contains("tenantry_database_write_seconds_count 50\n"))
            #expect(text.contains("tenantry_database_wait_seconds_count{queue=\"write\"} 50\n"))
            #expect(text.contains("tenantry_database_batch_writes_sum 50\n"))
        }
    }
}
