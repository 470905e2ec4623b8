import Domain
import Testing

@testable import Mail

@Suite struct HeaderTextTests {
    private static let controls = (0x00...0x1f).map { $0 } + (0x7f...0x9f).map { $0 } + [0x2028, 0x2029]

    @Test(arguments: controls)
    func noControlCharacterGetsIn(_ value: Int) throws {
        let control = String(Unicode.Scalar(UInt32(value))!)
        for text in [control, "Hello\(control)Bcc: eve@example.org", "\(control)x", "x\(control)", "ü\(control)"] {
            #expect(throws: Problem.self) { try HeaderText(text) }
        }
        for name in ["a\(control)b", "\"a\(control)b\""] {
            #expect(throws: Problem.self) { try Mailbox("\(name) <ada@example.com>") }
        }
        for text in ["a\(control)b@example.com", "a@exa\(control)mple.com"] {
            #expect(throws: Problem.self) { try Mailbox(text) }
            #expect(throws: Problem.self) { try Mailbox("Ada <\(text)>") }
        }
    }

    @Test func aLineBreakOfTwoIsNoWayAround() {
        #expect(throws: Problem.self) { try HeaderText("Hello\r\nBcc: eve@example.org") }
        #expect(throws: Problem.self) { try HeaderText("Hello\r\n\r\n<p>") }
        #expect(throws: Problem.self) { try Mailbox("Ada\r\nBcc: eve <ada@example.com>") }
    }

    @Test(arguments: [
        ("Reset your password", "Reset your password"),
        ("", ""),
        ("Grüße", "=?utf-8?B?R3LDvMOfZQ==?="),
        ("Ada lädt Sie zu Acme ein", "=?utf-8?Q?Ada_l=C3=A4dt_Sie_zu_Acme_ein?="),
        ("株式会社", "=?utf-8?B?5qCq5byP5Lya56S+?="),
        ("=?utf-8?Q?forged?=", "=?utf-8?B?PT91dGYtOD9RP2ZvcmdlZD89?="),
        (" outer ", "=?utf-8?Q?_outer_?="),
        ("two  spaces", "=?utf-8?Q?two__spaces?="),
        ("_?=", "_?="),
    ])
    func knownSubjects(_ text: String, _ encoded: String) throws {
        #expect(try HeaderText(text).unstructured(after: 9) == encoded)
    }

    @Test(arguments: [
        ("Ada Lovelace", "Ada Lovelace"),
        ("O'Hara", "O'Hara"),
        ("Acme, Inc.", "\"Acme, Inc.\""),
        ("Robert\"); --", "\"Robert\\\"); --\""),
        ("back\\slash", "\"back\\\\slash\""),
        ("eve@example.org", "\"eve@example.org\""),
        ("<eve@example.org>", "\"<eve@example.org>\""),
        ("Müller, J.", "=?utf-8?B?TcO8bGxlciwgSi4=?="),
        ("=?utf-8?Q?forged?=", "=?utf-8?B?PT91dGYtOD9RP2ZvcmdlZD89?="),
    ])
    func knownNames(_ text: String, _ encoded: String) throws {
        #expect(HeaderText(try DisplayName(text)).phrase(after: 6) == encoded)
    }

    @Test func longTextIsFoldedAtSpaces() throws {
        let text = String(repeating: "word ", count: 60) + "end"
        let encoded = try HeaderText(text).unstructured(after: 9)
        #expect(Wire.lines(encoded).count > 1 && !encoded.contains("=?"))
        #expect(Wire.decodeHeader(encoded) == text)
        expectShortLines(encoded, after: 9)
    }

    @Test func aWordThatIsLongerThanALineIsEncoded() throws {
        let text = "short " + String(repeating: "x", count: 1000)
        let encoded = try HeaderText(text).unstructured(after: 9)
        #expect(Wire.decodeHeader(encoded) == text)
        expectShortLines(encoded, after: 9)
    }

    @Test func whateverGoesInComesOut() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            let text = RandomText.make(upTo: 200, oneLine: true, &generator)
            let encoded = try HeaderText(text).unstructured(after: 9)
            #expect(Array(Wire.decodeHeader(encoded).utf8) == Array(text.utf8))
            expectShortLines(encoded, after: 9)
            expectShortLines(try HeaderText(text).phrase(after: 6), after: 6)
        }
    }

    /// ASCII; each line of at most 76 characters, each further one begins with a space, each encoded word has at most 75.
    private func expectShortLines(_ encoded: String, after used: Int) {
        #expect(encoded.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 10 || $0 == 13 })
        for (index, line) in Wire.lines(encoded).enumerated() {
            #expect(line.utf8.count <= (index == 0 ? 76 - used : 76))
            #expect(index == 0 || line.first == " " && line.contains { $0 != " " })
            for word in line.split(separator: " ") where word.hasPrefix("=?") { #expect(word.utf8.count <= 75) }
        }
    }
}
