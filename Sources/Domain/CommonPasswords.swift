/// What people and therefore attackers try first. Passwords are given folded to lower case.
enum CommonPasswords {
    static func contains(_ password: String) -> Bool {
        whole.contains(password) || whole.contains(spelledOut(password)) || cores(of: password).contains(where: words.contains)
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

    /// Without the digits and signs that people put before and behind a word. The outermost may as well belong to it: `p@ssw0rd1`.
    private static func cores(of password: String) -> [String] {
        let characters = Array(password)
        return [characters[...], characters.drop { !$0.isLetter }].flatMap { text in
            let tail = text.reversed().prefix { !$0.isLetter }.count
            return (0...tail).map { text.dropLast($0) }.filter { $0.count <= longestWord }.map { spelledOut(String($0)) }
        }
    }

    private static func spelledOut(_ text: String) -> String {
        String(text.map { substitutions[$0] ?? $0 })
    }

    private static let longestWord = words.map(\.count).max() ?? 0

    private static func isRun(_ password: String) -> Bool {
        let reversed = String(password.reversed())
        return runs.contains { $0.contains(password) || $0.contains(reversed) }
    }

    private static let runs = [
        "0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "qazwsxedcrfvtgbyhnujm",
    ]

    /// Letters that digits and signs stand for.
    private static let substitutions: [Character: Character] = [
        "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]

    /// Refused as they are.
    private static let whole: Set<String> = [
        "11223344", "12341234", "123123123", "123321123", "12344321", "147258369", "159357456", "87654321", "987654321", "a1b2c3d4",
        "aa123456", "abc12345", "abcd1234", "asdf1234", "qwer1234", "zaq12wsx", "zxcv1234", "1234qwer", "123qweasd", "q1w2e3r4",
        "correct horse battery staple", "correcthorsebatterystaple", "letmeinnow", "trustno1", "ncc1701d", "thx1138",
    ]

    /// Refused whatever digits and signs stand around them.
    private static let words: Set<String> = [
        "abc", "abcdef", "access", "admin", "administrator", "adobe", "amanda", "andrew", "angel", "apple", "asdf", "asdfgh", "asdfghjk",
        "asdfghjkl", "ashley", "austin", "bailey", "baseball", "basketball", "batman", "biteme", "blink", "buster", "butterfly", "changeme",
        "charlie", "cheese", "chelsea", "chocolate", "computer", "cookie", "corvette", "daniel", "default", "demo", "donald", "dragon",
        "eagles", "flower", "football", "freedom", "fuckyou", "ginger", "google", "guest", "hallo", "hannah", "harley", "hello",
        "hockey", "hottie", "hunter", "iloveu", "iloveyou", "internet", "jennifer", "jessica", "jordan", "joshua", "killer", "kitten",
        "letmein", "liverpool", "login", "london", "love", "loveme", "lovely", "maggie", "master", "matrix", "matthew", "mercedes",
        "michael", "michelle", "monkey", "mustang", "nicole", "ninja", "office", "orange", "pass", "passw", "passwd", "passwort",
        "password", "passwords", "passphrase", "pepper", "phoenix", "pokemon", "princess", "purple", "qazwsx", "qwaszx", "qwert",
        "qwerty", "qwertyuiop", "qwertz", "ranger", "robert", "root", "samantha", "samsung", "secret", "server", "shadow", "silver",
        "soccer", "solo", "spiderman", "starwars", "steelers", "summer", "sunshine", "superman", "taylor", "test", "tester", "testing",
        "thomas", "tigger", "trustno", "user", "welcome", "whatever", "william", "willkommen", "winter", "yankees", "zaqwsx", "zxcvbn",
        "zxcvbnm", "autumn", "spring", "schatz", "geheim", "hallowelt", "helloworld", "letmeinplease", "motdepasse", "contrasena",
        "passwordpassword", "adminadmin", "testtest", "qwertyqwerty",
    ]
}
