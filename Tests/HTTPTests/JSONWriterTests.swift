import Foundation
import NIOCore
import Testing

@testable import HTTP

@Suite struct JSONWriterTests {
    private struct Texts: JSONWritable {
        let texts: [String]

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("texts", each: texts)
                json.field("none", nil as String?)
                json.field("flag", true)
                json.field("inner") { json in
                    json.field("empty", each: [] as [String])
                    json.field("number", -7)
                }
                json.field("last", Int.max)
            }
        }
    }

    /// Another reader finds exactly what was written.
    @Test func whatIsWrittenIsRead() throws {
        let texts = [
            "", "plain", "\"quoted\" \\ /", "\u{0}\u{1f}\n\r\t\u{7f}", "ä 漢 😀 👩‍🚀", "\u{2028}</script>", String(repeating: "x", count: 5000),
        ]
        let buffer = JSONWriter.buffer(Texts(texts: texts))
        let read = try JSONSerialization.jsonObject(with: Data(buffer.readableBytesView)) as? [String: Any]
        #expect(read?["texts"] as? [String] == texts)
        #expect(read?["none"] is NSNull)
        #expect(read?["flag"] as? Bool == true)
        #expect((read?["inner"] as? [String: Any])?["number"] as? Int == -7)
        #expect(((read?["inner"] as? [String: Any])?["empty"] as? [String])?.isEmpty == true)
        #expect(read?["last"] as? Int == .max)
    }
}
