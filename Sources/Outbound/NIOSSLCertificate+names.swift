import Domain
import NIOSSL

extension NIOSSLCertificate {
    /// Whether it is for the host, as RFC 9525 §6 has it: by its alternative names alone, by a name for a name and by an address for an
    /// address. NIOSSL also takes the address that a name has led to, and that is whoever answers there.
    /// - Parameter host: lower-case; an IPv6 address without brackets.
    package func names(_ host: String) -> Bool {
        let address = IPAddress(host)
        return _subjectAlternativeNames().contains { name in
            switch name.nameType {
            case .dnsName: address == nil && Self.matches(String(decoding: name.contents, as: UTF8.self), host: host)
            case .ipAddress: address?.bytes == Array(name.contents)
            default: false
            }
        }
    }

    /// A wildcard stands for the whole first label, and for no more than that (RFC 9525 §6.3).
    /// - Parameter host: lower-case.
    static func matches(_ name: String, host: String) -> Bool {
        let name = name.lowercased()
        guard name.hasPrefix("*.") else { return !name.isEmpty && name == host }
        guard let dot = host.firstIndex(of: "."), dot > host.startIndex else { return false }
        return name.dropFirst() == host[dot...] && !name.dropFirst().contains("*")
    }
}
