import NIOCore

@testable import Domain
@testable import HTTP

extension FuzzTarget {
    /// A value that is read, written and read again is the same, and no deeper than asked for.
    static let json = FuzzTarget(name: "json", longest: 512, seeds: samples.map { Array($0.utf8) }) { bytes in
        for deepest in [JSONParser.deepest, 20] {
            guard let value = try? JSONParser.parse(bytes, deepest: deepest) else { continue }
            try require(value.depth <= deepest, "a depth of \(value.depth)")
            let written = value.written
            guard let again = try? JSONParser.parse(written, deepest: deepest) else { throw Fault(property: "what is written can be read") }
            try require(again.written == written, "the same again")
            try require((try? JSONParser.parse(bytes + Array(" 1".utf8), deepest: deepest)) == nil, "nothing behind it")
            if value.depth > 0 {
                try require((try? JSONParser.parse(written, deepest: value.depth - 1)) == nil, "a depth that is refused")
            }
        }
    }

    private static let samples = [
        #"{"name":"Ada","email":"ada@example.com","password":"a long enough secret"}"#, #" [ 1 , -2.5e+3 , true , false , null ] "#,
        #"{"a":{"b":[{"c":"d"}]}}"#, #""\u00e4\ud83d\ude00\n\t\"\\\/\b\f\r""#, #"{"ä":"ß","x":[],"y":{}}"#, "-9223372036854775808",
        "1e400", "0", #"[[[[1]]]]"#, #"{"maxUses":10,"domains":["example.com","example.org"],"expiresInHours":24}"#,
    ]
}

extension JSONValue {
    var written: [UInt8] { Array(JSONWriter.buffer(self).readableBytesView) }

    /// How many arrays and objects are in each other.
    fileprivate var depth: Int {
        switch self {
        case .array(let values): 1 + (values.map(\.depth).max() ?? 0)
        case .object(let fields): 1 + (fields.values.map(\.depth).max() ?? 0)
        default: 0
        }
    }
}
