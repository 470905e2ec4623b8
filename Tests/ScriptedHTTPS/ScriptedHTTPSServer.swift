import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A web server on 127.0.0.1 that answers what a test wants, byte for byte, and keeps what it was asked.
public struct ScriptedHTTPSServer: Sendable {
    public struct Request: Sendable {
        public let method: String
        public let target: String
        public let headers: HTTPHeaders
        public internal(set) var body: String
    }

    public struct Answer: Sendable {
        let bytes: String
        let closes: Bool

        /// - Parameter closes: otherwise the connection stays as it is.
        public static func raw(_ bytes: String, closes: Bool = true) -> Answer { Answer(bytes: bytes, closes: closes) }

        public static func http(_ status: Int, _ headers: [String] = [], _ body: String = "") -> Answer {
            let head = ["HTTP/1.1 \(status) -", "Content-Length: \(body.utf8.count)"] + headers
            return .raw(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
        }

        public static func json(_ body: String, status: Int = 200) -> Answer { .http(status, ["Content-Type: application/json"], body) }
    }

    public typealias Script = @Sendable (Request) -> Answer

    public let port: Int
    private let heard: NIOLockedValueBox<[Request]>

    public var requests: [Request] { heard.withLockedValue { $0 } }

    /// Runs `body` with a server that has the certificate of `configuration`.
    public static func run(
        _ configuration: TLSConfiguration, _ script: @escaping Script, _ body: (ScriptedHTTPSServer) async throws -> Void
    ) async throws {
        let heard = NIOLockedValueBox<[Request]>([])
        let tls = try NIOSSLContext(configuration: configuration)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
                    try pipeline.addHandler(Answering(heard, script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(ScriptedHTTPSServer(port: channel.localAddress?.port ?? 0, heard: heard))
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }
}

private final class Answering: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let heard: NIOLockedValueBox<[ScriptedHTTPSServer.Request]>
    private let script: ScriptedHTTPSServer.Script
    private var request: ScriptedHTTPSServer.Request?

    init(_ heard: NIOLockedValueBox<[ScriptedHTTPSServer.Request]>, _ script: @escaping ScriptedHTTPSServer.Script) {
        self.heard = heard
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = ScriptedHTTPSServer.Request(method: head.method.rawValue, target: head.uri, headers: head.headers, body: "")
        case .body(let bytes): request?.body += String(buffer: bytes)
        case .end:
            guard let request else { return }
            heard.withLockedValue { $0.append(request) }
            let answer = script(request)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer.bytes)), promise: nil)
            if answer.closes { context.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
