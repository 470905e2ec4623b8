import Testing

@testable import Domain

@Suite struct DisplayNameTests {
    @Test(arguments: [
        "Ada", "Ada King, Countess of Lovelace", "Müller & Söhne GmbH", "株式会社", "Ольга", "عائشة", "ארכיון", "நன்றி", "O’Hara", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "👍🏽", "❤️", "نامه‌ای", "X", "<b>bold</b>", "Robert'); DROP TABLE account;--", "{{assets}}", "1",
    ])
    func valid(_ text: String) throws {
        #expect(try Array(DisplayName(text).text.unicodeScalars) == Array(text.normalized.unicodeScalars))
    }

    @Test(arguments: ["", " ", "\n\t ", "\u{3000}\u{a0}\u{2003}"])
    func empty(_ text: String) {
        #expect(problem { try DisplayName(text) } == "must not be empty")
    }

    @Test(arguments: [
        "a\nb", "a\rb", "a\u{0}b", "\u{1b}[31mred", "a\u{7f}", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "\u{202e}gpj.exe", "a\u{202a}b",
        "a\u{2066}b", "a\u{2069}b", "a\u{200e}b", "a\u{200f}b", "a\u{61c}b", "a\u{200b}b", "a\u{feff}b", "a\u{ad}b", "a\u{e000}b",
        "a\u{10ffff}b", "a\u{206a}b", "a\u{e0001}b",
    ])
    func control(_ text: String) {
        #expect(problem { try DisplayName(text) } == "must not contain control characters")
    }

    @Test(arguments: [
        "\u{200d}", "\u{200c}\u{200d}", "\u{3164}", "\u{115f}\u{1160}", "\u{ffa0}", "\u{fe0f}", "\u{34f}", "\u{3164} \u{3164}",
        "\u{3164}\u{a0}\u{3164}", "\u{2800}", "\u{2800}\u{2800} \u{2800}",
    ])
    func invisible(_ text: String) {
        #expect(problem { try DisplayName(text) } == "must contain something visible")
    }

    @Test func oneHundredCodePointsAfterComposition() {
        let tooLong = "must have at most 100 characters"
        #expect(problem { try DisplayName(String(repeating: "a", count: 100)) } == nil)
        #expect(problem { try DisplayName(String(repeating: "a", count: 101)) } == tooLong)
        #expect(problem { try DisplayName(String(repeating: "😀", count: 100)) } == nil)
        #expect(problem { try DisplayName(String(repeating: "😀", count: 101)) } == tooLong)
        #expect(problem { try DisplayName(String(repeating: "e\u{301}", count: 100)) } == nil)
        #expect(problem { try DisplayName(String(repeating: "e\u{301}", count: 101)) } == tooLong)
        #expect(problem { try DisplayName(String(repeating: "👩‍👩‍👧‍👦", count: 15)) } == tooLong)
        #expect(problem { try DisplayName("  " + String(repeating: "a", count: 100) + "  ") } == nil)
    }

    @Test func outerWhiteSpaceGoesAndTheInnerStays() throws {
        #expect(try DisplayName(" \t Ada  King \u{a0}\n").text == "Ada  King")
    }

    @Test func twoSpellingsBecomeOne() throws {
        let (one, other) = (try DisplayName("Zoe\u{308}"), try DisplayName("Zo\u{eb}"))
        #expect(Array(one.text.utf8) == Array(other.text.utf8))
        #expect(one == other)
    }

    @Test func anyTextIsRefusedOrStable() throws {
        let generator = SeededGenerator(4)
        for _ in 0..<4000 {
            guard let name = try? DisplayName(generator.text(upTo: 12)) else { continue }
            #expect(try DisplayName(name.text) == name)
            #expect((1...100).contains(name.text.unicodeScalars.count))
            #expect(!name.text.unicodeScalars.contains { $0.value < 0x20 || (0x202a...0x202e).contains($0.value) })
        }
    }
}
