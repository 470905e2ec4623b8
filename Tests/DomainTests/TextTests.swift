import Testing

@testable import Domain

/// Pins what is taken from the standard library's unpublished interface: another toolchain must compose the same way.
@Suite struct TextTests {
    private func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

    @Test(arguments: [
        ("e\u{301}", [0xe9]), ("\u{212b}", [0xc5]), ("A\u{30a}", [0xc5]), ("\u{2126}", [0x3a9]), ("\u{1100}\u{1161}\u{11a8}", [0xac01]),
        ("q\u{307}\u{323}", [0x71, 0x323, 0x307]), ("\u{958}", [0x915, 0x93c]), ("\u{1e9b}\u{323}", [0x1e9b, 0x323]),
        ("s\u{323}\u{307}", [0x1e69]), ("\u{fb01}", [0xfb01]), ("\u{1d15e}", [0x1d157, 0x1d165]), ("\u{344}", [0x308, 0x301]),
        ("\u{f900}", [0x8c48]), ("", []), ("plain", [0x70, 0x6c, 0x61, 0x69, 0x6e]), ("a\u{0}b", [0x61, 0, 0x62]),
    ])
    func formC(_ text: String, _ composed: [UInt32]) {
        #expect(scalars(text.normalized) == composed)
    }

    @Test(arguments: [("\u{e9}", [0x65, 0x301]), ("\u{1e69}", [0x73, 0x323, 0x307]), ("\u{ac01}", [0x1100, 0x1161, 0x11a8])])
    func formD(_ text: String, _ decomposed: [UInt32]) {
        #expect(scalars(text.decomposed) == decomposed)
    }

    @Test func compositionIsIdempotentAndKeepsMeaning() {
        let generator = SeededGenerator(15)
        for _ in 0..<3000 {
            let text = generator.text(upTo: 12)
            let composed = text.normalized
            #expect(scalars(composed.normalized) == scalars(composed))
            #expect(scalars(text.decomposed.normalized) == scalars(composed))
            #expect(composed == text)
        }
    }

    @Test(arguments: [("ÄÖÜ", "äöü"), ("E\u{301}", "\u{e9}"), ("STRASSE", "strasse"), ("Ǆ", "ǆ"), ("ΑΒΓ", "αβγ"), ("\u{130}", "i\u{307}")])
    func folding(_ text: String, _ folded: String) {
        #expect(scalars(text.folded) == scalars(folded))
        #expect(scalars(text.folded.folded) == scalars(folded))
    }

    @Test func trimming() {
        #expect(" \t\r\n\u{a0}\u{3000}a b\u{2028} ".trimmed == "a b")
        #expect(" \n ".trimmed.isEmpty)
        #expect("".trimmed.isEmpty)
        #expect("a".trimmed == "a")
    }

    @Test func lengthIsInCodePoints() {
        #expect("e\u{301}".codePointCount == 2)
        #expect("👩‍👩‍👧‍👦".codePointCount == 7)
        #expect("\r\n".codePointCount == 2)
    }
}
