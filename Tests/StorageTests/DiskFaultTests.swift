import CSQLite
import Domain
import FaultyDisk
import Foundation
import Testing

@testable import Storage

/// How many moments are passed over between two at which something fails: all are tried with 1, which takes long.
private let every = ProcessInfo.processInfo.environment["TENANTRY_EVERY"].flatMap { Int($0) } ?? 16

/// What a disk does to whoever trusts it, at any moment.
@Suite struct DiskFaultTests {
    /// Four ways for what was not synced: all of it is lost, or some sectors of it are.
    @Test(arguments: 0..<4) func aPowerCutLosesNothingThatWasAcknowledged(_ way: Int) async throws {
        let found = try await sweepPowerCuts(from: 1 + way, by: every, seed: UInt64(way), synchronous: nil)
        #expect(found.lost.isEmpty)
        #expect(found.cuts > 5 && found.acknowledged > 5 && found.unacknowledged > 5, "\(found)")
        print("\(found.cuts) power cuts, \(found.acknowledged) acknowledged writes, \(found.unacknowledged) others")
    }

    /// Shows that the test above would notice.
    @Test func withoutAFullSyncItWould() async throws {
        let found = try await sweepPowerCuts(from: 9, by: 16, seed: 0, synchronous: 1)
        #expect(!found.lost.isEmpty)
    }

    @Test(arguments: [FAULTY_WRITES, FAULTY_SYNCS], [false, true])
    func aFaultIsNeverASuccess(_ kind: faulty_kind, _ lasts: Bool) async throws {
        try await Fixture.inFolder { folder in
            let disk = Disk("\(folder)/data")
            let fixture = Fixture(folder: folder, storage: try Fixture.open("\(folder)/data"))
            var (done, nth): ([(deeds: [Deed], acknowledged: [Bool])], Int) = ([], 1)
            var hasFailed = true
            while hasFailed {
                let deeds = try await Deed.some(nth, in: fixture)
                disk.fail(
                    kind, at: nth, lasts: lasts, code: nth.isMultiple(of: 2) ? SQLITE_FULL : kind == FAULTY_SYNCS ? syncFailed : writeFailed
                )
                var acknowledged: [Bool] = []
                for deed in deeds { acknowledged.append(await failure { try await deed.perform() } == nil) }
                hasFailed = disk.heal()
                #expect(!hasFailed || acknowledged.contains(false) || !lasts)
                #expect(try await fixture.lost(of: deeds, acknowledged: acknowledged).isEmpty)
                _ = try await fixture.signUp("After\(nth)")
                done.append((deeds, acknowledged))
                nth += kind == FAULTY_SYNCS ? 1 : max(1, every / 3)
            }
            #expect(done.count > 5, "it was gone through")
            print("\(done.count) \(kind == FAULTY_SYNCS ? "syncs" : "writes") that fail\(lasts ? ", and all after each" : "")")
            try await fixture.expectWhole()
            // What a sync that failed has left behind never gets to the disk by itself.
            disk.cutPower(at: 1)
            fixture.storage.shutDown()
            disk.restorePower(seed: 0)
            let again = Fixture(folder: folder, storage: try Fixture.open("\(folder)/data"))
            for (deeds, acknowledged) in done { #expect(try await again.lost(of: deeds, acknowledged: acknowledged).isEmpty) }
            #expect(try await again.count("SELECT count(*) FROM account WHERE name LIKE 'After%'") == done.count)
            try await again.expectWhole()
            again.storage.shutDown()
            disk.free()
        }
    }

    /// - Parameter synchronous: another setting of SQLite's than ours.
    private func sweepPowerCuts(from first: Int, by step: Int, seed: UInt64, synchronous: Int64?) async throws -> Found {
        var found = Found()
        try await Fixture.inFolder { folder in
            let disk = Disk("\(folder)/data")
            var (point, wasCut) = (first, true)
            while wasCut {
                let fixture = Fixture(folder: folder, storage: try Fixture.open("\(folder)/data", seed: UInt64(point)))
                if let synchronous { try await fixture.synchronize(synchronous) }
                let deeds = try await Deed.some(point, in: fixture)
                disk.cutPower(at: point)
                let acknowledged = await withTaskGroup(of: (Int, Bool).self) { group in
                    for (index, deed) in deeds.enumerated() {
                        group.addTask { (index, await failure { try await deed.perform() } == nil) }
                    }
                    return await group.reduce(into: [Bool](repeating: false, count: deeds.count)) { $0[$1.0] = $1.1 }
                }
                fixture.storage.shutDown()
                wasCut = disk.restorePower(seed: seed == 0 ? 0 : seed << 32 + UInt64(point))
                let again = Fixture(folder: folder, storage: try Fixture.open("\(folder)/data"))
                found.lost += try await again.lost(of: deeds, acknowledged: acknowledged, isWhole: synchronous == nil)
                if point % 5 == 0 || !wasCut { try await again.expectWhole() }
                again.storage.shutDown()
                if wasCut { found.cuts += 1 }
                for isAcknowledged in acknowledged {
                    if isAcknowledged { found.acknowledged += 1 } else { found.unacknowledged += 1 }
                }
                point += step
            }
            disk.free()
        }
        return found
    }

    private struct Found {
        var lost: [String] = []
        var (cuts, acknowledged, unacknowledged) = (0, 0, 0)
    }
}

/// Memory is short for one thread of the process at a time.
@Suite(.serialized) struct MemoryFaultTests {
    @Test(arguments: [false, true]) func aWriteWithoutMemoryIsNeverASuccess(_ lasts: Bool) async throws {
        try await Fixture.run { fixture in
            var (nth, hasFailed, tried, failed) = (1, true, 0, 0)
            while hasFailed {
                let deeds = try await Deed.some(nth, in: fixture)
                let place = nth
                try await fixture.database.write { _ in faulty_memory_fail(place, lasts ? 1 : 0) }
                var acknowledged: [Bool] = []
                for deed in deeds { acknowledged.append(await failure { try await deed.perform() } == nil) }
                hasFailed = faulty_memory_heal() != 0
                #expect(try await fixture.lost(of: deeds, acknowledged: acknowledged).isEmpty)
                failed += acknowledged.count { !$0 }
                tried += 1
                nth += every == 1 ? 1 : 3 * every + 1
            }
            #expect(failed > 5)
            print("\(tried) allocations of writes that fail\(lasts ? ", and all after each" : ""), \(failed) writes refused")
            _ = try await fixture.signUp("Afterwards")
            try await fixture.expectWhole()
        }
    }

