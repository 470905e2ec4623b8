import Domain
import HTTPTypes
import Hummingbird
import Storage

/// Acting as somebody else, and coming back. The browser keeps both sessions meanwhile, and uses one.
struct ImpersonationRoutes {
    let services: Services

    @Sendable func begin(_ request: Request, context: OperatorContext) async throws -> Response {
        let input = try await Input(request)
        let (reason, writes) = try input.all(
            input.text("reason", ImpersonationReason.init),
            input.optionalFlag("writes")
        )
        let begun = try await services.storage.impersonate(
            context.pathID("account"), because: reason, writes: writes ?? false, by: context.scope, at: services.clock.now
        )
        var response = Response(json: begun.me, status: .created)
        response.headers[values: .setCookie] = [services.cookie.setting(begun.token, for: nil)]
        if let own = services.cookie.token(in: request) {
            response.headers[values: .setCookie].append(services.operatorCookie.setting(own, for: nil))
        }
        return response
    }

    /// Works also when the impersonation is over already: what counts is whose session one comes back to.
    @Sendable func end(_ request: Request, context: AnonymousContext) async throws -> Response {
        guard let own = services.operatorCookie.token(in: request) else { throw Failure.unauthenticated }
        let now = services.clock.now
        let session = try await services.storage.endImpersonation(
            openedBy: services.cookie.token(in: request), returningTo: own,
            on: services.device(of: request, context.peer, context.requestID), at: now
        )
        context.note.account = session.account.id
        var response = Response.noContent
        response.headers[values: .setCookie] = [
            services.cookie.setting(own, for: session.cookieLifetime(at: now)), services.operatorCookie.removal,
        ]
        return response
    }
}
