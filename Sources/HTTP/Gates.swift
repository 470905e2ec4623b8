import Domain
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// Refuses writes that another site's page sends with a cookie of ours that opens something (OWASP CSRF Prevention Cheat Sheet, “Fetch Metadata”).
struct CrossSiteGate: RouterMiddleware {
    typealias Context = AnonymousContext

    let publicURL: PublicURL
    /// All that open something.
    let cookies: [TokenCookie]
    /// Those of them that count beside a bearer token, too.
    let cookiesOfSteps: [TokenCookie]

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        guard request.method.isSafe || isOurs(request) else { throw Failure.crossSite(publicURL: publicURL.origin) }
        return try await next(request, context)
    }

    private func isOurs(_ request: Request) -> Bool {
        // No page of another site can send it, and what opens is that alone.
        if request.headers[.authorization] != nil, cookiesOfSteps.allSatisfy({ $0.token(in: request) == nil }) { return true }
        if let site = request.headers[.secFetchSite] { return site == "same-origin" || site == "none" }
        if let origin = request.headers[.origin] { return origin == publicURL.origin }
        return cookies.allSatisfy { $0.token(in: request) == nil }
    }
}

/// Looks the session up, on every request: what was revoked a moment ago opens nothing. No API key gets through.
struct SessionLookup: RouterMiddleware {
    typealias Context = AnonymousContext

    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        try await services.requireNoKey(request, context)
        var context = context
        context.session = try await services.session(of: request, context)
        return try await next(request, context)
    }
}

/// The same, and what the account is shown first with it: in one read, for the request that every page begins with.
struct MeLookup: RouterMiddleware {
    typealias Context = AnonymousContext

    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        try await services.requireNoKey(request, context)
        let me = try await services.me(of: request, context)
        var context = context
        context.session = me.session
        context.me = me
        return try await next(request, context)
    }
}

/// Looks up the session or the API key, on every request.
struct CallerLookup: RouterMiddleware {
    typealias Context = AnonymousContext

    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        var context = context
        if request.presentsKey {
            let key = try await services.key(of: request, context)
            await services.note("an API key", context) { try await services.storage.touch(key, at: services.clock.now) }
            context.caller = .key(key)
        } else {
            context.caller = .session(try await services.session(of: request, context))
        }
        return try await next(request, context)
    }
}

extension Services {
    /// Fails with `.unauthenticated` for a key that opens nothing, and with `.keyNotAdmitted` for any other.
    fileprivate func requireNoKey(_ request: Request, _ context: AnonymousContext) async throws {
        guard request.presentsKey else { return }
        _ = try await key(of: request, context)
        throw Failure.keyNotAdmitted
    }

    /// Fails with `.unauthenticated`.
    fileprivate func session(of request: Request, _ context: AnonymousContext) async throws -> LiveSession {
        let now = clock.now
        let session = try await storage.session(opening: token(of: request), on: device(of: request, context), at: now)
        return try await noteUse(of: session, by: request, context, at: now)
    }

    /// Fails with `.unauthenticated`.
    fileprivate func me(of request: Request, _ context: AnonymousContext) async throws -> Me {
        let now = clock.now
        let me = try await storage.me(opening: token(of: request), on: device(of: request, context), at: now)
        _ = try await noteUse(of: me?.session, by: request, context, at: now)
        guard let me else { throw Failure.unauthenticated }
        return me
    }

    private func token(of request: Request) throws(Failure) -> Token {
        guard let token = request.presentedToken(cookie) else { throw .unauthenticated }
        return token
    }

    private func device(of request: Request, _ context: AnonymousContext) -> Device {
        device(of: request, context.peer, context.requestID)
    }

    private func noteUse(
        of session: LiveSession?, by request: Request, _ context: AnonymousContext, at now: Instant
    ) async throws -> LiveSession {
        guard let session else { throw Failure.unauthenticated }
        context.note.account = session.account.id
        guard request.isMeant(for: session.account.id) else { throw Failure.unauthenticated }
        await note("a session", context) { try await storage.touch(session, at: now) }
        return session
    }

    /// Fails with `.unauthenticated`.
    fileprivate func key(of request: Request, _ context: AnonymousContext) async throws -> KeyScope {
        guard let secret = request.presentedKey,
            let key = try await storage.key(
                opening: secret, on: device(of: request, context), at: clock.now
            )
        else { throw Failure.unauthenticated }
        context.note.account = key.account
        guard request.isMeant(for: key.account) else { throw Failure.unauthenticated }
        return key
    }

    /// A request goes on where its use can't be noted.
    fileprivate func note(_ thing: String, _ context: AnonymousContext, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            context.logger.error("the use of \(thing) could not be noted", metadata: ["error": "\(error)"])
        }
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

/// Where a scope can be had for the organization in the path.
protocol ScopedContext: RequestContext {
    var scope: OrganizationScope? { get set }

    /// Fails with `.notFound` for whoever is no member.
    func scope(of organization: ID<Organization>, from storage: Storage) async throws -> OrganizationScope
}

extension SignedInContext: ScopedContext {
    func scope(of organization: ID<Organization>, from storage: Storage) async throws -> OrganizationScope {
        try await storage.scope(of: organization, for: session)
    }
}

extension CallerContext: ScopedContext {
    func scope(of organization: ID<Organization>, from storage: Storage) async throws -> OrganizationScope {
        switch caller {
        case .session(let session): try await storage.scope(of: organization, for: session)
        case .key(let key): try await storage.scope(of: organization, for: key)
        }
    }
}

/// Turns the organization in the path into a scope, which only its members get, and keys in their name.
struct ScopeLookup<Context: ScopedContext>: RouterMiddleware {
    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        var context = context
        context.scope = try await context.scope(of: context.pathID("organization"), from: services.storage)
        return try await next(request, context)
    }
}

/// Lets operators through, and nobody else.
struct OperatorLookup: RouterMiddleware {
    typealias Context = SignedInContext

    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        var context = context
        context.operatorScope = try await services.storage.operatorScope(for: context.session, at: services.clock.now)
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
