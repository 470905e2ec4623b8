/// What people choose for passwords, in lower case: the frequency lists that zxcvbn has for Python.
public struct PasswordRanking {
    /// How many of the most common ones are refused. ASVS 5.0 V6.2.4 wants 3,000 of those that are long enough.
    static let passwordCount = 10_000
    /// Among how many of the most common ones of any length are words that are refused with digits and signs around them, too.
    static let wordRanks = 3000
    /// No password is shorter, whatever the settings (NIST SP 800-63B-4 §3.1.1.2).
    static let shortestPassword = 8
    static let shortestWord = 4

    /// Refused as they are: the most common passwords, words and names of enough characters.
    public let whole: [String]
    /// Refused also within digits and signs: common passwords that are words, and first names.
    public let words: [String]

    /// Reads lines such as `"passwords": "123456,password,…".split(","),`. Nil where a list is missing, or has too few passwords.
    public init?(frequencyLists text: String) {
        let lists = text.split(separator: "\n").compactMap(Self.list)
        let byName = Dictionary(lists) { first, _ in first }
        guard
            let passwords = byName["passwords"], let english = byName["english_wikipedia"], let spoken = byName["us_tv_and_film"],
            let women = byName["female_names"], let men = byName["male_names"], let families = byName["surnames"]
        else { return nil }
        let common = passwords.lazy.filter { $0.count >= Self.shortestPassword }.prefix(Self.passwordCount)
        guard common.count == Self.passwordCount else { return nil }
        // A password that is a word or a name as well stands in the list where it is more common, and only there.
        let others = [english, spoken, women, men, families].joined().lazy.filter { $0.count >= Self.shortestPassword }
        whole = Self.sorted(Set(common).union(others))
        words = Self.sorted(Set(passwords.prefix(Self.wordRanks) + women + men).filter(Self.isWord))
    }

    private static func list(_ line: Substring) -> (name: String, entries: [String])? {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)  // name and entries stand between quotes
        guard parts.count == 7, parts[2] == ": ", parts[4].hasPrefix(".split(") else { return nil }
        let entries = parts[3].filter { $0 != "\\" }  // before an apostrophe, which Python doesn't need between these quotes
        return (String(parts[1]), entries.split(separator: ",").map { $0.lowercased() })
    }

    /// By their bytes, as they are searched.
    private static func sorted(_ entries: Set<String>) -> [String] {
        entries.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func isWord(_ text: String) -> Bool {
        text.count >= shortestWord && text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    public var swiftSource: String {
        """
        extension CommonPasswords {
            static let packedWhole = SortedWords(\(String(reflecting: whole.joined(separator: ","))))
            static let packedWords = SortedWords(\(String(reflecting: words.joined(separator: ","))))
        }

        """
    }
}
