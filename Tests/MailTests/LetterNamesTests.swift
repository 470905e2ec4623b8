import Domain
import Mail
import Testing

/// What people call themselves and their organizations can do nothing to a letter.
@Suite struct LetterNamesTests {
    private func letters(_ name: String) -> [Letter] {
        let messages = LetterTests.all(name, name).filter { !LetterTests.isForAnUnprovenAddress($0) }
        return Language.allCases.flatMap { language in messages.map { LetterTests.letter($0, in: language) } }
    }

    @Test(arguments: [
        "Müller & Söhne <GmbH>", "株式会社", "Robert\"); --", "👩‍👩‍👧‍👦", "O’Hara %s {{name}} \\ n", "ארכיון", "J. R. R. Tolkien",
    ])
    func namesStandVerbatimInTheText(_ name: String) {
        for letter in letters(name) { #expect(letter.text.contains(name), "\(letter.subject)") }
    }

    @Test(arguments: [
        "<img src=x onerror=alert(1)>", "</p></body><script>alert(1)</script>", "\"><a href='//evil'>", "&lt;b&gt;", "]]><!--",
    ])
    func noElementComesOfThem(_ name: String) {
        for (letter, harmless) in zip(letters(name), letters("Grace")) {
            #expect(!letter.html.contains(name))
            for mark in ["<", ">", "\"", "'"] {
                #expect(LetterTests.occurrences(of: mark, in: letter.html) == LetterTests.occurrences(of: mark, in: harmless.html))
            }
        }
    }

    /// Programs that show mail make links of what looks like one, and people trust what comes from here.
    @Test(arguments: [
        "evil.com/x", "https://evil.com", "www.evil.com", "mailto:eve@evil.com", "evil。com", "\\\\evil\\share", "javascript:alert(1)",
        "1.2.3.4",
        "ada@evil.com",
    ])
    func noLinkIsMadeOfThem(_ name: String) {
        for letter in letters(name) {
            for text in [letter.text, letter.html, letter.subject] { #expect(!text.contains(name)) }
            let shown = String(String.UnicodeScalarView(letter.text.unicodeScalars.filter { $0 != "\u{200C}" }))
            #expect(shown.contains(name), "it looks the same")
        }
        for letter in letters("evil.com/x") { #expect(letter.html.contains("evil.\u{200C}com/\u{200C}x")) }
    }

    /// `DisplayName` lets none of these in; a browser's description of itself may have them.
    @Test(arguments: ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\u{0}", "\u{202E}", "\u{2066}", "\u{200F}"])
    func noLineAndNoDirectionComesOfThem(_ separator: String) throws {
        #expect(throws: Problem.self) { try DisplayName("Ada\(separator)Bcc: eve@example.org") }
        let (hostile, harmless) = (letters("Ada\(separator)Bcc: eve"), letters("Ada Bcc: eve"))
        for (letter, plain) in zip(hostile, harmless) {
            let lines = [letter, plain].map { $0.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count }
            #expect(lines[0] == lines[1])
            #expect(!letter.subject.unicodeScalars.contains { $0.isUnprintable })
            #expect(!letter.html.unicodeScalars.contains { $0.isUnprintable && $0 != "\n" })
        }
    }

    @Test func namesFromRightToLeftKeepToThemselves() {
        for letter in letters("ארכיון") {
            #expect(letter.text.contains("\u{2068}ארכיון\u{2069}"))
            #expect(letter.html.contains("<bdi>ארכיון</bdi>"))
        }
        for letter in letters("Grace") { #expect(!letter.text.contains("\u{2068}")) }
    }
}
