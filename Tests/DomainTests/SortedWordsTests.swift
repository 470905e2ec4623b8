import Testing

@testable import Domain

@Suite struct SortedWordsTests {
    @Test func exactlyItsWordsAreFound() {
        let words = SortedWords("a,ab,abc,b,ba,cab,can't")
        for word in ["a", "ab", "abc", "b", "ba", "can't", "cab"] { #expect(words.contains(word), "\(word)") }
        for other in ["", ",", "a,ab", "aa", "abcd", "c", "can", "can'", "zz", "B", "bab"] { #expect(!words.contains(other), "\(other)") }
    }

    @Test func oneAndNone() {
        #expect(SortedWords("otter").contains("otter"))
        #expect(!SortedWords("otter").contains("otte"))
        #expect(!SortedWords("otter").contains("zebra"))
        #expect(!SortedWords("").contains("otter"))
        #expect(!SortedWords("").contains(""))
    }

    /// 10,000 passwords, and the words and names that would be among them if they didn't stand in lists of their own.
    @Test func theListsOfThePackageAreThere() {
        let packed = CommonPasswords.packedWhole.all
        #expect(packed.count > 30_000)
        #expect(packed.allSatisfy(CommonPasswords.packedWhole.contains))
        #expect(packed.allSatisfy(CommonPasswords.contains))
        #expect(CommonPasswords.packedWords.all.count > 5000)
    }
}

extension SortedWords {
    fileprivate var all: [String] { text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }.split(separator: ",").map(String.init) }
}