    /// What is read is right, or it is an error.
    @Test(arguments: [false, true]) func aReadWithoutMemoryIsNeverWrong(_ lasts: Bool) async throws {
        try await Fixture.run(readers: 1) { fixture in
            let ada = try await fixture.signUp("Ada")
            let scope = try await fixture.organization(of: ada)
            for number in 0..<5 { try await fixture.join(try await fixture.signUp("Member\(number)"), scope, as: .member) }
            let storage = fixture.storage
            let reads: [@Sendable () async throws -> String] = [
                { "\(try await storage.session(opening: ada.token, at: fixture.now)?.id.description ?? "none")" },
                {
                    try await storage.me(ada.session, at: fixture.now).organizations.map { "\($0.organization.name) \($0.role.key)" }
                        .joined()
                },
                { "\(try await storage.organization(in: scope, at: fixture.now).permissions.map(\.rawValue).sorted())" },
                {
                    try await storage.read {
                        try $0.rows("SELECT name, email, role FROM account JOIN membership ON account_id = id") {
                            "\(try $0[0] as String) \(try $0[1] as String) \(try $0[2] as String)"
                        }
                    }.joined()
                },
            ]
            var expected: [String] = []
            for read in reads { expected.append(try await read()) }
            var (nth, hasFailed, tried, failed) = (1, true, 0, 0)
            while hasFailed {
                let place = nth
                try await storage.read { _ in faulty_memory_fail(place, lasts ? 1 : 0) }
                for (index, read) in reads.enumerated() {
                    do {
                        #expect(try await read() == expected[index])
                    } catch {
                        #expect(error is DatabaseError, "\(error)")
                        failed += 1
                    }
                }
                hasFailed = faulty_memory_heal() != 0
                tried += 1
                nth += max(1, every / 4)
            }
            #expect(failed > 5)
            print("\(tried) allocations of reads that fail\(lasts ? ", and all after each" : ""), \(failed) reads refused")
            for (index, read) in reads.enumerated() { #expect(try await read() == expected[index]) }
        }
    }
}

/// A folder as `faulty_disk` has it.
private struct Disk {
    private let disk: OpaquePointer

    init(_ folder: String) { disk = faulty_disk_new(folder) }

    func fail(_ kind: faulty_kind, at nth: Int, lasts: Bool, code: Int32) { faulty_disk_fail(disk, kind, nth, lasts ? 1 : 0, code) }
    func heal() -> Bool { faulty_disk_heal(disk) != 0 }
    func cutPower(at nth: Int) { faulty_disk_cut_power(disk, nth) }
    @discardableResult func restorePower(seed: UInt64) -> Bool { faulty_disk_restore_power(disk, seed) != 0 }
    func free() { faulty_disk_free(disk) }
}

/// SQLITE_IOERR_WRITE and SQLITE_IOERR_FSYNC, which are made by macros that Swift doesn't see.
private let writeFailed = SQLITE_IOERR | 3 << 8
private let syncFailed = SQLITE_IOERR | 4 << 8

extension Fixture {
    /// Nothing may be written meanwhile: SQLite takes the setting outside of a transaction only.
    fileprivate func synchronize(_ setting: Int64) async throws {
        nonisolated(unsafe) var writer: SQLiteConnection?
        try await database.write { writer = $0 as? SQLiteConnection }
        try writer?.setPragma("synchronous", to: setting)
    }
}
