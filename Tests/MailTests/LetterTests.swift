import Domain
import Mail
import Testing

@Suite struct LetterTests {
    static let now = Instant(milliseconds: 1_790_000_000_000)
    static let secret = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE"
    static let signature = Signature(service: "Acme Accounts", host: "accounts.acme.example")
    static let link = "https://tenantry.example/invite#\(secret)"

    /// One of each kind, and both of those that come in two.
    static func all(_ name: String = "Grace", _ organization: String = "Acme", role: String = "manager") -> [Message] {
        [
            .invitation(organization: organization, inviter: name, role: role, expiresAt: now),
            .invitationAccepted(name: name, member: name, organization: organization, slug: "acme", role: role),
            .welcome(name: name, expiresAt: now), .welcome(name: name, expiresAt: nil),
            .signUp(expiresAt: now), .accountExists(name: name), .addressTaken(name: name),
            .emailChangeRequested(name: name, newAddress: "\(organization)@example.org", at: now),
            .emailVerification(name: name, expiresAt: now), .passwordReset(name: name, expiresAt: now),
            .passwordChanged(name: name, at: now), .emailChange(expiresAt: now),
            .emailChanged(name: name, newAddress: "\(organization)@example.org", at: now),
            .emailChanged(name: name, newAddress: nil, at: now),
            .signIn(name: name, browser: organization, address: "192.0.2.1", at: now),
            .guesses(name: name, at: now),
            .passwordKnown(name: name, at: now),
            .factorAdded(name: name, factor: "Phone", at: now), .factorRemoved(name: name, factor: "Phone", at: now),
            .recoveryCodeUsed(name: name, left: 9, at: now), .recoveryCodesRenewed(name: name, at: now),
            .identityLinked(name: name, provider: "Acme", at: now), .identityRemoved(name: name, provider: "Acme", at: now),
            .factorRemovalAnnounced(name: name, removableAt: now + .days(3)), .factorsRemoved(name: name, at: now),
            .accountDisabled(name: name, at: now), .accountEnabled(name: name, at: now), .accountDeletion(name: name, at: now),
            .removal(name: name, organization: organization),
            .roleChange(name: name, organization: organization, slug: "acme", role: role),
            .organizationDeletion(name: name, organization: organization, by: name, restorableUntil: nil),
            .organizationDeletion(name: name, organization: organization, by: name, restorableUntil: now),
            .organizationErasure(name: name, organization: organization, by: name),
            .organizationRestoration(name: name, organization: organization, by: name, slug: "acme"),
        ]
    }

    static func letter(_ message: Message, in language: Language) -> Letter {
        Letter(message, to: "grace@example.org", in: language, link: message.page == nil ? nil : link, from: signature)
    }

    static func occurrences(of part: String, in text: String) -> Int {
        text.split(separator: part, omittingEmptySubsequences: false).count - 1
    }

    @Test func eachKindIsAmongThem() {
        #expect(Set(Self.all().map(\.kind)) == Set(Message.Kind.allCases))
    }

    @Test(arguments: Language.allCases, all())
    func theLinkIsOnceInBothPartsIfThereIsOne(_ language: Language, _ message: Message) {
        let letter = Self.letter(message, in: language)
        let times = message.page == nil ? 0 : 1
        for part in [letter.text, letter.html] {
            #expect(Self.occurrences(of: Self.link, in: part) == times)
            #expect(Self.occurrences(of: Self.secret, in: part) == times)
        }
        #expect(letter.text.split(separator: "\n").contains { $0 == Self.link } == (times == 1))
        #expect(letter.html.contains("<a href=\"\(Self.link)\"") == (times == 1))
        #expect(!letter.subject.contains(Self.secret))
        #expect(letter.recipient == "grace@example.org")
    }

