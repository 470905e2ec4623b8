import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One request over one connection to one address.
struct OutboundExchange: Sendable {
    let request: OutboundRequest
    let address: SocketAddress
    let tls: NIOSSLContext
    let bodyLimit: Int

    /// Fails with `.unreachable` if there is no connection within `patience`, and with everything else once there is one. Whatever comes of
    /// it, the connection is closed.
    func response(connectingWithin patience: TimeAmount, by deadline: NIODeadline) async throws(OutboundFailure) -> OutboundResponse {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = loop.makePromise(of: OutboundResponse.self)
        ClientBootstrap(group: loop)
            .connectTimeout(patience)
            .channelInitializer { channel in
                promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
                return channel.eventLoop.makeCompletedFuture { try addHandlers(to: channel.pipeline.syncOperations, promise) }
            }
            .connect(to: address)
            .whenFailure { _ in promise.fail(OutboundFailure.unreachable(host: request.url.host)) }
        return try await promise.value(by: deadline)
    }

    private func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations, _ promise: EventLoopPromise<OutboundResponse>
    ) throws {
        let handler = try NIOSSLClientHandler(context: tls, serverHostname: request.url.address == nil ? request.url.host : nil)
        try pipeline.addHandler(handler)
        try pipeline.addHTTPClientHandlers()
        try pipeline.addHandler(OutboundChannelHandler(request, handler, bodyLimit: bodyLimit, promise))
    }
}
