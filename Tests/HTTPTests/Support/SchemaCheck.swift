import Domain
import Foundation
import Testing

@testable import HTTP

/// Holds a JSON value against the schema that describes it.
enum SchemaCheck {
    /// In words, with the place.
    static func problems(_ text: String, _ schema: Schema) -> [String] {
        do {
            return problems(try JSONParser.parse(Array(text.utf8), deepest: 20), schema, at: "")
        } catch {
            return ["no JSON: \(text)"]
        }
    }

    private static func problems(_ value: JSONValue, _ schema: Schema, at place: String) -> [String] {
        switch (schema, value) {
        case (.text(let text), .string(let value)): problems(value, text, at: place)
        case (.integer(let range), .integer(let value)):
            range.map { $0.contains(value) } ?? true ? [] : ["\(place): \(value) is out of range"]
        case (.boolean, .bool), (.anyObject, .object), (.nullable, .null): []
        case (.list(let element, let most), .array(let values)):
            (most.map { values.count <= $0 } ?? true ? [] : ["\(place): too many"])
                + values.enumerated().flatMap { problems($1, element, at: "\(place)/\($0)") }
        case (.object(let properties), .object(let fields)): problems(fields, properties, at: place)
        case (.component(let name), _):
            Component.all.first { $0.name == name }.map { problems(value, $0.schema, at: place) } ?? ["\(place): no component \(name)"]
        case (.nullable(let schema), _): problems(value, schema, at: place)
        default: ["\(place): \(value) is not as described"]
        }
    }

    private static func problems(_ value: String, _ text: Schema.Text, at place: String) -> [String] {
        var problems: [String] = []
        if let values = text.values, !values.contains(value) { problems.append("\(place): “\(value)” is none of the values") }
        if let lengths = text.lengths, !lengths.contains(value.unicodeScalars.count) {
            problems.append("\(place): “\(value)” has a wrong length")
        }
        if let pattern = text.pattern, value.range(of: pattern, options: .regularExpression) == nil {
            problems.append("\(place): “\(value)” doesn't match \(pattern)")
        }
        if text.format == "date-time", (try? Instant(rfc3339: value)) == nil { problems.append("\(place): “\(value)” is no time") }
        return problems
    }

    private static func problems(_ fields: [String: JSONValue], _ properties: [Schema.Property], at place: String) -> [String] {
        let known = Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0) })
        let missing = properties.filter { $0.isRequired && fields[$0.name] == nil }.map { "\(place)/\($0.name): is missing" }
        return missing
            + fields.flatMap { name, value in
                known[name].map { problems(value, $0.schema, at: "\(place)/\(name)") } ?? ["\(place)/\(name): is not described"]
            }
    }
}

extension HTTP.Operation {
    /// By the names of `RouteCatalog`.
    static let described = Dictionary(
        uniqueKeysWithValues: APIDescription.operations.map { ("\($0.method.rawValue) /api/v1\($0.path)", $0) })
}

extension RouteCase {
    /// Holds an answer of the route's against what the description of the API says of it.
    func expectDescribed(_ answer: Answer) {
        guard let operation = HTTP.Operation.described[description] else { return }
        if answer.status >= 400 {
            #expect(operation.allRefusals.contains(answer.status), "\(self): \(answer.text)")
            #expect(SchemaCheck.problems(answer.text, .component("Problem")) == [], "\(self): \(answer.text)")
            return
        }
        switch operation.answers[answer.status] {
        case nil: Issue.record("\(self): \(answer.status) is not described")
        case HTTP.Operation.Content.none?: #expect(answer.text.isEmpty, "\(self): \(answer.text)")
        case .json(let schema)?: #expect(SchemaCheck.problems(answer.text, schema) == [], "\(self)")
        case .file(let types)?:
            let type = answer.headers[.contentType]?.split(separator: ";").first.map(String.init) ?? ""
            #expect(types.contains(type), "\(self): \(type)")
        }
    }
}
