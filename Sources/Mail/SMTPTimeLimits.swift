import Domain

/// How long a mail server may take: RFC 5321 §4.5.3.2 with minutes made seconds, since a message can be tried again.
public struct SMTPTimeLimits: Hashable, Sendable {
    public let connect: Span
    /// The greeting, each reply, the TLS handshake.
    public let reply: Span
    /// The reply after a whole message.
    public let message: Span

    public init(connect: Span = .seconds(10), reply: Span = .seconds(30), message: Span = .seconds(120)) {
        self.connect = connect
        self.reply = reply
        self.message = message
    }
}
