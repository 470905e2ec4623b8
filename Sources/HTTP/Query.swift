import Domain
import FoundationEssentials
import Hummingbird

/// The query of a list request, read like an `Input`: what is wrong is said of all parameters at once.
struct Query {
    private var parameters: [String: [String]] = [:]

    init(_ request: Request) {
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters[Self.decode(parts[0]), default: []].append(Self.decode(parts.count == 2 ? parts[1] : ""))
        }
    }

    /// As browsers write forms (url.spec.whatwg.org, `application/x-www-form-urlencoded`): `+` is a space; what is no UTF-8 is repaired.
    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16), rest.count >= 2 {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// All values, or `.invalidInput` with every problem.
    func all<each Value>(_ field: repeat Field<each Value>) throws -> (repeat each Value) {
        let problems = problems(repeat each field)
        guard problems.isEmpty else { throw Failure.invalidInput(problems) }
        return (repeat try (each field).result.get())
    }

    private func problems<each Value>(_ field: repeat Field<each Value>) -> [InvalidField] {
        var problems: [InvalidField] = []
        for problem in repeat (each field).problem {
            if let problem { problems.append(problem) }
        }
        return problems
    }

    func optionalText<Value>(_ name: String, _ make: (String) throws(Problem) -> Value) -> Field<Value?> {
        Field(name) { () throws(Problem) in
            let values = parameters[name] ?? []
            guard values.count <= 1 else { throw Problem("must be given once") }
            guard let text = values.first, !text.isEmpty else { return nil }
            return try make(text)
        }
    }

    /// `true` or `false`; false where it isn't given.
    func flag(_ name: String) -> Field<Bool> {
        Field(name) { () throws(Problem) in
            switch parameters[name] ?? ["false"] {
            case ["true"]: true
            case ["false"]: false
            default: throw Problem("must be true or false")
            }
        }
    }

    var limit: Field<Int?> {
        optionalText("limit") { text throws(Problem) in
            guard let limit = Int(text), (1...PageRequest.largestLimit).contains(limit) else {
                throw Problem("must be a whole number from 1 to \(PageRequest.largestLimit)")
            }
            return limit
        }
    }

    var cursor: Field<Cursor?> {
        optionalText("cursor") { text throws(Problem) in
            guard let cursor = Cursor(opaque: text) else { throw Problem("is not from an earlier answer") }
            return cursor
        }
    }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
    /// One of a closed list of words.
    init(parameter: String) throws(Problem) {
        guard let value = Self(rawValue: parameter) else {
            throw Problem("must be one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = value
    }
}

extension PageRequest {
    init(limit: Int?, cursor: Cursor?) {
        self.init(limit: limit ?? Self.defaultLimit, after: cursor)
    }
}

extension Cursor {
    /// Base64url of sort key, NUL and id. It opens nothing: the list it leads into is looked up with the caller's own rights.
    var opaque: String {
        Data((key + "\0" + id).utf8).base64EncodedString(options: [.base64URLAlphabet, .omitPaddingCharacter])
    }

    init?(opaque text: String) {
        let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        let padded = standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let decoded = String(validating: data, as: UTF8.self) else { return nil }
        let parts = decoded.split(separator: "\0", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        self.init(key: String(parts[0]), id: String(parts[1]))
    }
}
