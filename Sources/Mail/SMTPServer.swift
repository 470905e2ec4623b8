import Domain
import Outbound

/// Where mail is handed over, and how: `smtp://user:password@mail.example.com:587`.
///
/// | scheme | port | |
/// |---|---|---|
/// | `smtp` | 587 | TLS by STARTTLS (RFC 3207), without which nothing is sent; a loopback address that doesn't offer it gets plain text |
/// | `smtps` | 465 | TLS from the first byte (RFC 8314) |
/// | `smtp+plain` | 25 | plain text, never TLS; with user and password only to a loopback address |
///
/// User and password are percent-encoded. TLS means 1.2 or later, and that certificate and host name are checked.
public struct SMTPServer: Sendable, CustomStringConvertible {
    enum Security: String {
        case startTLS = "smtp"
        case tls = "smtps"
        case plain = "smtp+plain"

        var defaultPort: Int {
            switch self {
            case .startTLS: 587
            case .tls: 465
            case .plain: 25
            }
        }
    }

    let security: Security
    let host: String
    let port: Int
    let credentials: SMTPCredentials?
    let tls: ClientTLS

    /// - Parameter authorities: who may sign the server's certificate; without them those whom the system trusts.
    public init(_ url: String, authorities: CertificateAuthorities? = nil) throws(Problem) {
        guard let separator = url.firstRange(of: "://"), let security = Security(rawValue: url[..<separator.lowerBound].lowercased()) else {
            throw Problem("must begin with smtp://, smtps:// or smtp+plain://, such as smtp://user:password@mail.example.com:587")
        }
        let authority = url[separator.upperBound...]
        let at = authority.lastIndex(of: "@")
        credentials = try at.map { end throws(Problem) in try SMTPCredentials(authority[..<end]) }
        (host, port) = try Self.hostAndPort(at.map { authority[authority.index(after: $0)...] } ?? authority, security.defaultPort)
        self.security = security
        tls = ClientTLS(roots: authorities)
        guard security != .plain || credentials == nil || isLoopback else {
            throw Problem("must not send a password as plain text to another machine: use smtp:// or smtps://")
        }
    }

    private static func hostAndPort(_ text: Substring, _ defaultPort: Int) throws(Problem) -> (String, Int) {
        let problem = Problem("must name a host and perhaps a port, such as mail.example.com:587 or [::1]:587")
        let plain = text.hasSuffix("/") ? text.dropLast() : text
        let closing = plain.lastIndex(of: "]") ?? plain.startIndex
        let colon = plain[closing...].lastIndex(of: ":")
        var host = plain[..<(colon ?? plain.endIndex)]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        let allowed = isBracketed ? "0123456789abcdefABCDEF:." : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
        guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(allowed.utf8.contains) else { throw problem }
        guard let colon else { return (host.lowercased(), defaultPort) }
        guard let port = UInt16(plain[plain.index(after: colon)...]), port > 0 else { throw problem }
        return (host.lowercased(), Int(port))
    }

    /// Whether what is sent stays on this machine: `localhost`, `127.0.0.0/8`, `::1`.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let bytes = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return bytes.count == 4 && bytes.first == 127 && !bytes.contains(nil)
    }

    /// For TLS, which takes a name here; without one it holds the certificate against the address.
    var hostName: String? {
        let isAddress = host.contains(":") || host.split(separator: ".").allSatisfy { UInt8($0) != nil }
        return isAddress ? nil : host
    }

    /// Without user and password.
    public var description: String {
        "\(security.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
