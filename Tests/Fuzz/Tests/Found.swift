import Testing

/// An input that once broke a property.
struct Found: Sendable, CustomTestStringConvertible {
    let what: String
    let target: FuzzTarget
    let bytes: [UInt8]

    var testDescription: String { what }

    static let all = [
        Found(
            what: "two values of a cookie that are the same to Unicode alone", target: .cookie,
            bytes: Array("tenantry=\u{e9}; tenantry=e\u{301}".utf8))
    ]
}
