/// An answer, whole.
public struct OutboundResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    /// The first of that name, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// 304 and 300 are answers, too.
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }
}
