import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// The event loop's end of one exchange: nothing goes out before the certificate has been found right, and the answer is read up to its limit.
final class OutboundChannelHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let request: OutboundRequest
    private let tls: NIOSSLClientHandler
    private let bodyLimit: Int
    private let promise: EventLoopPromise<OutboundResponse>
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    init(_ request: OutboundRequest, _ tls: NIOSSLClientHandler, bodyLimit: Int, _ promise: EventLoopPromise<OutboundResponse>) {
        self.request = request
        self.tls = tls
        self.bodyLimit = bodyLimit
        self.promise = promise
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            guard tls.peerCertificate?.names(request.url.host) == true else { return promise.fail(certificateFailure) }
            send(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head)
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= bodyLimit else { return promise.fail(tooLarge) }
            body += bytes.readableBytesView
        case .end:
            guard let head else { return promise.fail(OutboundFailure.malformed) }
            let headers = head.headers.map { (name: $0.name, value: $0.value) }
            promise.succeed(OutboundResponse(status: Int(head.status.code), headers: headers, body: body))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(failure(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(OutboundFailure.closed)
    }

    private func receive(_ head: HTTPResponseHead) {
        self.head = head
        let encodings = head.headers[canonicalForm: "Content-Encoding"]
        guard encodings.allSatisfy({ $0.lowercased() == "identity" }) else { return promise.fail(OutboundFailure.contentEncoding) }
        if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > bodyLimit { promise.fail(tooLarge) }
    }

    private func send(_ context: ChannelHandlerContext) {
        let url = request.url
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: url.target)
        head.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        head.headers.replaceOrAdd(name: "Host", value: url.authority)
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        head.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
        head.headers.replaceOrAdd(name: "User-Agent", value: "Tenantry")
        var body: ByteBuffer?
        if case .post(let bytes, let contentType) = request.method {
            head.method = .POST
            head.headers.replaceOrAdd(name: "Content-Type", value: contentType)
            head.headers.replaceOrAdd(name: "Content-Length", value: String(bytes.count))
            body = ByteBuffer(bytes: bytes)
        }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

extension OutboundChannelHandler {
    private var tooLarge: OutboundFailure { .bodyTooLarge(limit: bodyLimit) }
    private var certificateFailure: OutboundFailure { .certificate(host: request.url.host) }

    /// Whatever TLS, HTTP or the socket came up with.
    private func failure(_ error: any Error) -> OutboundFailure {
        switch error {
        case HTTPParserError.invalidEOFState, NIOSSLError.uncleanShutdown, is IOError, is ChannelError: .closed
        case is HTTPParserError: .malformed
        case let error as NIOSSLExtraError where error == .failedToValidateHostname: certificateFailure
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            "\(error)".contains("CERTIFICATE_VERIFY_FAILED") ? certificateFailure : .tls(host: request.url.host)
        default: .closed
        }
    }
}
