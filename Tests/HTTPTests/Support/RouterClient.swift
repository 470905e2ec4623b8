import HTTPTypes
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded

@testable import HTTP

/// Asks a router without a connection. HummingbirdTesting does the same, and brings an HTTP client and HTTP/2 that would be built for nothing.
struct RouterClient: Sendable {
    private let respond: @Sendable (Request, AnonymousContext) async throws -> Response
    private let logger: Logger

    init(_ router: Router<AnonymousContext>, _ logger: Logger) {
        let responder = router.buildResponder()
        respond = { try await responder.respond(to: $0, context: $1) }
        self.logger = logger
    }

    func send(_ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, bytes: ByteBuffer?) async throws -> Answer {
        var headers = headers
        if let bytes { headers[.contentLength] = String(bytes.readableBytes) }
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: bytes ?? ByteBuffer()))
        let context = AnonymousContext(source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger))
        let response = try await respond(request, context)
        let body = Body()
        try await response.body.write(body)
        return Answer(status: response.status.code, headers: response.headers, body: body.bytes)
    }

    private final class Body: ResponseBodyWriter, Sendable {
        private let written = NIOLockedValueBox(ByteBuffer())

        var bytes: ByteBuffer { written.withLockedValue { $0 } }

        func write(_ buffer: ByteBuffer) async throws { written.withLockedValue { _ = $0.writeImmutableBuffer(buffer) } }
        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
