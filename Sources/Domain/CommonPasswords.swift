/// What people and therefore attackers try first. Passwords are given folded to lower case.
///
/// The lists, `packedWhole` and `packedWords`, are made when building, of what Debian's python3-zxcvbn ships: the 10,000 most common
/// passwords of at least eight characters, and English words and names. None of it stands in the source.
enum CommonPasswords {
    static func contains(_ password: String) -> Bool {
        isKnown(password) || isKnown(String(password.reversed())) || KeyboardWalk.matches(password) || DateOfEightDigits.matches(password)
    }

    /// One short piece over and over (`aaaaaaaa`, `abcabcabc`), or a run along the alphabet, the digits or a row of keys.
    static func isMonotonous(_ password: String) -> Bool {
        let characters = Array(password)
        let repeats = (1...4).contains { period in
            characters.count >= 2 * period && characters.indices.allSatisfy { characters[$0] == characters[$0 % period] }
        }
        return repeats || isRun(password)
    }

    /// Whether it is nothing but some of `words` (longest first), digits and punctuation.
    static func isMade(_ password: String, of words: [String]) -> Bool {
        var rest = Substring(password)
        var found = false
        while !rest.isEmpty {
            if let word = words.first(where: rest.hasPrefix) {
                rest = rest.dropFirst(word.count)
                found = true
            } else if rest.first!.isLetter {  // not empty: the loop's condition
                return false
            } else {
                rest = rest.dropFirst()
            }
        }
        return found
    }

    private static func isKnown(_ password: String) -> Bool {
        guard password.utf8.count <= longestKnown else { return false }
        return ([password] + spellings(password)).contains(where: isWhole) || cores(of: password).contains(where: isWord)
    }

    private static func isWhole(_ text: String) -> Bool { ownWhole.contains(text) || packedWhole.contains(text) }

    private static func isWord(_ core: Substring) -> Bool {
        spellings(core).flatMap { [$0, half(of: $0)] }.contains { ownWords.contains($0) || packedWords.contains($0) }
    }

    /// Of a word that stands there twice the word.
    private static func half(of text: String) -> String {
        let start = text.prefix(text.count / 2)
        return start + start == text ? String(start) : text
    }

    /// Without the digits and signs that people put before and behind a word. The outermost may as well belong to it: `p@ssw0rd1`.
    private static func cores(of password: String) -> [Substring] {
        let behind = password.drop { !$0.isLetter }
        return (behind.startIndex == password.startIndex ? [behind] : [password[...], behind]).flatMap { text in
            let tail = text.reversed().prefix { !$0.isLetter }.count
            return (0...tail).map { text.dropLast($0) }.filter { $0.contains(where: \.isLetter) }
        }
    }

    /// With letters for the digits and signs that stand for them.
    private static func spellings(_ text: some StringProtocol) -> [String] {
        let spelled = String(text.map { substitutions[$0] ?? $0 })
        return spelled.contains("1") ? ["l", "i"].map { one in String(spelled.map { $0 == "1" ? one : $0 }) } : [spelled]
    }

    private static func isRun(_ password: String) -> Bool {
        let reversed = String(password.reversed())
        return runs.contains { $0.contains(password) || $0.contains(reversed) }
    }

    private static let runs = [
        "0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "qazwsxedcrfvtgbyhnujm",
    ]

    /// But for `1`, which is an `l` or an `i`.
    private static let substitutions: [Character: Character] = [
        "0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]

    /// In bytes: nothing in the lists is longer, even with a few digits around it.
    private static let longestKnown = 40

    /// Patterns of digits that the lists have not, and the password that a comic strip recommends.
    private static let ownWhole: Set<String> = [
        "12341234", "123123123", "87654321", "987654321", "1020304050", "correct horse battery staple", "correcthorsebatterystaple",
    ]

    /// What the lists have not: they are English.
    private static let ownWords: Set<String> = [
        "abc", "abcdef", "administrator", "adobe", "autumn", "basketball", "blink", "chocolate", "contrasena", "default", "demo", "geheim",
        "guest", "hallo", "hallowelt", "helloworld", "letmeinplease", "login", "motdepasse", "office", "pass", "passphrase", "passw",
        "passwd", "passwort", "root", "schatz", "solo", "spring", "summer", "test", "trustno", "user", "willkommen", "winter",
    ]
}
