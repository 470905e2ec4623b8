import Domain

/// What a JSON value may be, as OpenAPI 3.1 says it (JSON Schema 2020-12).
indirect enum Schema: Sendable {
    case text(Text)
    case integer(ClosedRange<Int>?)
    case boolean
    case list(Schema, atMost: Int? = nil)
    /// These properties and no others.
    case object([Property])
    /// Whatever properties.
    case anyObject
    /// One of `Component.all`, by its name.
    case component(String)
    case nullable(Schema)

    struct Text: Sendable {
        var format: String?
        var pattern: String?
        var values: [String]?
        var lengths: ClosedRange<Int>?
    }

    struct Property: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        var note: String?
    }

    var json: JSONValue {
        switch self {
        case .text(let text):
            var fields: [String: JSONValue] = ["type": .string("string")]
            fields["format"] = text.format.map { .string($0) }
            fields["pattern"] = text.pattern.map { .string($0) }
            fields["enum"] = text.values.map { .array($0.map { .string($0) }) }
            fields["minLength"] = text.lengths.map { .integer($0.lowerBound) }
            fields["maxLength"] = text.lengths.flatMap { $0.upperBound == .max ? nil : .integer($0.upperBound) }
            return .object(fields)
        case .integer(let range):
            var fields: [String: JSONValue] = ["type": .string("integer")]
            fields["minimum"] = range.map { .integer($0.lowerBound) }
            fields["maximum"] = range.flatMap { $0.upperBound == .max ? nil : .integer($0.upperBound) }
            return .object(fields)
        case .boolean: return .object(["type": .string("boolean")])
        case .list(let element, let most):
            var fields: [String: JSONValue] = ["type": .string("array"), "items": element.json]
            fields["maxItems"] = most.map { .integer($0) }
            return .object(fields)
        case .object(let properties):
            let described = properties.map { property -> (String, JSONValue) in
                guard let note = property.note, case .object(var fields) = property.schema.json else {
                    return (property.name, property.schema.json)
                }
                fields["description"] = .string(note)
                return (property.name, .object(fields))
            }
            return .object([
                "type": .string("object"), "properties": .object(Dictionary(uniqueKeysWithValues: described)),
                "required": .array(properties.filter(\.isRequired).map { .string($0.name) }), "additionalProperties": .bool(false),
            ])
        case .anyObject: return .object(["type": .string("object")])
        case .component(let name): return .object(["$ref": .string("#/components/schemas/\(name)")])
        case .nullable(let schema):
            guard case .object(var fields) = schema.json, case .string(let type)? = fields["type"], fields["enum"] == nil else {
                return .object(["anyOf": .array([schema.json, .object(["type": .string("null")])])])
            }
            fields["type"] = .array([.string(type), .string("null")])
            return .object(fields)
        }
    }
}

extension Schema {
    static let string = Schema.text(Text())
    static let time = Schema.text(Text(format: "date-time"))
    static let date = Schema.text(Text(format: "date"))
    static let url = Schema.text(Text(format: "uri"))
    /// Of a person, an organization or a thing.
    static let name = Schema.text(Text(lengths: 1...100))
    static let email = Schema.text(Text(format: "email"))
    static let password = Schema.text(Text(format: "password", lengths: 1...256))
    static let token = Schema.text(Text())
    static let slug = Schema.text(Text(pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", lengths: 2...48))
    static let count = Schema.integer(0 ... .max)
    static let role = Schema.text(Text())
    static let permission = Schema.values(Permission.allCases.map(\.rawValue))
    static let permissions = Schema.list(.permission)

    static func values(_ values: [String]) -> Schema { .text(Text(values: values)) }

    static func values<Value: RawRepresentable & CaseIterable>(of type: Value.Type) -> Schema where Value.RawValue == String {
        values(type.allCases.map(\.rawValue))
    }

    static func id<Thing: Identified>(_ thing: Thing.Type) -> Schema {
        .text(Text(pattern: "^\(Thing.idPrefix)_[0-7][0-9a-hjkmnp-tv-z]{25}$"))
    }

    /// A list's answer. `total` where the list knows it.
    static func items(_ element: Schema, total: Bool = false, _ others: [Property] = []) -> Schema {
        .object(
            (total ? [.required("total", .count)] : []) + [.required("items", .list(element)), .required("nextCursor", .nullable(.string))]
                + others)
    }

    /// The same with more, for objects.
    func with(_ properties: [Property]) -> Schema {
        guard case .object(let own) = self else { return self }
        return .object(own + properties)
    }
}

extension Schema.Property {
    static func required(_ name: String, _ schema: Schema, _ note: String? = nil) -> Self {
        Self(name: name, schema: schema, isRequired: true, note: note)
    }

    static func optional(_ name: String, _ schema: Schema, _ note: String? = nil) -> Self {
        Self(name: name, schema: schema, isRequired: false, note: note)
    }
}
