import Domain
import NIOCore

/// Which addresses the server may connect to at the wish of others: those of the public internet, and those that the operator lists.
public struct AddressPolicy: Sendable {
    private let listed: [IPNetwork]

    public init(allowing listed: [IPNetwork] = []) {
        self.listed = listed
    }

    /// An IPv4 address mapped into IPv6 is in nobody's DNS but that of somebody who has something in mind.
    func admits(_ address: SocketAddress) -> Bool {
        guard let text = address.ipAddress, let address = IPAddress(text) else { return false }
        let isMapped = address.bytes.count == 4 && text.contains(":")
        return isListed(address) || !isMapped && isPublic(address)
    }

    private func isListed(_ address: IPAddress) -> Bool { listed.contains { $0.contains(address) } }

    private func isPublic(_ address: IPAddress) -> Bool {
        if address.bytes.count == 4 { return !Self.special.contains { $0.contains(address) } }
        if Self.translation.contains(where: { $0.contains(address) }) {
            return IPAddress(bytes: Array(address.bytes.suffix(4))).map { isListed($0) || isPublic($0) } ?? false
        }
        return Self.globalUnicast.contains { $0.contains(address) } && !Self.special.contains { $0.contains(address) }
    }
}

extension AddressPolicy {
    /// What IANA's registries of special-purpose addresses list (RFC 6890), whether it is reached from elsewhere or not. Of IPv6 only what
    /// lies in `globalUnicast`; the rest (loopback, link-local, site-local, unique local, multicast …) is refused for not lying there.
    private static let special = networks([
        "0.0.0.0/8",  // this network (RFC 791)
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private (RFC 1918)
        "100.64.0.0/10",  // behind carriers (RFC 6598)
        "127.0.0.0/8",  // loopback (RFC 1122)
        "169.254.0.0/16",  // link-local (RFC 3927); clouds' metadata
        "192.0.0.0/24",  // protocol assignments (RFC 6890)
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation (RFC 5737)
        "192.88.99.0/24",  // 6to4 relays (RFC 7526)
        "198.18.0.0/15",  // benchmarks (RFC 2544)
        "224.0.0.0/4",  // multicast (RFC 5771)
        "240.0.0.0/4",  // reserved (RFC 1112), broadcast (RFC 919)
        "2001::/23",  // protocol assignments (RFC 2928), Teredo (RFC 4380), benchmarks (RFC 5180), ORCHID (RFC 7343)
        "2001:db8::/32", "3fff::/20",  // documentation (RFC 3849, RFC 9637)
        "2002::/16",  // 6to4 (RFC 3056): no way to the public internet any more, and perhaps one to a private address
    ])

    /// RFC 4291 §2.4 as IANA assigns it.
    private static let globalUnicast = networks(["2000::/3"])
    /// NAT64's well-known prefix (RFC 6052): judged by the IPv4 address that it leads to.
    private static let translation = networks(["64:ff9b::/96"])

    private static func networks(_ texts: [String]) -> [IPNetwork] {
        texts.map { text in
            guard let network = try? IPNetwork(text) else { preconditionFailure("\(text) is written here, and is no network") }
            return network
        }
    }
}
