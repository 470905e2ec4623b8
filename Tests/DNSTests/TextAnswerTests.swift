import Testing

@testable import DNS

/// What a resolver sends is read as far as it is what it should be.
@Suite struct TextAnswerTests {
    /// `_tenantry.example.com`, asked for once.
    private static let question: [UInt8] =
        [9] + Array("_tenantry".utf8) + [7] + Array("example".utf8) + [3] + Array("com".utf8) + [0, 0, 16, 0, 1]

    private static func message(_ records: [[UInt8]], claiming count: UInt8? = nil) -> [UInt8] {
        [0, 7, 0x81, 0x80, 0, 1, 0, count ?? UInt8(records.count), 0, 0, 0, 0] + question + records.joined()
    }

    /// Named by a pointer to the question.
    private static func record(_ kind: UInt8, _ content: [UInt8], class place: UInt8 = 1) -> [UInt8] {
        [0xC0, 12, 0, kind, 0, place, 0, 0, 0, 60, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
    }

    private static func strings(_ texts: String...) -> [UInt8] { texts.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } }

    @Test func eachRecordIsOneTextOfItsStrings() throws {
        let alias = Self.record(5, [1, 97, 0xC0, 12])
        let answer = Self.message([alias, Self.record(16, Self.strings("ten", "", "antry")), Self.record(16, Self.strings("other"))])
        #expect(try TextAnswer.texts(in: answer) == ["tenantry", "other"])
        #expect(try TextAnswer.texts(in: Self.message([alias])).isEmpty)
        #expect(try TextAnswer.texts(in: Self.message([Self.record(16, Self.strings("x"), class: 3)])).isEmpty, "of another class")
        #expect(try TextAnswer.texts(in: Self.message([Self.record(16, [])])) == [""])
    }

    @Test func whatIsCutOffOrWrongIsNoAnswer() throws {
        let whole = Self.message([Self.record(16, Self.strings("tenantry"))])
        for length in whole.indices {
            #expect(throws: TextAnswer.Malformed.self, "\(length) bytes") { try TextAnswer.texts(in: Array(whole.prefix(length))) }
        }
        for broken in [
            Self.message([Self.record(16, Self.strings("x"))], claiming: 2), Self.message([Self.record(16, [9, 120])]),
            Self.message([[0x80] + Self.record(16, Self.strings("x"))]),
        ] {
            #expect(throws: TextAnswer.Malformed.self) { try TextAnswer.texts(in: broken) }
        }
    }

    /// Nothing that arrives ends the process, and nothing takes longer than it is long.
    @Test func anyBytesAreReadOrRefused() {
        var numbers = SystemRandomNumberGenerator()
        let whole = Self.message([Self.record(5, [1, 97, 0xC0, 12]), Self.record(16, Self.strings("ten", "antry"))])
        var read = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                bytes[Int.random(in: bytes.indices, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
            }
            if (try? TextAnswer.texts(in: bytes)) != nil { read += 1 }
            _ = try? TextAnswer.texts(in: (0..<64).map { _ in UInt8.random(in: 0...255, using: &numbers) })
        }
        #expect(read > 0)
    }

    @Test(arguments: ["192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]", "[2001:db8::53]:5353"])
    func anAddressIsAServer(text: String) throws { _ = try NameServer(text) }

    @Test(arguments: [
        "", "dns.example.com", "192.0.2.53:", "192.0.2.53:0", "192.0.2.53:65536", "192.0.2", "[2001:db8::53", "[::1]x", "::1:x",
    ])
    func anythingElseIsNone(text: String) { #expect(throws: (any Error).self) { try NameServer(text) } }
}
