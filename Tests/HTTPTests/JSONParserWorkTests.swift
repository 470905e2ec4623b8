import Domain
import TestSupport
import Testing

@testable import HTTP

@Suite struct JSONParserWorkTests {
    /// 64 KB of anything cost about as much as 64 KB of one string: nesting, many values, names that are hard to compare.
    @Test func theWorkGrowsWithTheLengthAlone() {
        let size = Input.bodyLimit
        func fill(_ piece: String, _ head: String = "", _ tail: String = "") -> [UInt8] {
            Array((head + String(repeating: piece, count: size / piece.utf8.count) + tail).utf8)
        }
        func time(_ bytes: [UInt8]) -> Duration { processorTime { _ = try? JSONParser.parse(bytes) } }
        let plain = time(fill("x", "\"", "\""))
        let hostile = [
            fill("[", "{\"a\":"), fill("{\"a\":"), fill("{},", "{\"a\":[", "{}]}"), fill("[],", "[[[", "[]]]]"),
            fill("1,", "[", "1]"), fill("\u{0315}\u{0300}", "{\"a", "\":1}"), fill("\u{1F1E6}", "{\"", "\":1}"),
            fill("\\u0041", "\"", "\""),
        ]
        for bytes in hostile { #expect(time(bytes) < plain * 200) }
    }
}
