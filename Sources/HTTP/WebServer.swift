import Domain
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Listens, and answers by a responder until it is told to stop.
///
/// Does what Hummingbird's `Application` does. That has a group of services of its own, whose names are all that is in them, a timer that
/// writes the date each second, and a logger made for each request: a quarter of a start, and a part of each request.
public struct WebServer<Responder: HTTPResponder>: Sendable
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    private let responder: Task<Responder, Never>
    private let address: BindAddress
    private let http: HTTPServerBuilder
    private let date: DateHeader
    private let logger: Logger

    public init(_ responder: Responder, on address: BindAddress, clock: Clock, logger: Logger) {
        self.init(Task { responder }, on: address, by: .http1(), date: DateHeader(clock), logger: logger)
    }

    /// - Parameter responder: may still be in the making. Requests wait for it.
    init(_ responder: Task<Responder, Never>, on address: BindAddress, by http: HTTPServerBuilder, date: DateHeader, logger: Logger) {
        self.responder = responder
        self.address = address
        self.http = http
        self.date = date
        self.logger = logger
    }

    /// Fails with what keeps it from listening.
    ///
    /// - Parameter onListening: before the first request is taken.
    public func run(onListening: @escaping @Sendable () async -> Void) async throws {
        let server = try http.buildServer(
            configuration: ServerConfiguration(address: address), eventLoopGroup: EventLoopGroupProvider.singleton.eventLoopGroup,
            logger: logger, responder: respond, onServerRunning: { _ in await onListening() }
        )
        try await server.run()
    }

    @Sendable private func respond(to request: Request, by writer: consuming ResponseWriter, on channel: any Channel) async throws {
        var response = try await response(to: request, on: channel)
        response.headers[.date] = date.text
        do {
            try await writer.write(response: response.head, body: response.body)
        } catch is HTTPParserError {
            throw BrokenRequest()  // the parser's own error would be answered, after an answer that has begun
        }
    }

    private func response(to request: Request, on channel: any Channel) async throws -> Response {
        do {
            let context = Responder.Context(source: ApplicationRequestContextSource(channel: channel, logger: logger))
            return try await responder.value.respond(to: request, context: context)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            logger.error("a request failed", metadata: ["error": "\(error)"])
            return Response(status: .internalServerError)
        }
    }
}

/// The rest of a request could not be read while it was answered.
private struct BrokenRequest: Error {}
