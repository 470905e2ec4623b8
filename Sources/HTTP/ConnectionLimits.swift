import Hummingbird
import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// What one connection may cost, before any handler sees a request.
public struct ConnectionLimits: Sendable {
    /// Bytes of request line and headers.
    public var head = 16 * 1024
    /// From a request's first byte to the end of its head.
    public var headTime = TimeAmount.seconds(10)
    /// From the end of the head to the end of the body.
    public var bodyTime = TimeAmount.seconds(30)
    /// Between requests.
    public var idleTime = TimeAmount.seconds(60)
    /// At once, for one client address.
    public var connectionsPerAddress = 256

    public init() {}
}

extension HTTPServerBuilder {
    /// HTTP/1.1 within limits.
    static func limited(_ limits: ConnectionLimits, exempting proxies: [IPNetwork]) -> HTTPServerBuilder {
        let counter = ConnectionCounter(limit: limits.connectionsPerAddress, exempting: proxies)
        return HTTPServerBuilder { LimitedChannel(responder: $0, limits: limits, counter: counter) }
    }
}

/// Hummingbird's HTTP/1 channel with our handlers around its decoder.
struct LimitedChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private let http: HTTP1Channel
    private let limits: ConnectionLimits
    private let counter: ConnectionCounter

    init(responder: @escaping HTTPChannelHandler.Responder, limits: ConnectionLimits, counter: ConnectionCounter) {
        self.limits = limits
        self.counter = counter
        http = HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [RequestEnds()],
                idleTimeout: limits.idleTime,
                httpDecoderConfiguration: .init(maxHeaderFieldSize: limits.head, maxHeaderListSize: limits.head, maxHeaderFieldCount: 100)
            )
        )
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            guard counter.admit(channel) else { throw ChannelError.ioOnClosedChannel }
            try channel.pipeline.syncOperations.addHandler(RequestClock(limits))
        }.flatMap { http.setup(channel: channel, logger: logger) }
    }

    func handle(value: Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}

/// How many connections each address has open.
final class ConnectionCounter: Sendable {
    private let open = NIOLockedValueBox<[IPAddress: Int]>([:])
    private let limit: Int
    private let exempt: [IPNetwork]

    init(limit: Int, exempting exempt: [IPNetwork]) {
        self.limit = limit
        self.exempt = exempt
    }

    /// Whether the connection may stay. If so, it is counted until it closes.
    func admit(_ channel: any Channel) -> Bool {
        guard let address = IPAddress(channel.remoteAddress), !exempt.contains(where: { $0.contains(address) }) else { return true }
        let isAdmitted = open.withLockedValue { open in
            guard open[address, default: 0] < limit else { return false }
            open[address, default: 0] += 1
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { _ in self.release(address) } }
        return isAdmitted
    }

    private func release(_ address: IPAddress) {
        open.withLockedValue { open in
            let left = open[address, default: 1] - 1
            open[address] = left > 0 ? left : nil
        }
    }
}

/// What `RequestEnds`, behind the decoder, tells `RequestClock` in front of it.
enum RequestProgress {
    case headRead, bodyRead, answered
}

/// Tells where requests begin and end, and keeps what follows a refused body from being read for ever.
///
/// A body that is longer than any route takes is cut off here: the application sees enough of it to answer 413; after the answer the
/// connection goes.
final class RequestEnds: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var bodyBytes = 0
    private var isReadingBody = false
    private var isCut = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            (bodyBytes, isReadingBody, isCut) = (0, true, false)
            tell(.headRead, context)
            context.fireChannelRead(data)
        case .body(let buffer):
            let isOver = bodyBytes > Input.bodyLimit
            bodyBytes += buffer.readableBytes
            guard !isOver else { return cut(context) }
            context.fireChannelRead(data)
        case .end:
            isReadingBody = false
            tell(.bodyRead, context)
            if !isCut { context.fireChannelRead(data) }
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        tell(.answered, context)
        let isUnread = isReadingBody
        context.write(data, promise: promise)
        if isUnread { closeAfterAnswer(context) }
    }

    /// The application gets no more of this body; it is let run out for a while, so that the client comes to read the answer.
    private func cut(_ context: ChannelHandlerContext) {
        isCut = true
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
        case .headRead:
            phase = .body
            start(limits.bodyTime, context)
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
        let answer = ByteBuffer(string: "HTTP/1.1 \(status)\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        context.close(promise: nil)
    }
}
