import Domain
import Hummingbird
import Logging
import Storage

/// Bounds how often one address, and everyone together, do what is open to everyone.
struct AddressGate: RouterMiddleware {
    typealias Context = AnonymousContext

    let kind: Limits.Class
    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        if let limiter = services.limiter {
            let now = services.clock.now
            let network = services.address(of: request, context.peer)?.network ?? ""
            do {
                try limiter.take(kind, .address, of: network, at: now)
                try limiter.take(kind, .instance, at: now)
            } catch {
                warnOfProxy(request, context)
                throw error
            }
        }
        return try await next(request, context)
    }

    /// Where everyone comes by way of a proxy that nobody told of, all of them share what is one address's.
    private func warnOfProxy(_ request: Request, _ context: Context) {
        guard request.headers[.xForwardedFor] != nil, let peer = context.peer, !services.settings.trusts(peer) else { return }
        context.logger.warning(
            "requests that came by way of \(peer) were limited together: if that is a proxy of yours, name it in TENANTRY_TRUSTED_PROXIES"
        )
    }
}

/// Where it is known whose account a request is of.
protocol AccountContext: RequestContext {
    /// What is counted together: all sessions of an account, and apart from them all keys that it has made. So nobody gains by making keys,
    /// and no program keeps the one who made its key out of the pages.
    var counted: String { get }
}

extension SignedInContext: AccountContext {
    var counted: String { session.account.id.description }
}

extension CallerContext: AccountContext {
    var counted: String {
        switch caller {
        case .session(let session): session.account.id.description
        case .key(let key): "keys of \(key.account)"
        }
    }
}

/// Bounds how often an account reads and writes.
struct AccountGate<Context: AccountContext>: RouterMiddleware {
    /// Nil goes by the method.
    var kind: Limits.Class?
    let services: Services

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        let kind = kind ?? (request.method.isSafe ? .read : .write)
        try services.limiter?.take(kind, .account, of: context.counted, at: services.clock.now)
        return try await next(request, context)
    }
}
