import Domain

/// An `https` URL as the server itself may open it: a host in ASCII, no user, no fragment, nothing that two readers could read in two ways.
public struct OutboundURL: Hashable, Sendable, CustomStringConvertible {
    /// In bytes.
    public static let limit = 2048
    private static let scheme = "https://"

    /// Lower-case; an IPv6 address without brackets.
    public let host: String
    public let port: Int
    /// With the query, byte for byte as it was written; empty, or from `/` or `?` on.
    let pathAndQuery: String

    public init(_ text: String) throws(Problem) {
        guard text.utf8.count <= Self.limit else { throw Problem("must have at most \(Self.limit) characters") }
        guard text.utf8.allSatisfy(Self.isURLCharacter) else { throw Problem("must have only characters that a URL has (RFC 3986)") }
        guard text.prefix(Self.scheme.count).lowercased() == Self.scheme else { throw Problem("must begin with https://") }
        guard !text.contains("#") else { throw Problem("must not have a fragment") }
        let rest = text.dropFirst(Self.scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw Problem("must not have a user") }
        (host, port) = try Self.hostAndPort(authority)
        pathAndQuery = String(rest[authority.endIndex...])
    }

    private static func hostAndPort(_ authority: Substring) throws(Problem) -> (String, Int) {
        let problem = Problem("must name a host, and perhaps a port, such as https://login.example.com:8443")
        let isBracketed = authority.hasPrefix("[")
        let host = isBracketed ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        var rest = authority[host.endIndex...]
        if isBracketed, rest.popFirst() == nil { throw problem }
        let isRight = isBracketed ? host.contains(":") && IPAddress(String(host)) != nil : isName(host)
        guard isRight else { throw problem }
        guard let colon = rest.popFirst() else { return (host.lowercased(), 443) }
        guard colon == ":", rest.utf8.allSatisfy({ isDigit($0) }), let port = UInt16(rest), port > 0 else { throw problem }
        return (host.lowercased(), Int(port))
    }

    /// Labels of letters, digits and inner hyphens (RFC 1123 §2.1); IPv4 addresses look so, too.
    private static func isName(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") || isLetter($0) }
            }
    }

    private static func isURLCharacter(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

    /// Host and port as they stand in a URL and in `Host`, the port only where it is not 443.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + (port == 443 ? "" : ":\(port)") }

    public var origin: String { Self.scheme + authority }

    public var description: String { origin + pathAndQuery }

    /// Path and query as a request names them (RFC 9112 §3.2.1).
    var target: String { pathAndQuery.hasPrefix("/") ? pathAndQuery : "/" + pathAndQuery }

    /// Set where the host is written as an address.
    var address: IPAddress? { IPAddress(host) }
}

extension OutboundURL {
    /// The same URL with more in its query, which is kept (RFC 6749 §3.1).
    /// - Parameter query: `name=value&…`, encoded.
    public func appending(query: String) throws(Problem) -> OutboundURL {
        let separator = !pathAndQuery.contains("?") ? "?" : pathAndQuery.hasSuffix("?") || pathAndQuery.hasSuffix("&") ? "" : "&"
        return try OutboundURL(description + separator + query)
    }

    /// Where a `Location` leads: an `https` URL, one without scheme, or a path from the root on. Other references are refused.
    func resolving(location: String) throws(Problem) -> OutboundURL {
        if location.hasPrefix("//") { return try OutboundURL("https:" + location) }
        return try OutboundURL(location.hasPrefix("/") ? origin + location : location)
    }
}
