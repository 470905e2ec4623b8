import Domain
import Glibc
import NIOCore

/// An IPv4 or IPv6 address. IPv4 addresses mapped into IPv6 are IPv4 addresses.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16.
    let bytes: [UInt8]
    public let description: String

    public init?(_ text: String) {
        let four = Self.bytes(of: text, family: AF_INET, count: 4)
        guard var raw = four ?? Self.bytes(of: text, family: AF_INET6, count: 16) else { return nil }
        let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        if raw.count == 16, raw.starts(with: mappedPrefix) { raw = Array(raw.suffix(4)) }
        bytes = raw
        description = raw.count == 4 ? raw.map { String($0) }.joined(separator: ".") : text.lowercased()
    }

    /// The address, or of an IPv6 address the 64 bits that one subscriber has.
    var network: String {
        guard bytes.count == 16 else { return description }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
    }

    init?(_ address: SocketAddress?) {
        guard let text = address?.ipAddress else { return nil }
        self.init(text)
    }

    private static func bytes(of text: String, family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}

/// An address, or a range of them in CIDR notation: `10.0.0.0/8`.
public struct IPNetwork: Hashable, Sendable {
    private let address: IPAddress
    private let prefix: Int

    public init(_ text: String) throws(Problem) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let problem = Problem("“\(text)” is no address and no range such as 10.0.0.0/8")
        guard let first = parts.first, let address = IPAddress(first), parts.count <= 2 else { throw problem }
        let longest = address.bytes.count * 8
        guard let prefix = parts.count == 2 ? Int(parts[1]) : longest, (0...longest).contains(prefix) else { throw problem }
        self.address = address
        self.prefix = prefix
    }

    public func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        return zip(address.bytes, other.bytes).enumerated().allSatisfy { index, pair in
            let bits = min(max(prefix - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
            return pair.0 & mask == pair.1 & mask
        }
    }
}

extension IPAddress {
    /// The client behind trusted proxies: in `X-Forwarded-For`, read from the right, the first address that is no such proxy.
    /// From anyone else that header counts for nothing.
    static func client(peer: IPAddress?, forwardedFor: [String], trusting proxies: [IPNetwork]) -> IPAddress? {
        guard var client = peer else { return nil }
        let hops = forwardedFor.flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            guard proxies.contains(where: { $0.contains(client) }) else { break }
            let text = hop.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            guard let next = IPAddress(String(text)) else { break }
            client = next
        }
        return client
    }
}
