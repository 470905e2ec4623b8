import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// The fields of a JSON object that a client sent. Reading collects what is wrong with all of them, and `all` throws it at once.
struct Input {
    /// The longest body that is read where a route takes no more, in bytes.
    static let bodyLimit = 64 * 1024

    /// As many as are worth reading.
    private static let mostProblems = 20

    private let fields: [String: JSONValue]

    /// Fails with `.unsupportedMediaType`, `.contentTooLarge` or `.malformed`.
    init(_ request: Request) async throws {
        guard request.mediaType == "application/json" else { throw Failure.unsupportedMediaType(expected: ["application/json"]) }
        let body = try await request.wholeBody()
        guard case .object(let fields) = try JSONParser.parse(Array(body.readableBytesView)) else {
            throw Failure.malformed("The body is not a JSON object.")
        }
        self.fields = fields
    }

    /// Whether it was sent, if only as null.
    func has(_ name: String) -> Bool { fields[name] != nil }

    /// All values, or `.invalidInput` with every problem, fields that nobody asked for included.
    func all<each Value>(_ field: repeat Field<each Value>) throws -> (repeat each Value) {
        var problems: [InvalidField] = []
        var names: Set<String> = []
        for (name, problem) in repeat ((each field).name, (each field).problem) {
            names.insert(name)
            if let problem { problems.append(problem) }
        }
        let unknown = fields.keys.sorted().filter { !names.contains($0) }
        if !unknown.isEmpty {
            let problem = "is not a field of this request, which has: \(names.sorted().joined(separator: ", "))"
            problems += unknown.map { InvalidField($0, problem) }
        }
        guard problems.isEmpty else { throw Failure.invalidInput(Array(problems.prefix(Self.mostProblems))) }
        return (repeat try (each field).result.get())
    }
}

/// One field, read or refused.
struct Field<Value> {
    let name: String
    let result: Result<Value, InvalidField>

    init(_ name: String, _ read: () throws(Problem) -> Value) {
        self.name = name
        do {
            result = .success(try read())
        } catch {
            result = .failure(InvalidField(name, error.message))
        }
    }

    private init(name: String, result: Result<Value, InvalidField>) {
        self.name = name
        self.result = result
    }

    func map<Other>(_ change: (Value) -> Other) -> Field<Other> {
        Field<Other>(name: name, result: result.map(change))
    }

    /// Where what was read has to fulfil more.
    func checked<Other>(_ make: (Value) throws(Problem) -> Other) -> Field<Other> {
        Field<Other>(
            name: name,
            result: result.flatMap { value in
                do throws(Problem) { return .success(try make(value)) } catch { return .failure(InvalidField(name, error.message)) }
            }
        )
    }

    /// Where null and missing will not do.
    func required<Wrapped>() -> Field<Wrapped> where Value == Wrapped? {
        Field<Wrapped>(
            name: name,
            result: result.flatMap { value in value.map { .success($0) } ?? .failure(InvalidField(name, "is missing")) }
        )
    }

    /// Or `.invalidInput`.
    var value: Value {
        get throws { try result.mapError { Failure.invalidInput([$0]) }.get() }
    }

    var problem: InvalidField? {
        if case .failure(let problem) = result { problem } else { nil }
    }
}

extension Input {
    func text<Value>(_ name: String, _ make: (String) throws(Problem) -> Value) -> Field<Value> {
        optionalText(name, make).required()
    }

    /// What stands in some fields, whether or not it is right: the words that a password must not be made of.
    func words(in names: String...) -> [String] {
        names.compactMap { if case .string(let text)? = fields[$0], text.utf8.count <= 1024 { text } else { nil } }
    }

    /// Missing and null are the same.
    func optionalText<Value>(_ name: String, _ make: (String) throws(Problem) -> Value) -> Field<Value?> {
        Field(name) { () throws(Problem) in
            switch fields[name] {
            case nil, .null: return nil
            case .string(let text): return try make(text)
            default: throw Problem("must be a string")
            }
        }
    }

    /// Of a field where null does something else than missing: it puts back what stood there at first.
    func change<Value>(_ field: Field<Value?>) -> Field<Value??> {
        field.map { $0.map { .some($0) } ?? (has(field.name) ? .some(nil) : nil) }
    }

    func optionalFlag(_ name: String) -> Field<Bool?> {
        Field(name) { () throws(Problem) in
            switch fields[name] {
            case nil, .null: return nil
            case .bool(let flag): return flag
            default: throw Problem("must be true or false")
            }
        }
    }

    func optionalNumber(_ name: String, in range: ClosedRange<Int>) -> Field<Int?> {
        Field(name) { () throws(Problem) in
            switch fields[name] {
            case nil, .null: return nil
            case .integer(let number) where range.contains(number): return number
            default: throw Problem("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
        }
    }

    /// As it came, whatever stands in it.
    func object(_ name: String) -> Field<JSONValue> { optionalObject(name).required() }

    func optionalObject(_ name: String) -> Field<JSONValue?> {
        Field(name) { () throws(Problem) in
            switch fields[name] {
            case nil, .null: return nil
            case .object?: return fields[name]
            default: throw Problem("must be an object")
            }
        }
    }

    /// As it is stored.
    func optionalMetadata(_ name: String) -> Field<OrganizationMetadata?> {
        Field(name) { () throws(Problem) in
            switch fields[name] {
            case nil, .null: return nil
            case .object(let fields)?: return try OrganizationMetadata(String(buffer: JSONWriter.buffer(JSONValue.object(fields))))
            default: throw Problem("must be an object")
            }
        }
    }

    func optionalTexts<Value>(_ name: String, atMost limit: Int, _ make: (String) throws(Problem) -> Value) -> Field<[Value]?> {
        Field(name) { () throws(Problem) in
            switch fields[name] {
            case nil, .null: return nil
            case .array(let elements) where elements.count <= limit:
                var values: [Value] = []
                for element in elements {
                    guard case .string(let text) = element else { throw Problem("must be a list of strings") }
                    values.append(try make(text))
                }
                return values
            default: throw Problem("must be a list of at most \(limit) strings")
            }
        }
    }
}

extension Input {
    func optionalObjects<Value>(
        _ name: String, atMost limit: Int, _ make: ([String: JSONValue]) throws(Problem) -> Value
    ) -> Field<[Value]?> {
        Field(name) { () throws(Problem) in
            switch fields[name] {
            case nil, .null: return nil
            case .array(let elements) where elements.count <= limit:
                var values: [Value] = []
                for element in elements {
                    guard case .object(let object) = element else { throw Problem("must be a list of objects") }
                    values.append(try make(object))
                }
                return values
            default: throw Problem("must be a list of at most \(limit) objects")
            }
        }
    }
}

extension Request {
    /// Fails with `.contentTooLarge` or `.malformed`.
    ///
    /// - Parameter limit: in bytes.
    func wholeBody(upTo limit: Int = Input.bodyLimit) async throws -> ByteBuffer {
        guard (headers[.contentLength].flatMap { Int($0) } ?? 0) <= limit else { throw Failure.contentTooLarge(limit: limit) }
        do {
            return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Failure.contentTooLarge(limit: limit)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            throw Failure.malformed("The body did not arrive whole.")
        }
    }

    /// Without its parameters, in lower case.
    var mediaType: String {
        let type = (headers[.contentType] ?? "").utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        return String(Substring(type)).lowercased()
    }
}
