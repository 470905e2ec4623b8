import Domain
import HTTPTypes
import Hummingbird

/// Who may read the metrics: whoever is on this machine and not behind a proxy, and whoever has the token.
struct MetricsAccess: Sendable {
    /// Any of these says that somebody else is behind the connection.
    private static let forwardingHeaders = [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via",
    ].compactMap { HTTPField.Name($0) }

    let token: MetricsToken?
    let trustedProxies: [IPNetwork]

    func admits(_ request: Request, from peer: IPAddress?) -> Bool {
        isDirect(request, from: peer) || token.map { $0.opens(request) } ?? false
    }

    /// The host must be this machine, too: a page of some site whose name leads here is read by a browser on this machine as well.
    private func isDirect(_ request: Request, from peer: IPAddress?) -> Bool {
        guard let peer, peer.isLoopback, !trustedProxies.contains(where: { $0.contains(peer) }) else { return false }
        guard Self.forwardingHeaders.allSatisfy({ request.headers[$0] == nil }) else { return false }
        return request.head.authority.map(Self.namesThisMachine) ?? false
    }

    private static func namesThisMachine(_ authority: String) -> Bool {
        let isBracketed = authority.hasPrefix("[")
        let host = isBracketed ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        return !isBracketed && host.lowercased() == "localhost" || IPAddress(String(host))?.isLoopback == true
    }
}

/// Opens the metrics to somebody elsewhere. It is no session, and no session is one.
public struct MetricsToken: Sendable {
    private let bytes: [UInt8]

    public init(_ text: String) throws(Problem) {
        guard (16...256).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Problem("must have 16 to 256 printable ASCII characters and no spaces")
        }
        bytes = Array(text.utf8)
    }

    /// Takes as long whichever of the bytes are wrong.
    fileprivate func opens(_ request: Request) -> Bool {
        let scheme = "bearer "
        guard let header = request.headers[.authorization], header.prefix(scheme.count).lowercased() == scheme else { return false }
        let presented = Array(header.utf8.dropFirst(scheme.utf8.count))
        guard presented.count == bytes.count else { return false }
        return zip(presented, bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension IPAddress {
    var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1] }
}
