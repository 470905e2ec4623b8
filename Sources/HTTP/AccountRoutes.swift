import Domain
import HTTPTypes
import Hummingbird
import Storage

struct AccountRoutes {
    let services: Services

    @Sendable func signUp(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let words = input.words(in: "name", "email", "organizationName")
        let (name, email, organization, invitation, password) = try input.all(
            input.text("name", DisplayName.init),
            input.text("email", EmailAddress.init),
            input.optionalText("organizationName") { text throws(Problem) in
                text.allSatisfy(\.isWhitespace) ? nil : try DisplayName(text)
            },
            input.optionalText("invitation") { Token(presented: $0) },
            input.text("password") { text throws(Problem) in try services.settings.passwordRules.accept(text, words: words) }
        )
        try services.settings.requireSignUpAllowed(invited: invitation != nil)
        let organizationName = organization.flatMap { $0 }
        let joining: SignUp.Joining = invitation.map { .invitation($0) } ?? organizationName.map { .newOrganization($0) } ?? .nothing
        let signedIn = try await services.storage.signUp(
            SignUp(name: name, email: email, password: password, language: .preferred(by: request), joining: joining),
            replacing: request.presentedToken(services.cookie), mailed: services.settings.isMailConfigured,
            on: services.device(of: request, context.peer), at: services.clock.now
        )
        context.note.account = signedIn.me.session.account.id
        return services.response(signedIn, status: .created)
    }

    @Sendable func me(_ request: Request, context: SignedInContext) async throws -> Response {
        Response(json: try await services.storage.me(context.session))
    }

    @Sendable func updateProfile(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let (name, language) = try input.all(
            input.optionalText("name", DisplayName.init),
            input.optionalText("language", Language.init)
        )
        let me = try await services.storage.updateProfile(context.session, name: name, language: language, at: services.clock.now)
        return Response(json: me)
    }

    @Sendable func changePassword(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let account = context.session.account
        let (current, password) = try input.all(
            input.text("currentPassword", Password.init(presented:)),
            input.text("newPassword") { text throws(Problem) in
                try services.settings.passwordRules.accept(text, words: [account.name, account.email])
            }
        )
        let device = services.device(of: request, context.peer)
        let token = try await services.storage.changePassword(
            context.session, from: current, to: password, mailed: services.settings.isMailConfigured, on: device,
            at: services.clock.now
        )
        var response = Response.noContent
        response.headers[.setCookie] = services.cookie.setting(token, for: context.session.cookieLifetime(at: services.clock.now))
        return response
    }
}

extension Settings {
    fileprivate func requireSignUpAllowed(invited: Bool) throws(Failure) {
        switch signUp {
        case .open: return
        case .invited where invited: return
        case .invited: throw .forbidden("New accounts are made by invitation here.")
        case .closed: throw .forbidden("No new accounts can be made here.")
        }
    }
}

extension Services {
    /// The answer to a sign-in: who one is, and the cookie.
    func response(_ signedIn: SignedIn, status: HTTPResponse.Status) -> Response {
        var response = Response(json: signedIn.me, status: status)
        let lifetime = signedIn.me.session.remember ? Session.rememberedLifetime : nil
        response.headers[.setCookie] = cookie.setting(signedIn.token, for: lifetime)
        return response
    }
}

extension LiveSession {
    /// What is left of a remembered session; nil for one that ends with the browser.
    fileprivate func cookieLifetime(at now: Instant) -> Span? { remember ? expiresAt - now : nil }
}
