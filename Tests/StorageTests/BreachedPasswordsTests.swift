import Crypto
import Domain
import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite struct BreachedPasswordsTests {
    private static let breached = "seven stolen spoons"
    private static let other = "seven silver spoons"

    private static func hash(_ text: String) -> String {
        Insecure.SHA1.hash(data: Data(text.utf8)).map { String(format: "%02X", $0) }.joined()
    }

    /// Lines `HASH:COUNT` of many passwords, in order, with some of `counts` among them.
    private static func lines(_ counts: [String: Int] = [breached: 3], among number: Int = 500) -> [String] {
        let others = (0..<number).map { "\(hash("otter lamp \($0)")):\($0 * 7919 % 100_000 + 1)" }
        return (others + counts.map { "\(hash($0.key)):\($0.value)" }).sorted()
    }

    private func withFolder<Result>(_ work: (String) async throws -> Result) async throws -> Result {
        let folder = NSTemporaryDirectory() + "tenantry-breached-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await work(folder)
    }

    private func write(_ lines: [String], to file: String, end: String = "\r\n") throws {
        try Data(lines.map { $0 + end }.joined().utf8).write(to: URL(filePath: file))
    }

    /// A file for each prefix that `lines` have, and those that every copy has.
    private func writeRanges(_ lines: [String], to folder: String, ending: String = ".txt", end: String = "\r\n") throws {
        let ranges = Dictionary(grouping: lines) { $0.prefix(5) }
        for prefix in Set(ranges.keys).union(["00000", "FFFFF"]) {
            try write((ranges[prefix] ?? []).map { String($0.dropFirst(5)) }, to: "\(folder)/\(prefix)\(ending)", end: end)
        }
    }

    private func finds(_ text: String, in path: String) throws -> Bool {
        try BreachedPasswordSet(path).contains(Fixture.accepted(text))
    }

    @Test(arguments: [".txt", ""], ["\r\n", "\n"])
    func aFolderOfRanges(ending: String, end: String) async throws {
        try await withFolder { folder in
            try writeRanges(Self.lines([Self.breached: 3, Self.other: 0]), to: folder, ending: ending, end: end)
            #expect(try finds(Self.breached, in: folder))
            #expect(try finds("otter lamp 77", in: folder))
            #expect(try !finds(Self.other, in: folder), "a line that only pads does not count")
        }
    }

    @Test func rangesWithSmallLetters() async throws {
        try await withFolder { folder in
            let hash = Self.hash(Self.breached).lowercased()
            for prefix in ["00000", "fffff", String(hash.prefix(5))] {
                try write(["\(hash.dropFirst(5)):1"], to: "\(folder)/\(prefix).txt")
            }
            #expect(try finds(Self.breached, in: folder))
        }
    }

    @Test(arguments: ["\r\n", "\n"])
    func oneFile(end: String) async throws {
        try await withFolder { folder in
            let file = folder + "/hashes.txt"
            try write(Self.lines([Self.breached: 3, Self.other: 0]), to: file, end: end)
            #expect(try finds(Self.breached, in: file))
            for number in 0..<500 { #expect(try finds("otter lamp \(number)", in: file)) }
            for number in 500..<1000 { #expect(try !finds("otter lamp \(number)", in: file)) }
            #expect(try !finds(Self.other, in: file))
        }
    }

    @Test func oneLineAlone() async throws {
        try await withFolder { folder in
            let file = folder + "/hashes.txt"
            try write(Self.lines(among: 0), to: file, end: "")
            #expect(try finds(Self.breached, in: file))
            #expect(try !finds(Self.other, in: file))
        }
    }

    @Test func whatIsNoSetIsNamed() async throws {
        try await withFolder { folder in
            func fault(_ path: String) -> String? {
                do throws(Problem) { _ = try BreachedPasswordSet(path) } catch { return error.message }
                return nil
            }
            #expect(fault(folder + "/none")?.contains("that can be read") == true)
            #expect(fault(folder)?.contains("00000 to FFFFF") == true)
            try write(["A" + String(repeating: "0", count: 34) + ":1"], to: folder + "/00000.txt")
            #expect(fault(folder)?.contains("00000 to FFFFF") == true, "the last range is missing")
            #expect(fault(folder + "/00000.txt")?.contains("does not begin with a line") == true)
            try write([], to: folder + "/empty.txt")
            #expect(fault(folder + "/empty.txt")?.contains("does not begin with a line") == true)
        }
    }

    @Test func aSetThatIsGoneKeepsNobodyOutAndIsToldOfOnce() async throws {
        try await withFolder { folder in
            try writeRanges(Self.lines(among: 0), to: folder)
            let told = NIOLockedValueBox<[String]>([])
            let breached = try BreachedPasswords(BreachedPasswordSet(folder)) { fault in told.withLockedValue { $0.append(fault) } }
            defer { breached.close() }
            let password = try Fixture.accepted(Self.breached)
            let range = "\(folder)/\(Self.hash(Self.breached).prefix(5)).txt"
            #expect(try await breached.contains(password))
            try FileManager.default.moveItem(atPath: range, toPath: folder + "/away")
            for _ in 0..<3 { #expect(try await !breached.contains(password)) }
            #expect(told.withLockedValue { $0 } == ["\(folder): No such file or directory"])
            try FileManager.default.moveItem(atPath: folder + "/away", toPath: range)
            #expect(try await breached.contains(password))
            try FileManager.default.removeItem(atPath: range)
            #expect(try await !breached.contains(password))
            #expect(told.withLockedValue { $0.count } == 2)
        }
    }
}
