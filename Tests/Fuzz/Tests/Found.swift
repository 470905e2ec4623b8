import Testing

/// An input that once broke a property.
struct Found: Sendable, CustomTestStringConvertible {
    let what: String
    let target: FuzzTarget
    let bytes: [UInt8]

    var testDescription: String { what }

    static let all: [Found] = []
}
