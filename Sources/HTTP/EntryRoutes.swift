import Domain
import Hummingbird
import Logging
import Storage

/// The ways in for people who are not signed in. None of them tells whether an address has an account.
struct EntryRoutes {
    let services: Services

    @Sendable func logIn(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let (email, password, remember) = try input.all(
            input.text("email", EmailAddress.init),
            input.text("password", Password.init(presented:)),
            input.optionalFlag("remember")
        )
        let signedIn = try await services.storage.logIn(
            email: email, password: password, remember: remember ?? false, replacing: request.presentedToken(services.cookie),
            mailing: services.settings.mailing, on: services.device(of: request, context.peer, context.id), at: services.clock.now
        )
        return services.response(signedIn, status: .ok, context)
    }

    @Sendable func forgotPassword(_ request: Request, context: AnonymousContext) async throws -> HTTPResponse.Status {
        let input = try await Input(request)
        let email = try input.all(input.text("email", EmailAddress.init))
        let message = try await services.storage.requestPasswordReset(
            email, mailing: services.settings.mailing, at: services.clock.now
        )
        services.announce(message, context)
        return .accepted
    }

    @Sendable func resetPassword(_ request: Request, context: AnonymousContext) async throws -> HTTPResponse.Status {
        let input = try await Input(request)
        let (token, text) = try input.all(
            input.text("token") { Token(presented: $0) },
            input.text("password") { $0 }
        )
        let account = try await services.storage.account(resetting: token, at: services.clock.now)
        let words = [account.name, account.email]
        let password = try Field("password") { () throws(Problem) in try services.settings.passwordRules.accept(text, words: words) }.value
        try await services.storage.resetPassword(
            with: token, to: password, mailing: services.settings.mailing, on: services.device(of: request, context.peer, context.id),
            at: services.clock.now
        )
        return .noContent
    }
}

extension Services {
    /// Tells the operator that a message waits, while nothing sends it.
    func announce(_ message: ID<Message>?, _ context: some RequestContext) {
        guard let message, !settings.mailing.reachesMailboxes else { return }
        context.logger.notice("a message waits; read it with `tenantry outbox show \(message)`")
    }
}
