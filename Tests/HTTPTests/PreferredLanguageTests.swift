import Domain
import TestSupport
import Testing

@testable import HTTP

@Suite struct PreferredLanguageTests {
    private func language(cookies: String? = nil, accepted: String? = nil) -> Language {
        LanguagePreference(cookies: cookies, accepted: accepted).language
    }

    private static let weighted: [(String?, Language)] = [
        (nil, .english), ("", .english), ("de", .german), ("en", .english), ("de-AT", .german), ("DE-at", .german),
        ("de-Latn-DE-1996", .german),
        ("fr", .english), ("fr, de;q=0.1", .german), ("de, en", .german), ("en, de", .english), ("de;q=0.5, en;q=0.6", .english),
        ("de ;q=0.5\t, \ten ; q=0.4", .german), ("en-US,de-DE;q=0.9,de;q=0.8,en;q=0.7", .english), ("de-AT,de;q=0.9,en;q=0.8", .german),
        ("en;q=0.001, de;q=0.002", .german), ("de;q=1.000, en;Q=1.0", .german), ("den, deu, german", .english), ("de_AT", .english),
    ]

    @Test(arguments: weighted)
    func byWeight(_ accepted: String?, _ expected: Language) {
        #expect(language(accepted: accepted) == expected)
    }

    private static let wildcards: [(String, Language)] = [
        ("*", .english), ("*, de", .german), ("*, de;q=0.9", .english), ("*;q=0.5, de", .german), ("en;q=0, *", .german),
        ("en;q=0.1, *;q=0.5", .german), ("en;q=0, de;q=0, *", .english), ("*;q=0", .english), ("*;q=0, de", .german), ("*-DE", .english),
        ("de;q=0", .english), ("de;q=0.000, fr", .english), ("en;q=0, de;q=0.1", .german), ("de;q=0, *", .english),
    ]

    @Test(arguments: wildcards)
    func wildcardsAndRefusals(_ accepted: String, _ expected: Language) {
        #expect(language(accepted: accepted) == expected)
    }

    /// What breaks the grammar counts for nothing, and what is beside it still counts.
    @Test(arguments: [
        "de;q=", "de;q=2", "de;q=1.001", "de;q=-1", "de;q=nan", "de;q=0.1234", "de;q=.5", "de;q=1e0", "de;q=0,5", "de;level=1",
        "de;q=1;q=1",
        "de;;", "de;q=０.9", "de;q = 1", ";q=1", "d e", "ｄｅ", "de\u{0}", ",,,", ";", "-", "de;q=99999999999999999999",
    ])
    func whatCannotBeRead(_ accepted: String) {
        #expect(language(accepted: accepted) == .english)
        #expect(language(accepted: "\(accepted), fr;q=0.5, de;q=0.3") == .german)
    }

    @Test func duplicates() {
        #expect(language(accepted: "de;q=0.1, en;q=0.5, de;q=0.9") == .german)
        #expect(language(accepted: "de, de, de, en") == .german)
        #expect(language(accepted: "*;q=0.1, *;q=0.9, de;q=0.5") == .english)
    }

    /// Eight times the header takes about eight times as long, not sixty-four times.
    @Test func aLongHeaderTakesTimeByItsLength() {
        let items = [",", "de;q=0,", ";", "-", "de-", "*;q=0.9,", "\t", "é,", "q=", "aaaaaaaaaaaaaaaaaaaaaa"]
        for item in items {
            let (short, long) = (time(of: item, length: 8_192), time(of: item, length: 65_536))
            #expect(long < short * 32, "\(item)")
        }
    }

    private func time(of item: String, length: Int) -> Duration {
        let header = String(repeating: item, count: length / item.utf8.count)
        return processorTime { _ = language(cookies: header, accepted: header) }
    }

    private static let choices: [(String, Language?)] = [
        ("tenantry-language=de", .german), ("tenantry=x; tenantry-language=de", .german), ("a=b;tenantry-language=de;c=d", .german),
        ("__Host-tenantry-language=de", .german), ("__Host-xtenantry-language=de", nil), ("__Host-=de", nil),
        ("tenantry-language=en", .english), ("tenantry-language=fr", nil), ("tenantry-language=", nil), ("tenantry-language", nil),
        ("tenantry-language=de-AT", nil), ("tenantry-language=DE", nil), ("xtenantry-language=de", nil), ("tenantry-language2=de", nil),
        ("tenantry-language=fr; tenantry-language=de", .german), ("tenantry-language=\"de\"", nil), ("a=tenantry-language=de", nil),
        ("a=b\u{37e}tenantry-language=de", nil),
    ]

    @Test(arguments: choices)
    func aChoiceInTheCookieWins(_ cookies: String, _ expected: Language?) {
        #expect(language(cookies: cookies, accepted: "en") == expected ?? .english)
        #expect(language(cookies: cookies, accepted: "de") == expected ?? .german)
    }
}
