/// Many words in one text, by commas and in the order of their bytes: they stand in the binary and take no memory besides.
struct SortedWords: Sendable {
    let text: StaticString

    init(_ text: StaticString) {
        self.text = text
    }

    func contains(_ word: String) -> Bool {
        text.withUTF8Buffer { buffer in
            var (low, high) = (buffer.startIndex, buffer.endIndex)  // each the start of a word, or the end of the text
            while low < high {
                let middle = low + (high - low) / 2
                let start = buffer[low..<middle].lastIndex(of: comma).map { $0 + 1 } ?? low
                let end = buffer[middle..<high].firstIndex(of: comma) ?? high
                let found = buffer[start..<end]
                if found.elementsEqual(word.utf8) { return true }
                if found.lexicographicallyPrecedes(word.utf8) { low = min(end + 1, high) } else { high = start }
            }
            return false
        }
    }

    private let comma = UInt8(ascii: ",")
}
