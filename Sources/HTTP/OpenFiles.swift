import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes

/// A file that everyone gets.
struct OpenFile: Sendable {
    /// The pattern of the router's route that has it, too.
    let route: String
    /// In which form: a page comes in several languages.
    let choose: @Sendable (Request) -> StoredFile
}

/// The answers to requests for files that are in memory as they are sent, and that nobody has to be known for. They are the router's, to the
/// byte; only no task and no other thread is needed for them.
final class OpenFiles: Sendable {
    private let files: [String: OpenFile]
    private let envelope: Envelope
    private let date: DateHeader
    private let logger: Logger

    init(_ files: [String: OpenFile], _ envelope: Envelope, date: DateHeader, logger: Logger) {
        self.files = files
        self.envelope = envelope
        self.date = date
        self.logger = logger
    }

    /// Nil where it is for the application to answer.
    func answer(to head: HTTPRequest, on channel: any Channel) -> (head: HTTPResponse, content: ByteBuffer)? {
        guard head.method == .get || head.method == .head, let path = head.path, let file = files[path.withoutQuery], head.isAlone else {
            return nil
        }
        let start = ContinuousClock.now
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        guard let answer = try? file.choose(request).answer(to: request), let content = answer.content else { return nil }
        var response = answer.response
        let context = AnonymousContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        context.coreContext.endpointPath.value = file.route
        envelope.finish(&response, to: request, context, since: start)
        response.headers[.date] = date.text
        return (response.head, head.method == .head ? ByteBuffer() : content)
    }
}

extension String {
    fileprivate var withoutQuery: String {
        utf8.firstIndex(of: UInt8(ascii: "?")).map { String(self[..<$0]) } ?? self
    }
}

extension HTTPRequest {
    /// Without a body, and on a connection that stays.
    fileprivate var isAlone: Bool {
        headerFields[.contentLength] == nil && headerFields[.transferEncoding] == nil && headerFields[.expect] == nil
            && (headerFields[.connection].map { $0.lowercased() == "keep-alive" } ?? true)
    }
}

/// Answers requests for open files where they arrive, and lets all others through. Answers leave in the order of their requests, so while the
/// application has one to give, it gets what comes after, too. So it does while the client doesn't take what it was sent: nothing more is read
/// then until the application has answered, and that waits for the client.
final class OpenFileHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let files: OpenFiles
    /// Waits for the end of its request.
    private var answer: (head: HTTPResponse, content: ByteBuffer)?
    /// By the application.
    private var unanswered = 0

    init(_ files: OpenFiles) {
        self.files = files
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer = unanswered == 0 && context.channel.isWritable ? files.answer(to: head, on: context.channel) : nil
            if answer != nil { return }
            unanswered += 1
        case .body:
            break
        case .end:
            guard let (head, content) = answer else { break }
            answer = nil
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if content.readableBytes > 0 { context.write(wrapOutboundOut(.body(content)), promise: nil) }
            return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }
}
