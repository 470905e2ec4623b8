import Domain
import NIOCore

extension IPAddress {
    /// Nil for a socket that has none.
    init?(_ address: SocketAddress?) {
        // Where it stands in sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)): every request has one, so that it isn't written as text first.
        let place: Range<Int>
        switch address {
        case .v4: place = 4..<8
        case .v6: place = 8..<24
        case .unixDomainSocket, nil: return nil
        }
        guard let bytes = address?.withSockAddr({ Array(UnsafeRawBufferPointer(start: $0, count: $1)[place]) }) else { return nil }
        self.init(bytes: bytes)
    }

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
