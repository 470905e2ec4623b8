import Domain
import NIOCore
import NIOPosix
import Outbound

/// A connection to a mail server on which one side speaks at a time. Every function fails for good: a connection that failed once is closed.
struct SMTPConnection: Sendable {
    /// How much longer than a cancelled task the reply to a whole message may take.
    private static let grace = TimeAmount.seconds(5)

    private let channel: any Channel
    private let handler: NIOLoopBound<SMTPChannelHandler>
    private let limits: SMTPTimeLimits
    private let redaction: SMTPRedaction
    private let log: @Sendable (SMTPLine) -> Void

    static func open(
        to server: SMTPServer, _ limits: SMTPTimeLimits, log: @escaping @Sendable (SMTPLine) -> Void
    ) async throws(SMTPFailure) -> SMTPConnection {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(limits.connect.amount)
                .connect(host: server.host, port: server.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = SMTPChannelHandler(channel)
                        try channel.pipeline.syncOperations.addHandler(handler)
                        return SMTPConnection(
                            channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop), limits: limits,
                            redaction: SMTPRedaction(server.credentials), log: log
                        )
                    }
                }
        } catch {
            throw SMTPFailure(connection: error)
        }
    }

    /// This side's address as EHLO gives it where a host has no name that others know (RFC 5321 §4.1.3).
    var addressLiteral: String {
        guard let address = channel.localAddress?.ipAddress else { return "[127.0.0.1]" }
        return address.contains(":") ? "[IPv6:\(address)]" : "[\(address)]"
    }

    func greeting() async throws(SMTPFailure) -> SMTPReply {
        try await exchange(SMTPStep(name: "the greeting", limit: limits.reply.amount))
    }

    /// - Parameter shown: what stands in for a line that holds a secret, a command's name first.
    func command(_ line: String, shown: String? = nil, within limit: Span? = nil) async throws(SMTPFailure) -> SMTPReply {
        log(.client(shown ?? line))
        let name = (shown ?? line).prefix { $0 != " " }
        let limit = (limit ?? limits.reply).amount
        return try await exchange(SMTPStep(name: String(name), bytes: Array("\(line)\r\n".utf8), limit: limit))
    }

    /// A message, after `DATA` was answered.
    /// - Parameter message: lines that end in CRLF.
    func message(_ message: [UInt8]) async throws(SMTPFailure) -> SMTPReply {
        log(.client("(a message of \(message.count) bytes)"))
        log(.client("."))
        let bytes = Self.dotStuffed(message) + Array(".\r\n".utf8)
        return try await exchange(SMTPStep(name: "the message", bytes: bytes, limit: limits.message.amount, isFinal: true))
    }

    /// RFC 5321 §4.5.2: a dot before each line that begins with one.
    static func dotStuffed(_ message: [UInt8]) -> [UInt8] {
        var stuffed: [UInt8] = []
        stuffed.reserveCapacity(message.count + 64)
        var last = UInt8(ascii: "\n")
        for byte in message {
            if byte == UInt8(ascii: "."), last == UInt8(ascii: "\n") { stuffed.append(byte) }
            stuffed.append(byte)
            last = byte
        }
        return stuffed
    }

    func startTLS(_ server: SMTPServer) async throws(SMTPFailure) {
        let step = SMTPStep(name: "the TLS handshake", limit: limits.reply.amount)
        do {
            let context = try server.tls.context()
            try await channel.eventLoop.flatSubmit { [handler] in
                handler.value.startTLS(context, with: server, step)
            }.get()
        } catch {
            throw SMTPFailure(connection: error)
        }
        log(.event("TLS: the certificate is right for \(server.host)"))
    }

    private func exchange(_ step: SMTPStep) async throws(SMTPFailure) -> SMTPReply {
        do {
            let reply = try await channel.eventLoop.flatSubmit { [handler] in handler.value.exchange(step) }.get().struck(by: redaction)
            for (index, line) in reply.lines.enumerated() {
                log(.server("\(reply.code)\(index == reply.lines.count - 1 ? " " : "-")\(line)"))
            }
            return reply
        } catch {
            throw SMTPFailure(connection: error)
        }
    }

    /// For a task that is cancelled: ends what is waited for.
    func cancel() {
        channel.eventLoop.execute { [handler] in handler.value.cancel(grace: Self.grace) }
    }

    func close() {
        channel.close(promise: nil)
    }
}

extension SMTPReply {
    fileprivate func struck(by redaction: SMTPRedaction) -> SMTPReply {
        SMTPReply(code: code, lines: lines.map(redaction.strike))
    }
}

extension Span {
    fileprivate var amount: TimeAmount { .milliseconds(milliseconds) }
}
