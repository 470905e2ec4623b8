import Testing

@testable import Domain

@Suite struct PasswordTests {
    private let rules = PasswordRules()
    private let own = ["Ada Lovelace", "ada.king@analytical-engines.example", "Müller & Söhne"]

    private func verdict(_ text: String, minimum: Int = 8) -> String? {
        problem { try PasswordRules(minimum: minimum).accept(text, words: own) }
    }

    @Test(arguments: [
        "plum cloud ferry nine", "allsmallletterswithoutanything", "48291763", "ALLCAPITALSHERE", "correct pony cell clip",
        "пароль мой длинный", "漢字仮名交じり文章", "        pad        ", "😀😁😂🤣😃😄😅😆", "a\u{0}bcdefgh7",
    ])
    func acceptedWithoutRulesOfComposition(_ text: String) {
        #expect(verdict(text) == nil)
    }

    @Test func lengthCountsCodePointsAfterComposition() {
        let tooShort = "must have at least 8 characters"
        #expect(verdict("xk3mq9z") == tooShort)
        #expect(verdict("") == tooShort)
        #expect(verdict("xk3mq9z7") == nil)
        #expect(verdict("xk3me\u{301}9z") == tooShort)
        #expect(verdict("xk3me\u{301}9z7") == nil)
        #expect(verdict("👩‍👩‍👧‍👦x") == nil)
        #expect(verdict("xk3mq9z7", minimum: 15) == "must have at least 15 characters")
    }

    @Test func longOnesAreTakenWholeUpTo256() throws {
        let text = String(String(repeating: "plum cloud ferry nine ", count: 20).prefix(255)) + "!"
        #expect(try rules.accept(text, words: own).text == text)
        #expect(verdict(text + "!") == "must have at most 256 characters")
        #expect(problem { try Password(presented: text) } == nil)
        #expect(problem { try Password(presented: text + "!") } == "must have at most 256 characters")
    }

    @Test(arguments: [
        "password", "Password1", "PASSWORD123!", "p@ssw0rd", "P@$$w0rd", "Passw0rd!", "P@ssw0rd1", "P@ssw0rd123!", "passw0rd2024",
        "12341234", "qwerty123", "iloveyou", "letmein!!", "welcome1", "$unshin3!?", "trustno1", "correct horse battery staple",
        "Summer2025!", "hallowelt", "4dmin123", "football99", "butthead", "valentina", "18273645", "jennifer1987", "dragondragon",
        "1nternet!", "drowssap", "zaq12wsx", "!QAZXSW@", "6yhnmju7", "iuytrewqasdfg", "19870412", "12041987", "04/12/1987", "31.12.2001",
    ])
    func common(_ text: String) {
        #expect(verdict(text) == "is among the passwords that are guessed first", "\(text)")
    }

    /// Years that are to come and months that there aren't, keys apart, digits that would spell a word, words and names among others.
    @Test(arguments: [
        "21870412", "19871332", "1987-0412-7", "qmzpalty", "549590924531", "giraffe7", "jennifer sails", "dragon lamp", "nine1987nine",
    ])
    func whatOnlyLooksCommonPasses(_ text: String) {
        #expect(verdict(text) == nil, "\(text)")
    }

    @Test func noneIsRefusedThatWasDrawn() {
        var source = SplitMix(state: 7)
        let signs = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&*+-=?@_")
        let words = [
            "anvil", "basil", "clover", "dune", "ember", "ferry", "glove", "heron", "igloo", "juniper", "kettle", "lantern", "meadow",
            "nutmeg", "otter", "pelican", "quartz", "raven", "saddle", "thistle", "umbrella", "violin", "walnut", "yarn", "zebra", "summer",
            "dragon", "love",
        ]
        var refused: [String] = []
        for _ in 0..<5000 {
            let drawn = String((0..<12).map { _ in signs.randomElement(using: &source)! })  // neither is empty
            let phrase = (0..<4).map { _ in words.randomElement(using: &source)! }
            let phrases = Set(phrase).count == 4 ? [" ", "-", ""].map { phrase.joined(separator: $0) } : []
            refused += ([drawn] + phrases).filter { verdict($0) != nil }
        }
        #expect(refused == [])
    }

    @Test(arguments: [
        "aaaaaaaa", "abababab", "abcabcabc", "12121212", "123456789", "abcdefgh", "hgfedcba", "qwertzuiop", "1q2w3e4r5t",
        "poiuytrewq", "        ", "😀😀😀😀😀😀😀😀",
    ])
    func monotonous(_ text: String) {
        let messages = ["must not be one character or sequence repeated", "is among the passwords that are guessed first"]
        #expect(verdict(text).map(messages.contains) == true, "\(text)")
    }

    @Test func aSequenceIsNamedAsOne() {
        #expect(verdict("abababab") == "must not be one character or sequence repeated")
        #expect(verdict("0123456789012") == "must not be one character or sequence repeated")
    }

    @Test(arguments: [
        "adalovelace", "Ada Lovelace 1", "lovelace1815", "ada.king@analytical-engines.example", "analytical-engines", "engines2025!",
        "MÜLLERSÖHNE", "mu\u{308}ller123", "adaadaada1", "tenantry1", "Tenantry!!!", "lovelace-ada",
    ])
    func madeOfWhatIsKnown(_ text: String) {
        #expect(
            verdict(text) == "must not be made of your name, address or organization, or the name of this product", "\(text)"
        )
    }

    @Test func wordsOfOthersAndOwnWordsAmongOthersPass() {
        #expect(verdict("lovelace reads plums") == nil)
        #expect(problem { try rules.accept("lovelace1815", words: ["Grace Hopper"]) } == nil)
    }

    @Test func itIsNormalizedTheSameWhenChosenAndWhenPresented() throws {
        let chosen = try rules.accept("cafe\u{301} plums", words: [])
        let presented = try Password(presented: "caf\u{e9} plums")
        #expect(Array(chosen.text.utf8) == Array(presented.text.utf8))
    }

    @Test func outerSpaceIsPartOfIt() throws {
        #expect(try rules.accept("  plum cloud  ", words: []).text == "  plum cloud  ")
    }

    @Test func anythingUpToTheLimitCanBePresented() throws {
        #expect(try Password(presented: "").text.isEmpty)
        #expect(try Password(presented: "aaaaaaaa").text == "aaaaaaaa")
    }

    @Test func itIsInNoDescription() throws {
        let password = try rules.accept("plum cloud ferry nine", words: [])
        var dumped = ""
        dump(password, to: &dumped)
        for text in ["\(password)", String(reflecting: password), String(describing: password), dumped, "\([password])"] {
            #expect(!text.contains("plum"))
        }
        #expect(Mirror(reflecting: password).children.isEmpty)
    }
}

/// The same numbers each time (Steele, Lea and Flood 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