    @Test(arguments: Language.allCases, all())
    func noOtherAddressIsInIt(_ language: Language, _ message: Message) {
        let letter = Self.letter(message, in: language)
        for text in [letter.text.split(separator: Self.link).joined(), letter.subject] {
            for part in ["@e", "http", "//", "www."] { #expect(!text.contains(part)) }
        }
        #expect(Self.occurrences(of: "http", in: letter.html) == (message.page == nil ? 0 : 1))
    }

    /// Nothing is loaded, run or tracked.
    @Test(arguments: Language.allCases, all())
    func theDocumentIsPlain(_ language: Language, _ message: Message) {
        let html = Self.letter(message, in: language).html
        #expect(html.hasPrefix("<!doctype html>\n<html lang=\"\(language.rawValue)\">"))
        for part in ["<img", "<script", "<link", "<style", "url(", "src=", "onclick", "<iframe", "<form"] { #expect(!html.contains(part)) }
        #expect(Self.occurrences(of: "<title>", in: html) == 1)
    }

    /// Whoever reads one part alone misses nothing.
    @Test(arguments: Language.allCases, all())
    func bothPartsSayTheSame(_ language: Language, _ message: Message) {
        let letter = Self.letter(message, in: language)
        let body = letter.html.split(separator: "</head>")[1]
        var words = ""
        var isInside = false
        for scalar in body.unicodeScalars {
            if scalar == "<" { isInside = true }
            if !isInside { words.unicodeScalars.append(scalar) }
            if scalar == ">" { isInside = false }
        }
        let paragraphs = letter.text.split(separator: "\n").filter { $0 != Self.link }
        let plain = paragraphs.map { $0.hasSuffix(":") && message.page != nil ? $0.dropLast() : $0 }
        #expect(words.split(separator: "\n").map(String.init) == plain.map(String.init))
    }

    /// Whoever gets it sees from whom it is: by the name that they know, not by the program's.
    @Test(arguments: Language.allCases, all())
    func itSaysWhichServiceWrites(_ language: Language, _ message: Message) {
        let letter = Self.letter(message, in: language)
        #expect(letter.html.contains("<bdi>Acme Accounts</bdi> · accounts.acme.example</p>"))
        #expect(letter.text.hasSuffix("Acme Accounts · accounts.acme.example"))
        for part in [letter.subject, letter.text, letter.html] { #expect(!part.contains("Tenantry")) }
        if message.kind == .welcome { #expect(letter.subject.contains("Acme Accounts")) }
    }

    @Test(arguments: Language.allCases, all())
    func subjectsAreOneLine(_ language: Language, _ message: Message) {
        let subject = Self.letter(message, in: language).subject
        #expect(!subject.isEmpty)
        #expect(!subject.unicodeScalars.contains { $0.isUnprintable })
    }

    @Test func eachLanguageHasItsOwnWords() {
        for (english, german) in zip(Self.all(), Self.all()).map({ (Self.letter($0, in: .english), Self.letter($1, in: .german)) }) {
            #expect(english.subject != german.subject && english.text != german.text)
            for polite in [" Sie ", " Ihr ", "Ihre ", " Ihnen"] { #expect(!german.text.contains(polite), "the pages say du") }
        }
        let invitation = Self.all("Ada")[0]
        #expect(Self.letter(invitation, in: .english).subject == "Ada invites you to Acme")
        #expect(Self.letter(invitation, in: .german).subject == "Ada lädt dich zu Acme ein")
    }

    /// A name that a stranger has typed is nothing to begin a letter with that goes to whomever they like.
    @Test(arguments: Language.allCases)
    func nobodyPutsWordsIntoALetterToAnUnprovenAddress(_ language: Language) {
        for message in Self.all("Call +1 800 555 0100", "Acme") where Self.isForAnUnprovenAddress(message) {
            let letter = Self.letter(message, in: language)
            for part in [letter.subject, letter.text, letter.html] { #expect(!part.contains("800")) }
        }
    }

    static func isForAnUnprovenAddress(_ message: Message) -> Bool {
        switch message {
        case .welcome(_, let expiresAt): expiresAt != nil
        case .signUp, .emailVerification, .emailChange: true
        default: false
        }
    }

    @Test func browsersAreNamedAsOnThePages() {
        let linux = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0"
        for (userAgent, english, german) in [
            (linux, "Firefox on Linux", "Firefox auf Linux"), (phone, "Safari on iOS", "Safari auf iOS"),
            (edge, "Edge on Windows", "Edge auf Windows"), ("curl/8.5.0", "curl", "curl"), ("", "unknown", "unbekannt"),
            ("/", "unknown", "unbekannt"),
        ] {
            let message = Message.signIn(name: "Ada", browser: userAgent, address: "192.0.2.1", at: Self.now)
            #expect(Self.letter(message, in: .english).text.contains("Browser: \(english)\n"))
            #expect(Self.letter(message, in: .german).text.contains("Browser: \(german)\n"))
        }
    }

    @Test func rolesHaveTheNamesOfThePages() {
        for (key, english, german) in [
            ("owner", "owner", "Inhaber"), ("admin", "admin", "Admin"), ("manager", "manager", "Manager"), ("member", "member", "Mitglied"),
            ("viewer", "viewer", "Betrachter"), ("own_role", "own_role", "own_role"),
        ] {
            for message in Self.all(role: key) where [.invitation, .invitationAccepted, .roleChange].contains(message.kind) {
                #expect(Self.letter(message, in: .english).text.contains(english))
                #expect(Self.letter(message, in: .german).text.contains(german))
            }
        }
    }

    @Test func timesAreInWords() {
        let reset = Message.passwordReset(name: "Grace", expiresAt: Self.now)  // 2026-09-21T14:13:20Z
        #expect(Self.letter(reset, in: .english).text.contains("until 21 September 2026, 14:13 UTC."))
        #expect(Self.letter(reset, in: .german).text.contains("bis 21. September 2026, 14:13 Uhr (UTC)."))
        let invitation = Self.all()[0]
        #expect(Self.letter(invitation, in: .english).html.contains("until 21 September 2026, 14:13 UTC and"))
        #expect(Self.letter(invitation, in: .german).html.contains("bis zum 21. September 2026, 14:13 Uhr (UTC) und"))
    }
}
