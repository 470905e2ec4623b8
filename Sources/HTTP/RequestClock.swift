import NIOCore

/// Measures how long a request's head and body take to arrive, and how long its head is. Sits in front of the decoder.
///
/// Most requests are there at once: the timer of one is left to run for the next, and looks when it ends whether there is still time.
final class RequestClock: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase { case waiting, head(bytes: Int), body, answering }

    private let limits: ConnectionLimits
    private var phase = Phase.waiting
    /// For what is arriving.
    private var deadline: NIODeadline?
    private var timer: (end: NIODeadline, task: Scheduled<Void>)?

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
            deadline = nil
        case .answered:
            phase = .waiting
            deadline = nil
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        let end = NIODeadline.now() + time
        deadline = end
        if let timer, timer.end <= end { return }
        timer?.task.cancel()
        wait(until: end, context)
    }

    private func wait(until end: NIODeadline, _ context: ChannelHandlerContext) {
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: end) { [self] in
            timer = nil
            guard let deadline else { return }
            if deadline > end { wait(until: deadline, context) } else { refuse("408 Request Timeout", context) }
        }
        timer = (end, task)
    }

    private func stop() {
        deadline = nil
        timer?.task.cancel()
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
