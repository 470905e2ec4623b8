import Domain
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// Refuses writes that another site's page sends with our cookie (OWASP CSRF Prevention Cheat Sheet, “Fetch Metadata”).
struct CrossSiteGate: RouterMiddleware {
    typealias Context = AnonymousContext

    let publicURL: PublicURL
    let cookie: TokenCookie

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        guard request.method.isSafe || isOurs(request) else { throw Failure.crossSite(publicURL: publicURL.origin) }
        return try await next(request, context)
    }

    private func isOurs(_ request: Request) -> Bool {
        if request.headers[.authorization] != nil { return true }  // no page of another site can send it
        if let site = request.headers[.secFetchSite] { return site == "same-origin" || site == "none" }
        if let origin = request.headers[.origin] { return origin == publicURL.origin }
        return cookie.token(in: request) == nil
    }
}

/// Looks the session up, on every request: what was revoked a moment ago opens nothing.
struct SessionLookup: RouterMiddleware {
    typealias Context = AnonymousContext

    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        let now = services.clock.now
        guard let token = request.presentedToken(services.cookie),
            let session = try await services.storage.session(
                opening: token, on: services.device(of: request, context.peer, context.requestID), at: now
            )
        else { throw Failure.unauthenticated }
        context.note.account = session.account.id
        guard request.isMeant(for: session.account.id) else { throw Failure.unauthenticated }
        do {
            try await services.storage.touch(session, at: now)
        } catch {
            context.logger.error("the use of a session could not be noted", metadata: ["error": "\(error)"])
        }
        var context = context
        context.session = session
        return try await next(request, context)
    }
}

/// Notes who is signed in, if anyone, for routes that are open to everyone. Whatever is presented and opens nothing is as good as
/// nothing. Looking at a public page is no use of the session: it lives no longer for it.
struct OptionalSessionLookup: RouterMiddleware {
    typealias Context = AnonymousContext

    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        var context = context
        if let token = request.presentedToken(services.cookie) {
            context.session = try await services.storage.session(opening: token, at: services.clock.now)
            context.note.account = context.session?.account.id
        }
        return try await next(request, context)
    }
}

/// Turns the organization in the path into a scope, which only its members get.
struct ScopeLookup: RouterMiddleware {
    typealias Context = SignedInContext

    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        var context = context
        context.scope = try await services.storage.scope(of: context.pathID("organization"), for: context.session)
        return try await next(request, context)
    }
}

extension Request {
    /// A page that still shows one person may be sent by the browser of another, who has logged in since: it names whom it shows.
    fileprivate func isMeant(for account: ID<Account>) -> Bool {
        headers[.tenantryAccount].map { $0 == account.description } ?? true
    }
}

extension HTTPRequest.Method {
    /// RFC 9110 §9.2.1.
    var isSafe: Bool { self == .get || self == .head || self == .options }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!  // a valid name
    static let xRequestID = HTTPField.Name("X-Request-Id")!
    static let tenantryAccount = HTTPField.Name("Tenantry-Account")!
    static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let clearSiteData = HTTPField.Name("Clear-Site-Data")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
