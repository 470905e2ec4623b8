import Domain
import HTTPTypes
import Hummingbird
import Storage

/// The way from the link that the server prints at its start to the first operator.
struct SetupRoutes {
    let services: Services

    @Sendable func lookUp(_ request: Request, context: AnonymousContext) async throws -> HTTPResponse.Status {
        let input = try await Input(request)
        let token = try input.all(input.text("token") { Token(presented: $0) })
        try await services.storage.lookUpSetup(token, at: services.clock.now)
        return .noContent
    }

    /// With a new account.
    @Sendable func signUp(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let words = input.words(in: "name", "email")
        let (token, name, email, password) = try input.all(
            input.text("token") { Token(presented: $0) },
            input.text("name", DisplayName.init),
            input.text("email", EmailAddress.init),
            input.text("password") { text throws(Problem) in try services.settings.passwordRules.accept(text, words: words) }
        )
        try await services.requireUnbreached(password, in: "password")
        let signUp = SignUp(name: name, email: email, password: password, language: .preferred(by: request), joining: .nothing)
        let signedIn = try await services.storage.setUp(
            signUp, with: token, replacing: request.presentedToken(services.cookie), mailing: services.settings.mailing,
            on: services.device(of: request, context.peer, context.id), at: services.clock.now
        )
        return services.response(signedIn, status: .created, context)
    }

    /// With the account that one is signed in to.
    @Sendable func accept(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let token = try input.all(input.text("token") { Token(presented: $0) })
        return Response(json: try await services.storage.setUp(context.session, with: token, at: services.clock.now))
    }
}
