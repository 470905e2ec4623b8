import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// What `RequestEnds`, behind the decoder, tells `RequestClock` in front of it.
enum RequestProgress {
    case headRead, bodyRead, answered
}

/// Tells where requests begin and end, and keeps what follows a refused body from being read for ever.
///
/// Of a body that is longer than any route takes the application gets enough to answer 413, and no more; after an answer to a request
/// that is still arriving, the connection goes.
final class RequestEnds: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var bodyBytes = 0
    private var isReadingBody = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            (bodyBytes, isReadingBody) = (0, true)
            tell(.headRead, context)
            context.fireChannelRead(data)
        case .body(let buffer):
            let isEnough = bodyBytes > Input.bodyLimit
            bodyBytes += buffer.readableBytes
            if !isEnough { context.fireChannelRead(data) }
        case .end:
            isReadingBody = false
            tell(.bodyRead, context)
            context.fireChannelRead(data)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        tell(.answered, context)
        let isUnread = isReadingBody
        context.write(data, promise: promise)
        if isUnread { closeAfterAnswer(context) }
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
