import Domain
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
    static func limited(_ limits: ConnectionLimits, exempting proxies: [IPNetwork], files: OpenFiles) -> HTTPServerBuilder {
        let counter = ConnectionCounter(limit: limits.connectionsPerAddress, exempting: proxies)
        return HTTPServerBuilder { LimitedChannel(responder: $0, limits: limits, counter: counter, files: files) }
    }
}

/// Hummingbird's HTTP/1 channel with our handlers around its decoder.
struct LimitedChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private let http: HTTP1Channel
    private let limits: ConnectionLimits
    private let counter: ConnectionCounter
    private let files: OpenFiles

    init(responder: @escaping HTTPChannelHandler.Responder, limits: ConnectionLimits, counter: ConnectionCounter, files: OpenFiles) {
        self.limits = limits
        self.counter = counter
        self.files = files
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
            let handler: any ChannelHandler = counter.admit(channel) ? RequestClock(limits) : RefusedConnection()
            try channel.pipeline.syncOperations.addHandler(handler)
        }.flatMap {
            http.setup(channel: channel, logger: logger)
        }.flatMapThrowing { [files] value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(OldVersionEnds(), position: .after(decoder))
            // Between what knows whether the connection is idle or to be closed, and what takes requests to the application.
            let state = try pipeline.handler(type: HTTPConnectionStateHandler.self)
            try pipeline.addHandler(OpenFileHandler(files), position: .after(state))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
