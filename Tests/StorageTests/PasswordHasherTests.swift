import Domain
import FoundationEssentials
import TestSupport
import Testing

@testable import Storage

@Suite struct PasswordHasherTests {
    private static let heavy = PasswordHasher.Cost(memory: 4 * 1024 * 1024, passes: 2)

    private func with<Result>(
        _ cost: PasswordHasher.Cost = .cheap, threads: Int = 2, waiting: Int = 1000, _ work: (PasswordHasher) async throws -> Result
    ) async throws -> Result {
        let hasher = PasswordHasher(cost: cost, threads: threads, waiting: waiting)
        defer { hasher.close() }
        return try await work(hasher)
    }

    @Test func onlyTheSamePasswordMatches() async throws {
        try await with { hasher in
            for text in ["plum cloud ferry nine", "caf\u{e9} a\u{0}b plums", "漢字仮名交じり文章"] {
                let hash = try await hasher.hash(Fixture.accepted(text))
                #expect(hash.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
                #expect(!hash.contains(text))
                #expect(try await hasher.verify(Password(presented: text), against: hash))
                for other in ["", text + " ", text.uppercased() + "x", String(text.dropLast()), "caf\u{e9} a"] {
                    #expect(try await hasher.verify(Password(presented: other), against: hash) == false)
                }
            }
        }
    }

    @Test func everyHashHasASaltOfItsOwn() async throws {
        try await with { hasher in
            let password = try Fixture.accepted()
            let (one, other) = (try await hasher.hash(password), try await hasher.hash(password))
            #expect(one != other)
        }
    }

    @Test func theStandardCostIsTheOneOfOWASP() async throws {
        let hash = try await with(.standard, threads: 1) { try await $0.hash(Fixture.accepted()) }
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    }

    /// By how much `work` raises the process's memory, in KiB, at its peak. Tests that run at the same time may raise it, too.
    private func peakMemory(of work: () async throws -> Void) async throws -> Int {
        try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"), options: [])  // forgets the peak so far (proc(5))
        let before = try peakMemory()
        try await work()
        return try peakMemory() - before
    }

    private func peakMemory() throws -> Int {
        let status = String(decoding: try Data(contentsOf: URL(filePath: "/proc/self/status")), as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return try #require(line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "m=4194304,t=1,p=1", "m=262145,t=1,p=1", "m=8,t=17,p=1", "m=8,t=4294967295,p=1", "m=8,t=1,p=2", "m=8,t=1,p=64",
            "m=99999999999999999999,t=1,p=1", "m=-8,t=1,p=1", "m=8,t=0,p=1", "m=0,t=1,p=1", "m=8,t=1", "m=8,t=1,p=1,x=1", "",
        ]
    )
    func whatAHashMayAskForIsCapped(_ parameters: String) async throws {
        try await with { hasher in
            let password = try Fixture.accepted()
            let fields = try await hasher.hash(password).split(separator: "$", omittingEmptySubsequences: false)
            let hash = (fields[..<3] + [parameters[...]] + fields[4...]).joined(separator: "$")
            var (least, isRight) = (Int.max, true)
            for _ in 0..<10 where least >= 200 * 1024 {
                least = min(least, try await peakMemory { isRight = try await hasher.verify(password, against: hash) })
            }
            #expect(!isRight && least < 200 * 1024)
        }
    }

    @Test func uptoTheCapItIsVerified() async throws {
        for (passes, isAllowed) in [(16, true), (17, false)] as [(UInt64, Bool)] {
            try await with(PasswordHasher.Cost(memory: 8192, passes: passes)) { hasher in
                let hash = try await hasher.hash(Fixture.accepted())
                #expect(try await hasher.verify(Fixture.accepted(), against: hash) == isAllowed)
            }
        }
    }

    @Test(arguments: ["", "x", "$argon2id$", "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA", "$2b$10$abcdefghijklmnopqrstuv", "\u{0}$$$$$"])
    func whatIsNoHashNeverMatches(_ hash: String) async throws {
        try await with { hasher in
            for text in ["", "x", hash] {
                let matches = try await hasher.verify(Password(presented: text), against: hash)
                #expect(!matches)
            }
            #expect(hasher.needsRehash(hash))
        }
    }

    @Test func hashesOfAnotherCostAreMadeAgain() async throws {
        let cheap = try await with { try await $0.hash(Fixture.accepted()) }
        try await with { #expect(!$0.needsRehash(cheap)) }
        try await with(PasswordHasher.Cost(memory: 16 * 1024, passes: 1)) { #expect($0.needsRehash(cheap)) }
        try await with(PasswordHasher.Cost(memory: 8 * 1024, passes: 2)) { #expect($0.needsRehash(cheap)) }
    }

    @Test func aFullQueueRefusesEveryKindOfWork() async throws {
        try await with(waiting: 0) { hasher in
            let password = try Fixture.accepted()
            let busy = Failure.busy(retryAfter: .seconds(1))
            await #expect(throws: busy) { try await hasher.hash(password) }
            await #expect(throws: busy) { try await hasher.verify(password, against: "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA") }
            await #expect(throws: busy) { try await hasher.verify(password, against: nil) }
        }
    }

    /// One address that floods the queue leaves room for the others.
    @Test func oneClientGetsHalfOfTheQueueAtMost() async throws {
        try await with(Self.heavy, threads: 1, waiting: 8) { hasher in
            let password = try Fixture.accepted()
            let flood = PasswordHasher.Client(address: "192.0.2.66")
            let other = PasswordHasher.Client(address: "192.0.2.1")
            let refused = await withTaskGroup(of: PasswordHasher.Client?.self) { group in
                for client in Array(repeating: flood, count: 60) + [other] {
                    group.addTask { await failure { try await hasher.hash(password, for: client) } == nil ? nil : client }
                }
                var refused: [PasswordHasher.Client] = []
                for await client in group { if let client { refused.append(client) } }
                return refused
            }
            #expect(refused.contains(flood))
            #expect(!refused.contains(other))
            _ = try await hasher.hash(password, for: flood)
        }
    }

    @Test func aFloodIsRefusedAndTheQueueIsServed() async throws {
        try await with(Self.heavy, threads: 1, waiting: 3) { hasher in
            let password = try Fixture.accepted()
            let outcomes = await withTaskGroup(of: (any Error)?.self) { group in
                for _ in 0..<60 { group.addTask { await failure { try await hasher.hash(password) } } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let refused = outcomes.compactMap { $0 }
            #expect(refused.allSatisfy { $0 as? Failure == .busy(retryAfter: .seconds(1)) })
            #expect(!refused.isEmpty && refused.count <= 57)
            #expect(try await hasher.verify(password, against: hasher.hash(password)))
        }
    }

    /// An account without a password costs as much to ask as none at all, and as one that has one: nobody learns which there are.
    @Test func nothingToCompareWithNeverMatchesAndWorksAsLong() async throws {
        try await with(Self.heavy) { hasher in
            let hash = try await hasher.hash(Fixture.accepted())
            let wrong = try Password(presented: "something else")
            let known = processorTime { #expect(!hasher.compare(wrong, with: hash)) }
            for none in [nil, PasswordHasher.unusable] {
                let unknown = processorTime { #expect(!hasher.compare(wrong, with: none)) }
                #expect(unknown > known / 2 && unknown < known * 2)
                for password in ["", PasswordHasher.unusable] {
                    #expect(try await hasher.verify(Password(presented: password), against: none) == false)
                }
            }
        }
    }
}
