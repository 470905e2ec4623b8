import Domain
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test func everyKindOfValue() throws {
        guard case .object(let fields) = try parse(#" { "a" : "x" , "b":[ "y",null ], "c":-12, "d":1.5e3, "e":true,"f":{}, "g":[] } "#)
        else {
            Issue.record("not an object")
            return
        }
        #expect(Set(fields.keys) == ["a", "b", "c", "d", "e", "f", "g"])
        guard case .string("x")? = fields["a"], case .array(let list)? = fields["b"], case .string("y") = list[0], case .null = list[1],
            case .integer(-12)? = fields["c"], case .number? = fields["d"], case .bool(true)? = fields["e"]
        else {
            Issue.record("\(fields)")
            return
        }
    }

    @Test(arguments: [
        (#""\u0041\n\t\"\\\/""#, "A\n\t\"\\/"), (#""\ud83d\ude00""#, "😀"), (#""ä\u00e4""#, "ää"), (#""\u0000""#, "\0"), (#""""#, ""),
    ])
    func strings(text: String, value: String) throws {
        guard case .string(let found) = try parse(text) else {
            Issue.record("no string: \(text)")
            return
        }
        #expect(found == value)
    }

    @Test(arguments: [
        "", "{", "}", "[", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{'a':1}", "01", "-", "1.", ".5", "1e", "+1", "NaN", "Infinity", "tru",
        "nulL", "\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\n\"", "\"\t\"", "1 2",
        "{\"a\":1,\"a\":2}", "[[[[[1]]]]]", "\u{FEFF}{}", "/**/{}", "{\"a\":1 \"b\":2}",
    ])
    func whatIsNoJSON(text: String) {
        #expect(throws: Failure.self) { try parse(text) }
    }

    @Test func bytesThatAreNoUTF8() {
        for bytes: [UInt8] in [
            [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xff, 0xfe, 0x7b, 0, 0x7d, 0],
        ] {
            #expect(throws: Failure.self) { try JSONParser.parse(bytes) }
        }
        let wide: [UInt8] = [UInt8(ascii: "{"), 0, UInt8(ascii: "}"), 0]
        #expect(throws: Failure.self) { try JSONParser.parse(wide) }
    }

    @Test func numbersThatDoNotFit() throws {
        for text in ["9223372036854775808", "1e400", "-0.0", "1E5"] {
            guard case .number = try parse(text) else {
                Issue.record("\(text)")
                return
            }
        }
        guard case .integer(.min) = try parse("-9223372036854775808") else {
            Issue.record("the least integer")
            return
        }
    }
}
