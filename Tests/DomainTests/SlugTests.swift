import Testing

@testable import Domain

@Suite struct SlugTests {
    @Test(arguments: ["ab", "a1", "42", "acme", "a-b", "a-b-c-9", "0-0", String(repeating: "a", count: 48)])
    func valid(_ text: String) throws {
        #expect(try Slug(text).text == text)
    }

    @Test(arguments: ["", "a", String(repeating: "a", count: 49)])
    func length(_ text: String) {
        #expect(problem { try Slug(text) } == "must have 2 to 48 characters")
    }

    @Test(arguments: [
        "-a", "a-", "--", "a--b", "Acme", "a b", "a_b", "a.b", "a/b", "ümlaut", "a\u{0}b", "ab\n", "a%2fb", "аcme", "a\u{301}b", "..",
    ])
    func characters(_ text: String) {
        #expect(problem { try Slug(text) } == "may have lower-case letters a–z, digits, and single hyphens between them")
    }

    @Test(arguments: ["admin", "api", "me", "new", "www", "tenantry", "reset-password", "organizations", "healthz"])
    func reserved(_ text: String) {
        #expect(problem { try Slug(text) } == "“\(text)” is reserved")
    }

    @Test(arguments: [
        ("Acme", "acme"), ("Müller & Söhne GmbH", "muller-sohne-gmbh"), ("Straße 7", "strasse-7"), ("GROẞ", "gross"),
        ("Łódź Ørsted Æther Œuvre", "lodz-orsted-aether-oeuvre"), ("O’Hara's", "oharas"), ("  --Foo__Bar--  ", "foo-bar"),
        ("Cafe\u{301} Noir", "cafe-noir"), ("İstanbul Iğdır", "istanbul-igdir"), ("A+B=C", "a-b-c"), ("株式会社 Acme", "acme"),
        ("Þór Đuro", "thor-duro"), ("日本 42", "42"), ("Ünïcödé 😀 Inc.", "unicode-inc"),
    ])
    func fromNames(_ name: String, _ slug: String) throws {
        let suggestion = Slug.suggestion(for: try DisplayName(name))
        #expect(suggestion.slug.text == slug)
        #expect(!suggestion.needsSuffix)
    }

    @Test(arguments: [
        ("株式会社", "organization"), ("Компания", "organization"), ("شركة", "organization"), ("😀", "organization"), ("X", "organization"),
        ("Admin", "admin"), ("Ápi", "api"), ("Reset Password", "reset-password"), ("&&&", "organization"),
    ])
    func namesThatNeedASuffix(_ name: String, _ stem: String) throws {
        let suggestion = Slug.suggestion(for: try DisplayName(name))
        #expect(suggestion.needsSuffix)
        #expect(suggestion.slug.text == stem)
        let slug = suggestion.slug.distinguished(by: .seeded(5))
        #expect(slug.text.hasPrefix(stem + "-"))
        #expect(slug.text.count == stem.count + 7)
        #expect(try Slug(slug.text) == slug)
    }

    @Test func suffixesDiffer() throws {
        let randomness = Randomness.seeded(6)
        let acme = try Slug("acme")
        let slugs = (0..<1000).map { _ in acme.distinguished(by: randomness).text }
        #expect(Set(slugs).count == 1000)
        for slug in slugs { #expect(try Slug(slug).text == slug) }
    }

    /// With a suffix too, whatever stands where the slug is cut.
    @Test func everyCutLeavesASlug() throws {
        for length in 2...48 {
            for hyphen in 1..<(length - 1) {
                var letters = Array(repeating: Character("a"), count: length)
                letters[hyphen] = "-"
                let slug = try Slug(String(letters)).distinguished(by: .seeded(7))
                #expect(problem { try Slug(slug.text) } == nil, "\(slug.text)")
            }
        }
    }

    @Test func anyNameGetsASlugThatIsOne() throws {
        let generator = SeededGenerator(8)
        for _ in 0..<3000 {
            guard let name = try? DisplayName(generator.text(upTo: 100)) else { continue }
            let suggestion = Slug.suggestion(for: name)
            let slug = suggestion.needsSuffix ? suggestion.slug.distinguished(by: .seeded(9)) : suggestion.slug
            #expect(problem { try Slug(slug.text) } == nil, "\(slug.text)")
        }
    }

    @Test func longNamesAreCutBetweenHyphens() throws {
        let name = try DisplayName("abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi")
        #expect(Slug.suggestion(for: name).slug.text == "abcdefghi-abcdefghi-abcdefghi-abcdefghi-a")
        let cutAtTheGap = try DisplayName(String(repeating: "a", count: 40) + " bcd")
        #expect(Slug.suggestion(for: cutAtTheGap).slug.text == String(repeating: "a", count: 40))
    }

    @Test func whatIsReservedWouldOtherwiseBeASlug() {
        for word in Slug.reserved {
            #expect(word.utf8.allSatisfy { (97...122).contains($0) || $0 == 45 }, "\(word)")
        }
    }
}
