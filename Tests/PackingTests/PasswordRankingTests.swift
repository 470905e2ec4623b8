import Testing

@testable import Packing

@Suite struct PasswordRankingTests {
    private func lists(passwords: [String], women: String = "mary,al", missing: String? = nil) -> String {
        let entries = [
            "passwords": passwords.joined(separator: ","), "english_wikipedia": "the,american", "us_tv_and_film": "you,something",
            "female_names": women, "male_names": "james,alexander", "surnames": "smith,lovelace",
        ]
        let lines = entries.filter { $0.key != missing }.map { "    \"\($0.key)\": \"\($0.value)\".split(\",\")," }
        return "# generated\nFREQUENCY_LISTS = {\n\(lines.sorted().joined(separator: "\n"))\n}\n"
    }

    private let enough = (1...10_000).map { "password\($0)" }

    @Test func wordsAndNamesThatAreLongEnoughStandByTheMostCommonPasswords() throws {
        let ranking = try #require(PasswordRanking(frequencyLists: lists(passwords: ["1234", "Dragon"] + enough + ["toocommonnot"])))
        #expect(Set(ranking.whole) == Set(enough + ["american", "something", "alexander", "lovelace"]))
        #expect(ranking.words == ["alexander", "dragon", "james", "mary"])
    }

    @Test func whatIsNotAsExpectedIsNoRanking() {
        #expect(PasswordRanking(frequencyLists: "") == nil)
        #expect(PasswordRanking(frequencyLists: lists(passwords: Array(enough.dropLast()))) == nil)
        #expect(PasswordRanking(frequencyLists: lists(passwords: enough, missing: "male_names")) == nil)
        #expect(PasswordRanking(frequencyLists: lists(passwords: enough, women: "mary\"al")) == nil)
    }

    @Test func itBecomesSwift() throws {
        let source = try #require(PasswordRanking(frequencyLists: lists(passwords: enough))).swiftSource
        #expect(source.contains("static let packedWords = SortedWords(\"alexander,james,mary\")\n"))
        #expect(source.contains("password1,password10,"))
    }
}
