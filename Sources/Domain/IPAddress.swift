import Glibc

/// An IPv4 or IPv6 address. IPv4 addresses mapped into IPv6 are IPv4 addresses.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16.
    public let bytes: [UInt8]

    /// - Parameter text: `192.0.2.1`, `2001:db8::1`
    public init?(_ text: String) {
        guard let bytes = Self.bytes(of: text, family: AF_INET, count: 4) ?? Self.bytes(of: text, family: AF_INET6, count: 16) else {
            return nil
        }
        self.init(bytes: bytes)
    }

    /// Nil unless there are 4 or 16, in network byte order.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let isMapped = bytes.count == 16 && bytes[10] == 0xff && bytes[11] == 0xff && bytes.prefix(10).allSatisfy { $0 == 0 }
        self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
    }

    /// As RFC 5952 writes it.
    public var description: String {
        if bytes.count == 4 { return dotted }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Each request is asked for it: it is written in one piece.
    private var dotted: String {
        String(unsafeUninitializedCapacity: 15) { text in
            var place = 0
            func write(_ character: UInt8) {
                text[place] = character
                place += 1
            }
            for (index, byte) in bytes.enumerated() {
                if index > 0 { write(UInt8(ascii: ".")) }
                if byte >= 100 { write(UInt8(ascii: "0") + byte / 100) }
                if byte >= 10 { write(UInt8(ascii: "0") + byte / 10 % 10) }
                write(UInt8(ascii: "0") + byte % 10)
            }
            return place
        }
    }

    /// The address, or of an IPv6 address the 64 bits that one subscriber has.
    public var network: String {
        guard bytes.count == 16 else { return description }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
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

    /// Several, separated by commas.
    public static func list(_ text: String) throws(Problem) -> [IPNetwork] {
        var networks: [IPNetwork] = []
        for item in text.split(separator: ",") { networks.append(try IPNetwork(item.filter { $0 != " " })) }
        return networks
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
