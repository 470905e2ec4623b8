import Domain
import NIOCore

extension IPAddress {
    init?(_ address: SocketAddress?) {
        guard let text = address?.ipAddress else { return nil }
        self.init(text)
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
