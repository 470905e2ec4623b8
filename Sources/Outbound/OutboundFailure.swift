/// Why there is no answer that could be used. The text is for logs and operators; it repeats nothing that the other side sent but a host's name.
public enum OutboundFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case nameUnknown(host: String)
    /// None of the host's addresses may be connected to.
    case addressRefused(host: String)
    case unreachable(host: String)
    /// Not for that host, not valid now, or signed by nobody who is trusted.
    case certificate(host: String)
    /// Other faults of the TLS handshake.
    case tls(host: String)
    case timeout
    /// Ended before the answer did.
    case closed
    /// Not HTTP as it is written.
    case malformed
    /// In bytes.
    case bodyTooLarge(limit: Int)
    /// A `Content-Encoding`, though none was asked for.
    case contentEncoding
    case redirectRefused
    case tooManyRedirects
    /// Too much of that at the same time.
    case busy
    case cancelled

    public var description: String {
        switch self {
        case .nameUnknown(let host): "no address of \(host) can be found"
        case .addressRefused(let host): "\(host) has no address that may be connected to (TENANTRY_OUTBOUND_ALLOW)"
        case .unreachable(let host): "\(host) doesn't answer"
        case .certificate(let host):
            "the certificate is not right for \(host): for another name, not valid now, or signed by an unknown authority"
        case .tls(let host): "TLS with \(host) failed"
        case .timeout: "no answer in time"
        case .closed: "the connection ended before the answer did"
        case .malformed: "the answer is not HTTP"
        case .bodyTooLarge(let limit): "the answer has more than \(limit) bytes"
        case .contentEncoding: "the answer is compressed, though it must not be"
        case .redirectRefused: "the answer leads to a URL that is not opened"
        case .tooManyRedirects: "one answer leads to another without end"
        case .busy: "too many requests are under way"
        case .cancelled: "stopped before the answer came"
        }
    }
}
