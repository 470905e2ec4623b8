import Domain
import Mail
import Testing

@Suite struct LetterTests {
    private static let expiry = Instant(milliseconds: 1_790_000_000_000)
    private static let secret = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"
    private static let link = "https://tenantry.example/invite#\(secret)"

    private static func letter(_ message: Message, in language: Language) -> Letter {
        Letter(message, to: "grace@example.org", in: language, link: link)
    }

    private static func invitation(organization: String = "Acme", inviter: String = "Ada", role: String = "manager") -> Message {
        .invitation(organization: organization, inviter: inviter, role: role, expiresAt: expiry)
    }

    private static func reset(name: String = "Grace") -> Message { .passwordReset(name: name, expiresAt: expiry) }

    private static func verification(name: String = "Grace") -> Message { .emailVerification(name: name, expiresAt: expiry) }

    private static func occurrences(of part: String, in text: String) -> Int {
        text.split(separator: part, omittingEmptySubsequences: false).count - 1
    }

    @Test(arguments: Language.allCases, [invitation(), reset(), verification()])
    func theLinkIsThereOnceAndOnALineOfItsOwn(_ language: Language, _ message: Message) {
        let letter = Self.letter(message, in: language)
        #expect(Self.occurrences(of: Self.link, in: letter.text) == 1)
        #expect(Self.occurrences(of: Self.secret, in: letter.text) == 1)
        #expect(letter.text.split(separator: "\n").contains { $0 == Self.link })
        #expect(!letter.subject.contains(Self.secret) && !letter.subject.contains("http"))
    }

    @Test(arguments: Language.allCases, [invitation(), reset(), verification()])
    func noOtherAddressIsInIt(_ language: Language, _ message: Message) {
        let letter = Self.letter(message, in: language)
        let rest = letter.text.split(separator: Self.link).joined()
        for part in ["@", "http", "//", "www."] {
            #expect(!rest.contains(part))
            #expect(!letter.subject.contains(part))
        }
        #expect(letter.recipient == "grace@example.org")
    }

    @Test(arguments: Language.allCases)
    func namesStandVerbatim(_ language: Language) {
        let names = ["Müller & Söhne <GmbH>", "株式会社", "Robert\"); --", "👩‍👩‍👧‍👦", "O’Hara %s {{name}} \\n", "ארכיון"]
        for name in names {
            let invitation = Self.letter(Self.invitation(organization: name, inviter: "\(name) 2"), in: language)
            #expect(invitation.subject.contains(name) && invitation.subject.contains("\(name) 2"))
            #expect(invitation.text.contains(name) && invitation.text.contains("\(name) 2"))
            #expect(Self.letter(Self.reset(name: name), in: language).text.contains(name))
            #expect(Self.letter(Self.verification(name: name), in: language).text.contains(name))
        }
    }

    @Test(arguments: Language.allCases, [invitation(), reset(), verification()])
    func subjectsAreOneLine(_ language: Language, _ message: Message) {
        let subject = Self.letter(message, in: language).subject
        #expect(!subject.isEmpty)
        #expect(!subject.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    /// Names come as `DisplayName`, which no line break gets into: nobody adds a head or a paragraph to another's mail.
    @Test(arguments: ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\u{0}"])
    func namesOfSeveralLinesCannotBe(_ separator: String) {
        #expect(throws: Problem.self) { try DisplayName("Ada\(separator)Bcc: eve@example.org") }
    }

    @Test func eachLanguageHasItsOwnWords() {
        let english = Self.letter(Self.invitation(), in: .english)
        let german = Self.letter(Self.invitation(), in: .german)
        #expect(english.subject == "Ada invites you to Acme")
        #expect(german.subject == "Ada lädt Sie zu Acme ein")
        #expect(english.text.contains("as manager") && german.text.contains("Rolle manager"))
        #expect(!english.text.contains("Einladung") && !german.text.contains("invites"))
        #expect(Self.letter(Self.reset(), in: .english).subject == "Reset your password")
        #expect(Self.letter(Self.reset(), in: .german).subject == "Passwort zurücksetzen")
        #expect(Self.letter(Self.verification(), in: .english).subject == "Confirm your address")
        #expect(Self.letter(Self.verification(), in: .german).subject == "Adresse bestätigen")
    }

    @Test(arguments: Language.allCases)
    func theExpiryIsInIt(_ language: Language) {
        let instant = Self.expiry.description
        #expect(Self.letter(Self.invitation(), in: language).text.contains(instant.prefix(10)))
        for message in [Self.reset(), Self.verification()] {
            let minute = "\(instant.prefix(10)) \(instant.dropFirst(11).prefix(5)) UTC"
            #expect(Self.letter(message, in: language).text.contains(minute))
        }
    }
}
