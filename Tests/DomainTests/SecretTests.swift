import Testing

@testable import Domain

@Suite struct SecretTests {
    @Test func aValueIsTakenAsItIs() throws {
        for text in ["x", " ", " padded\n", "a\u{301}", "á", "\u{202E}evil", "-----BEGIN KEY-----\r\nMIIE\r\n", "😀\t\u{1}", "null"] {
            #expect(try Array(SecretValue(text).text.utf8) == Array(text.utf8))
        }
        #expect(try SecretValue(String(repeating: "x", count: SecretValue.limit)).text.utf8.count == 16_384)
    }

    @Test(arguments: ["", "\u{0}", "a\u{0}b", "ab\u{0}", String(repeating: "x", count: 16_385), String(repeating: "😀", count: 4097)])
    func whatIsNoValue(_ text: String) {
        #expect(throws: Problem.self) { try SecretValue(text) }
    }

    @Test func onlyOfLongValuesTheLastFourAreShown() throws {
        let shown: [(String, String?)] = [
            ("sk_live_4242", "4242"), ("sk_live_424", nil), ("x", nil), (String(repeating: "a", count: 12), "aaaa"),
            ("éééééééé4242", "4242"), ("ééééé4242", nil), ("e\u{301}e\u{301}e\u{301}e\u{301}4242", "4242"),
            ("long enough but é", nil), ("long enough, then\n", nil), ("long enough a bc", nil), ("long enough \u{202E}abc", nil),
            ("long enough \u{202E}abcd", "abcd"), ("😀😀😀😀😀😀😀😀😀😀😀😀", nil),
        ]
        for (text, four) in shown { #expect(try SecretValue(text).lastFour == four, "\(text)") }
    }

    @Test func nothingThatPrintsAValueShowsIt() throws {
        let value = try SecretValue("sk_live_4242424242")
        var dumped = ""
        dump(value, to: &dumped)
        for text in ["\(value)", String(describing: value), String(reflecting: value), dumped, "\([value])", "\(Optional(value) as Any)"] {
            #expect(!text.contains("live") && !text.contains("4242"), "\(text)")
        }
    }

    @Test func aProviderIsAKey() throws {
        for text in ["stripe", "aws.s3", "a", "0", "9-_.", String(repeating: "a", count: 64)] {
            #expect(try SecretProvider(text).key == text)
        }
        for text in [
            "", " ", "Stripe", "-a", ".a", "_a", "a b", " a", "a\n", "é", "a/b", "../a", "a\u{0}", "a\u{301}",
            String(repeating: "a", count: 65),
        ] {
            #expect(throws: Problem.self, "\(text)") { try SecretProvider(text) }
        }
    }
}
