import Domain

/// What one exchange may cost.
public struct OutboundLimits: Hashable, Sendable {
    /// All of it: names, connections, TLS, redirects, the answer's last byte.
    public let time: Span
    /// Of the answer, in bytes.
    public let body: Int
    public let redirects: Int

    public init(time: Span = .seconds(10), body: Int = 1 << 20, redirects: Int = 3) {
        self.time = time
        self.body = body
        self.redirects = redirects
    }
}
