import Domain
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// What `RequestEnds`, behind the decoder, tells `RequestClock` in front of it.
enum RequestProgress {
    /// - Parameter awaitsContinue: the client sends the body once it is told to (RFC 9110 §10.1.1).
    case headRead(awaitsContinue: Bool)
    case bodyRead
    /// Every request that has begun has its answer.
    case answered
}

/// Tells where requests begin and end, and keeps what follows a refused body from being read for ever.
///
/// Of a body that is longer than any route takes the application gets enough to answer 413, and no more; after an answer to a request
/// that is still arriving, the connection goes. So it does after a request that asks for that, or for another protocol: the decoder reads no
/// further then.
final class RequestEnds: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What the route with the longest bodies takes, in bytes.
    static let bodyLimit = max(Input.bodyLimit, Logo.largest)

    private var bodyBytes = 0
    private var isReadingBody = false
    /// Clients may send the next request before they have the answer to the last.
    private var unanswered = 0
    /// Whether one has begun after which no other is looked at (RFC 9112 §9.6).
    private var hasLast = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if hasLast && !isReadingBody { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            (bodyBytes, isReadingBody) = (0, true)
            unanswered += 1
            hasLast = head.isLast
            tell(.headRead(awaitsContinue: unanswered == 1 && head.awaitsContinue), context)
            guard hasLast else { return context.fireChannelRead(data) }
            head.headerFields[.connection] = "close"  // as Hummingbird knows it
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body(let buffer):
            let isEnough = bodyBytes > Self.bodyLimit
            bodyBytes += buffer.readableBytes
            if !isEnough { context.fireChannelRead(data) }
        case .end:
            isReadingBody = false
            tell(.bodyRead, context)
            context.fireChannelRead(data)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where hasLast && unanswered == 1:
            head.headerFields[.connection] = "close"
            return context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head, .body: return context.write(data, promise: promise)
        case .end: break
        }
        unanswered -= 1
        context.write(data, promise: promise)
        guard unanswered == 0 else { return }
        tell(.answered, context)
        if isReadingBody { closeAfterAnswer(context) }
    }

    /// The client may still be sending: its side is closed after a second, or when it stops.
    private func closeAfterAnswer(_ context: ChannelHandlerContext) {
        let channel = context.channel
        channel.flush()
        channel.close(mode: .output, promise: nil)
        context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    }

    private func tell(_ progress: RequestProgress, _ context: ChannelHandlerContext) {
        context.channel.pipeline.fireUserInboundEventTriggered(progress)
    }
}

/// A request of HTTP/1.0 is its connection's last: its client waits for the end (RFC 9112 §9.3). One that offers to go on may be refused.
///
/// Behind the decoder: further on nobody knows the version.
final class OldVersionEnds: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), head.version != .http1_1 else { return context.fireChannelRead(data) }
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}

extension HTTPRequest {
    /// For the client says so, or asks for another protocol and gets none.
    fileprivate var isLast: Bool {
        guard let options = headerFields[.connection]?.lowercased().split(whereSeparator: { ", \t".contains($0) }) else { return false }
        return options.contains("close") || options.contains("upgrade") && headerFields[.upgrade] != nil
    }

    /// Unless it announces more than will be read.
    fileprivate var awaitsContinue: Bool {
        headerFields[.expect]?.lowercased() == "100-continue"
            && (headerFields[.contentLength].flatMap { Int($0) } ?? 0) <= RequestEnds.bodyLimit
    }
}
