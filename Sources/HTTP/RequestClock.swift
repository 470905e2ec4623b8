import NIOCore

/// Measures how long a request's head and body take to arrive, and how long its head is. Sits in front of the decoder.
final class RequestClock: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase { case waiting, head(bytes: Int), body, answering }

    private let limits: ConnectionLimits
    private var phase = Phase.waiting
    private var timer: Scheduled<Void>?

    init(_ limits: ConnectionLimits) {
        self.limits = limits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let count = unwrapInboundIn(data).readableBytes
        switch phase {
        case .waiting:
            phase = .head(bytes: count)
            start(limits.headTime, context)
        case .head(let bytes):
            phase = .head(bytes: bytes + count)
        case .body, .answering: break
        }
        context.fireChannelRead(data)
        if case .head(let bytes) = phase, bytes > limits.head { refuse("431 Request Header Fields Too Large", context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let progress = event as? RequestProgress else { return context.fireUserInboundEventTriggered(event) }
        switch progress {
        case .headRead(let awaitsContinue):
            phase = .body
            start(limits.bodyTime, context)
            if awaitsContinue { write("HTTP/1.1 100 Continue\r\n\r\n", context) }
        case .bodyRead:
            phase = .answering
            stop()
        case .answered:
            phase = .waiting
            stop()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        stop()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in refuse("408 Request Timeout", context) }
    }

    private func stop() {
        timer?.cancel()
        timer = nil
    }

    private func refuse(_ status: String, _ context: ChannelHandlerContext) {
        stop()
        write("HTTP/1.1 \(status)\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", context)
        context.close(promise: nil)
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
