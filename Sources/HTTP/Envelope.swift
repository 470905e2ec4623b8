import Domain
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// The outermost layer: every answer gets its headers, every error its answer, every request its line in the log and its place in
/// the metrics.
struct Envelope: RouterMiddleware {
    typealias Context = AnonymousContext

    let methods = MethodMap()
    let notFoundPage: Page?
    private let services: Services
    private let metrics: RequestMetrics
    private let isSecure: Bool

    init(_ services: Services, _ site: Site) {
        self.services = services
        notFoundPage = site.page(PageRoutes.notFound)
        metrics = RequestMetrics(services.metrics)
        isSecure = services.settings.publicURL.isSecure
    }

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPParserError {
            throw error  // the connection is beyond an answer
        } catch {
            response = answer(to: error, request, context)
        }
        finish(&response, to: request, context, since: start)
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// All that an answer needs once it is known.
    func finish(_ response: inout Response, to request: Request, _ context: Context, since start: ContinuousClock.Instant) {
        complete(&response, context)
        let duration = ContinuousClock.now - start
        metrics.note(
            method: request.method.rawValue, route: context.routePattern, status: response.status.code, took: duration
        )
        log(request, response, context, took: duration)
    }

    private func answer(to error: any Error, _ request: Request, _ context: Context) -> Response {
        guard let failure = failure(for: error, request) else {
            context.logger.error("a request failed", metadata: ["error": "\(error)"])
            return .internalError(requestID: context.requestID)
        }
        if failure == .notFound, !request.isForAPI, request.method.isSafe,
            let page = try? notFoundPage?.response(to: request, status: .notFound)
        {
            return page
        }
        context.note.refusal = failure.answer.code
        return Response(failure, requestID: context.requestID)
    }

    private func failure(for error: any Error, _ request: Request) -> Failure? {
        if let failure = error as? Failure {
            return failure
        }
        guard let error = error as? HTTPError, error.status == .notFound else { return nil }
        let allowed = methods.allowed(for: request.uri.path)
        return allowed.isEmpty || allowed.contains(request.method.rawValue) ? .notFound : .methodNotAllowed(allowed: allowed)
    }

    /// No handler sets these.
    private static let always: HTTPFields = [
        .xContentTypeOptions: "nosniff", .crossOriginOpenerPolicy: "same-origin", .crossOriginResourcePolicy: "same-origin",
        .referrerPolicy: "no-referrer",
    ]
    /// For what a handler says nothing else about.
    private static let unlessSet: [HTTPField] = [
        HTTPField(name: .cacheControl, value: "no-store"),
        HTTPField(
            name: .contentSecurityPolicy, value: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    ]

    private func complete(_ response: inout Response, _ context: Context) {
        response.headers.reserveCapacity(response.headers.count + Self.always.count + 6)
        for field in Self.unlessSet where !response.headers.contains(field.name) { response.headers.append(field) }
        response.headers.append(HTTPField(name: .xRequestID, value: context.requestID))
        response.headers.append(contentsOf: Self.always)
        if isSecure { response.headers.append(HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")) }
    }

    /// One line a request: the pattern of the route, never the path or query, which may hold what is private. Of what is refused it says
    /// why, and where the request came from.
    private func log(_ request: Request, _ response: Response, _ context: Context, took duration: Duration) {
        guard context.logger.logLevel <= .info else { return }
        var metadata: Logger.Metadata = [
            "method": .string(request.method.rawValue), "route": .string(context.routePattern ?? "-"),
            "status": .string(String(response.status.code)), "ms": .string(duration.milliseconds),
            "account": .string(context.note.account?.description ?? "-"),
        ]
        if let refusal = context.note.refusal {
            metadata["code"] = .string(refusal)
            metadata["client"] = .string(services.address(of: request, context.peer)?.description ?? "-")
        }
        context.logger.info("request", metadata: metadata)
    }
}

extension RequestContext {
    /// Hummingbird gives a request that no route takes a name instead of a path.
    fileprivate var routePattern: String? { endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } }
}

extension Duration {
    /// `12.3`
    fileprivate var milliseconds: String {
        let (seconds, attoseconds) = components
        let tenths = seconds * 10_000 + attoseconds / 100_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension Request {
    fileprivate var isForAPI: Bool { uri.path.hasPrefix("/api/") }
}

/// Which methods each route knows, for 405.
final class MethodMap: Sendable {
    private enum Routes {
        case added([(path: RouterPath, method: HTTPRequest.Method)])
        case split([(path: [Substring], method: String)])
    }

    /// Split when the first request asks, which a start doesn't wait for.
    private let routes = NIOLockedValueBox(Routes.split([]))

    /// In place of those before.
    func set(_ added: [(path: RouterPath, method: HTTPRequest.Method)]) {
        routes.withLockedValue { $0 = .added(added) }
    }

    /// In alphabetical order; empty for a path that no route has.
    func allowed(for path: String) -> [String] {
        let path = path.split(separator: "/")
        let methods = splitRoutes().filter { Self.matches($0.path[...], path[...]) }.map(\.method)
        return Set(methods + (methods.contains("GET") ? ["HEAD"] : [])).sorted()
    }

    private func splitRoutes() -> [(path: [Substring], method: String)] {
        routes.withLockedValue { routes in
            switch routes {
            case .split(let split):
                return split
            case .added(let added):
                let split = added.map { ($0.path.description.split(separator: "/"), $0.method.rawValue) }
                routes = .split(split)
                return split
            }
        }
    }

    private static func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let part = pattern.first else { return path.isEmpty }
        if part == "**" { return true }
        guard let text = path.first, part.hasPrefix("{") || part == text else { return false }
        return matches(pattern.dropFirst(), path.dropFirst())
    }
}
