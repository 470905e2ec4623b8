import Glibc
import Testing

@testable import Archives

@Suite struct ZipTests {
    private static let names: Set = ["a.txt", "b.txt", "manifest.json"]

    /// A file without a name that holds `bytes`, for the time of `work`.
    private func withFile<Result>(_ bytes: [UInt8] = [], _ work: (Int32) throws -> Result) throws -> Result {
        var template = Array("/tmp/tenantry-zip-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        defer { close(file) }
        unlink(template)
        #expect(write(file, bytes, bytes.count) == bytes.count)
        return try work(file)
    }

    private func zip(_ entries: [(String, [UInt8])]) throws -> [UInt8] {
        try withFile { file in
            let writer = try ZipWriter(file)
            for (name, content) in entries {
                try writer.add(name) { write in
                    for start in stride(from: 0, to: content.count, by: 1000) { try write(Array(content[start...].prefix(1000))) }
                }
            }
            var bytes = [UInt8](repeating: 0, count: try writer.finish())
            #expect(pread(file, &bytes, bytes.count, 0) == bytes.count && lseek(file, 0, SEEK_END) == bytes.count)
            return bytes
        }
    }

    private func contents(of archive: [UInt8]) throws -> [String: [UInt8]] {
        try withFile(archive) { file in
            let reader = try ZipReader(file, admitting: Self.names)
            return try Dictionary(
                uniqueKeysWithValues: reader.names.map { name in
                    var content: [UInt8] = []
                    try reader.read(name) { content += $0 }
                    return (name, content)
                })
        }
    }

    private func refusal(_ archive: [UInt8]) -> ZipError? {
        do {
            _ = try contents(of: archive)
            return nil
        } catch {
            return error as? ZipError
        }
    }

    private static let noise: [UInt8] = {
        var state: UInt64 = 42
        return (0..<300_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
    }()

    @Test func whatGoesInComesOut() throws {
        let entries = [("a.txt", []), ("b.txt", Self.noise), ("manifest.json", [UInt8](repeating: 97, count: 2_000_000))]
        let archive = try zip(entries)
        #expect(archive.count < 320_000)
        #expect(try contents(of: archive) == Dictionary(uniqueKeysWithValues: entries))
        #expect(try contents(of: zip([])) == [:])
    }

    @Test func namesThatDoNotBelongAreRefused() throws {
        for name in ["../a.txt", "/etc/passwd", "A.txt", "a.txt/", ""] {
            #expect(refusal(try zip([(name, [1])])) == .malformed("it has something in it that does not belong there"), "\(name)")
        }
        #expect(refusal(try zip([("a.txt", [1]), ("a.txt", [2])])) == .entry("a.txt", problem: "is there twice"))
    }

    /// Every byte of a small archive: whatever is changed, either it does not matter or it is noticed, and nothing else comes out.
    @Test func noBitThatIsChangedChangesTheContent() throws {
        let content = Array("what it says, what it says, what it says".utf8)
        let archive = try zip([("a.txt", content), ("b.txt", [1, 2, 3])])
        for place in archive.indices {
            for bit in 0..<8 {
                var changed = archive
                changed[place] ^= 1 << UInt8(bit)
                guard let read = try? contents(of: changed) else { continue }
                #expect(read == ["a.txt": content, "b.txt": [1, 2, 3]], "byte \(place), bit \(bit)")
            }
        }
        for length in 0..<archive.count { #expect(refusal(Array(archive.prefix(length))) != nil, "\(length) bytes") }
        #expect(refusal(archive + [0]) != nil && refusal([0] + archive) != nil)
    }

    /// A directory that makes little of much: what comes is never more than it says.
    @Test func aBombStopsWhereTheDirectorySaysItEnds() throws {
        let big = [UInt8](repeating: 0, count: 5_000_000)
        var archive = try zip([("a.txt", big)])
        let directory = archive.count - ZipFormat.endSize - ZipFormat.centralSize - 5
        archive.replaceSubrange(directory + 24..<directory + 28, with: [100, 0, 0, 0])
        var taken = 0
        let thrown = #expect(throws: ZipError.self) {
            try withFile(archive) { file in try ZipReader(file, admitting: Self.names).read("a.txt") { taken += $0.count } }
        }
        #expect(thrown == .entry("a.txt", problem: "is longer than the directory says") && taken == 0)
    }

    @Test func entriesThatLieOverEachOtherAreRefused() throws {
        var archive = try zip([("a.txt", Self.noise), ("b.txt", Self.noise)])
        let second = archive.count - ZipFormat.endSize - ZipFormat.centralSize - 5
        archive.replaceSubrange(second + 42..<second + 46, with: [0, 0, 0, 0])
        #expect(refusal(archive) == .entry("b.txt", problem: "is not where the directory says"))
    }
}
