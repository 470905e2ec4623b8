import Domain
import HTTPTypes
import Hummingbird
import Storage

struct AccountRoutes {
    let services: Services

    @Sendable func signUp(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let (name, email, organization, invitation, text) = try input.all(
            input.text("name", DisplayName.init),
            input.text("email", EmailAddress.init),
            input.optionalText("organizationName") { text throws(Problem) in
                text.allSatisfy(\.isWhitespace) ? nil : try DisplayName(text)
            },
            input.optionalText("invitation") { Token(presented: $0) },
            input.text("password") { $0 }
        )
        try services.settings.requireSignUpAllowed(invited: invitation != nil)
        let organizationName = organization.flatMap { $0 }
        let password = try services.accept(text, as: "password", words: [name.text, email.text, organizationName?.text ?? ""])
        let joining: SignUp.Joining = invitation.map { .invitation($0) } ?? organizationName.map { .newOrganization($0) } ?? .nothing
        let signedIn = try await services.storage.signUp(
            SignUp(name: name, email: email, password: password, joining: joining),
            replacing: request.presentedToken(services.cookie), on: services.device(of: request, context), at: services.clock.now
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
        let (current, text) = try input.all(
            input.text("currentPassword", Password.init(presented:)),
            input.text("newPassword") { $0 }
        )
        let account = context.session.account
        let password = try services.accept(text, as: "newPassword", words: [account.name, account.email])
        let token = try await services.storage.changePassword(context.session, from: current, to: password, at: services.clock.now)
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
    /// A new password that follows the rules, or `.invalidInput` for the field that it came in.
    func accept(_ text: String, as field: String, words: [String]) throws(Failure) -> Password {
        do {
            return try settings.passwordRules.accept(text, words: words)
        } catch {
            throw .invalid(field, error.message)
        }
    }

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
