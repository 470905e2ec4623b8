import Domain
import HTTPTypes
import Hummingbird
import Storage

/// The address of one's account: which it is, proving it, and getting another one.
struct EmailRoutes {
    let services: Services

    @Sendable func show(_ request: Request, context: SignedInContext) async throws -> Response {
        let change = try await services.storage.pendingEmailChange(context.session, at: services.clock.now)
        return Response(json: EmailView(account: context.session.account, change: change))
    }

    @Sendable func change(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let input = try await Input(request)
        let email = try input.all(input.text("email", EmailAddress.init))
        let message = try await services.storage.requestEmailChange(
            context.session, to: email, mailing: services.settings.mailing, at: services.clock.now
        )
        services.announce(message, context)
        return .accepted
    }

    @Sendable func giveUpChange(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await services.storage.giveUpEmailChange(context.session, at: services.clock.now)
        return .noContent
    }

    @Sendable func resend(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let message = try await services.storage.requestVerification(
            context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        services.announce(message, context)
        return .accepted
    }

    @Sendable func verify(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let input = try await Input(request)
        let token = try input.all(input.text("token") { Token(presented: $0) })
        try await services.storage.verifyAddress(
            with: token, by: context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        return .noContent
    }

    /// For whoever holds a link, signed in or not.
    @Sendable func lookUp(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let token = try input.all(input.text("token") { Token(presented: $0) })
        return Response(json: try await services.storage.lookUpProof(token, at: services.clock.now))
    }
}
