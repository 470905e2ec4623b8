import Domain
import Glibc

/// Whom to ask: an IP address, and a port where that is not 53.
public struct NameServer: Sendable {
    private let address: sockaddr_storage

    /// `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53`, `[2001:db8::53]:5353`
    public init(_ text: String) throws(Problem) {
        let problem = Problem("must be the IP address of a DNS server, such as 192.0.2.53 or [2001:db8::53]:5353")
        let (host, port) = Self.parts(text)
        guard let port, port > 0 else { throw problem }
        var (four, six) = (sockaddr_in(), sockaddr_in6())
        if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
            (four.sin_family, four.sin_port) = (sa_family_t(AF_INET), port.bigEndian)
            address = Self.stored(four)
        } else if inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
            (six.sin6_family, six.sin6_port) = (sa_family_t(AF_INET6), port.bigEndian)
            address = Self.stored(six)
        } else {
            throw problem
        }
    }

    func withAddress<Result>(_ use: (UnsafePointer<sockaddr>) -> Result) -> Result {
        withUnsafePointer(to: address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, use) }
    }

    /// A colon is a port's where it follows brackets, or is the only one.
    private static func parts(_ text: String) -> (host: String, port: UInt16?) {
        if text.hasPrefix("["), let closing = text.firstIndex(of: "]") {
            let (host, rest) = (text[text.index(after: text.startIndex)..<closing], text[text.index(after: closing)...])
            return (String(host), rest.isEmpty ? 53 : rest.hasPrefix(":") ? UInt16(rest.dropFirst()) : nil)
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), UInt16(parts[1])) : (text, 53)
    }

    private static func stored(_ address: some Any) -> sockaddr_storage {
        var storage = sockaddr_storage()
        withUnsafeBytes(of: address) { bytes in withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: bytes) } }
        return storage
    }
}
