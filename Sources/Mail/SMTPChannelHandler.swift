import NIOCore
import NIOSSL
import NIOTLS
import Outbound

/// The event loop's end of a conversation with a mail server: one command out, one reply in, each with a time limit. Whatever arrives
/// unasked ends it, so that nobody can slip in a reply, least of all before TLS begins (CVE-2011-0411). Once it has failed it stays so.
final class SMTPChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// How many bytes may arrive before they are asked for.
    private static let unaskedLimit = 16 * 1024

    private let channel: any Channel
    private var parser = SMTPReplyParser()
    private var pending: Pending?
    private var failure: SMTPFailure?
    /// Set once TLS has begun.
    private var tls: (handler: NIOSSLClientHandler, host: String)?

    init(_ channel: any Channel) {
        self.channel = channel
    }

    /// What is waited for.
    private struct Pending {
        let deadline: Scheduled<Void>
        let isFinal: Bool
        let complete: Completion

        enum Completion {
            case reply(EventLoopPromise<SMTPReply>)
            case handshake(EventLoopPromise<Void>)
        }
    }

    /// Writes `step.bytes`, if there are any, and waits for the reply.
    func exchange(_ step: SMTPStep) -> EventLoopFuture<SMTPReply> {
        let promise = channel.eventLoop.makePromise(of: SMTPReply.self)
        if step.bytes != nil { refuseUnasked() }
        begin(step, .reply(promise))
        if failure == nil, let bytes = step.bytes { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
        takeReply()
        return promise.futureResult
    }

    /// Puts TLS below this handler, and waits until the certificate has been found right.
    func startTLS(_ context: NIOSSLContext, with server: SMTPServer, _ step: SMTPStep) -> EventLoopFuture<Void> {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        refuseUnasked()
        begin(step, .handshake(promise))
        guard failure == nil else { return promise.futureResult }
        do {
            let handler = try NIOSSLClientHandler(context: context, serverHostname: server.hostName)
            tls = (handler, server.host)
            try channel.pipeline.syncOperations.addHandler(handler, position: .first)
        } catch {
            fail(SMTPFailure("TLS can't be set up: \(error)"))
        }
        return promise.futureResult
    }

    /// Ends what is under way: at once, or after `grace` while the server may be about to say that it has taken a message.
    func cancel(grace: TimeAmount) {
        guard let pending, pending.isFinal else { return fail(.stopped) }
        let handler = NIOLoopBound(self, eventLoop: channel.eventLoop)
        channel.eventLoop.scheduleTask(in: grace) { handler.value.fail(.stopped) }
    }
}

extension SMTPChannelHandler {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard failure == nil else { return }
        parser.append(unwrapInboundIn(data).readableBytesView)
        takeReply()
        if parser.unreadCount > Self.unaskedLimit { fail(SMTPFailure("the server sends without end")) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent, let tls {
            if tls.handler.peerCertificate?.names(tls.host) == true { secured() } else { fail(.otherName) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.closed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(SMTPFailure(connection: error))
    }

    private func secured() {
        guard let pending, case .handshake(let promise) = pending.complete else { return }
        settle(pending)
        promise.succeed()
    }

    private func begin(_ step: SMTPStep, _ completion: Pending.Completion) {
        let handler = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let deadline = channel.eventLoop.scheduleTask(in: step.limit) {
            handler.value.fail(SMTPFailure("no answer to \(step.name) within \((step.limit.nanoseconds + 999_999_999) / 1_000_000_000) s"))
        }
        pending = Pending(deadline: deadline, isFinal: step.isFinal, complete: completion)
        if let failure { fail(failure) }
    }

    private func takeReply() {
        guard let pending, case .reply(let promise) = pending.complete else { return }
        do throws(SMTPFailure) {
            guard let reply = try parser.next() else { return }
            settle(pending)
            promise.succeed(reply)
        } catch {
            fail(error)
        }
    }

    /// A farewell may come at any time; anything else that was not asked for is not from a server that can be trusted.
    private func refuseUnasked() {
        guard failure == nil, parser.hasUnread else { return }
        if let reply = try? parser.next(), reply.code == 421 { return fail(SMTPFailure(farewell: reply)) }
        fail(SMTPFailure("the server sent something before it was asked"))
    }

    private func settle(_ pending: Pending) {
        pending.deadline.cancel()
        self.pending = nil
    }

    private func fail(_ failure: SMTPFailure) {
        self.failure = self.failure ?? failure
        channel.close(promise: nil)
        guard let pending else { return }
        settle(pending)
        switch pending.complete {
        case .reply(let promise): promise.fail(self.failure ?? failure)
        case .handshake(let promise): promise.fail(self.failure ?? failure)
        }
    }
}

/// One step of a conversation: what goes out, and how long its answer may take.
struct SMTPStep: Sendable {
    /// As a message about it says: `EHLO`.
    let name: String
    var bytes: [UInt8]?
    let limit: TimeAmount
    /// Whether the answer says that a message has been taken.
    var isFinal = false
}
