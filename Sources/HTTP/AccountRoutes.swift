import Domain
import HTTPTypes
import Hummingbird
import Logging
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
        try await services.requireUnbreached(password, in: "password")
        let organizationName = organization.flatMap { $0 }
        let joining: SignUp.Joining = invitation.map { .invitation($0) } ?? organizationName.map { .newOrganization($0) } ?? .nothing
        let signUp = SignUp(name: name, email: email, password: password, language: .preferred(by: request), joining: joining)
        guard let signedIn = try await start(signUp, by: request, context) else { return Response(status: .accepted) }
        return services.response(signedIn, status: .created, context)
    }

    /// Nil where the account starts with the link in a message.
    private func start(_ signUp: SignUp, by request: Request, _ context: AnonymousContext) async throws -> SignedIn? {
        let (replaced, mailing) = (request.presentedToken(services.cookie), services.settings.mailing)
        let (device, now) = (services.device(of: request, context.peer, context.id), services.clock.now)
        if services.settings.signUp == .verified {
            return try await services.storage.requestSignUp(signUp, replacing: replaced, mailing: mailing, on: device, at: now)
        }
        return try await services.storage.signUp(signUp, replacing: replaced, mailing: mailing, on: device, at: now)
    }

    @Sendable func confirmSignUp(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let (token, password) = try input.all(
            input.text("token") { Token(presented: $0) },
            input.text("password", Password.init(presented:))
        )
        let signedIn = try await services.storage.confirmSignUp(
            with: token, password: password, replacing: request.presentedToken(services.cookie), mailing: services.settings.mailing,
            on: services.device(of: request, context.peer, context.id), at: services.clock.now
        ) { isInvited in try services.settings.requireSignUpAllowed(invited: isInvited) }
        return services.response(signedIn, status: .created, context)
    }

    @Sendable func me(_ request: Request, context: SignedInContext) async throws -> Response {
        guard let me = context.me else { throw Failure.unauthenticated }
        return Response(json: me)
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

    @Sendable func delete(_ request: Request, context: SignedInContext) async throws -> Response {
        let query = Query(request)
        guard try query.all(query.flag("confirm")) else { throw Failure.invalid("confirm", "must be true: an account ends for good") }
        let end = try await services.storage.deleteAccount(context.session, mailing: services.settings.mailing, at: services.clock.now)
        if end.wasLastOperator { context.logger.warning("The last operator has deleted their account.") }
        return services.signedOut(from: context.session)
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
        try await services.requireUnbreached(password, in: "newPassword")
        let device = services.device(of: request, context.peer, context.id)
        let token = try await services.storage.changePassword(
            context.session, from: current, to: password, mailing: services.settings.mailing, on: device,
            at: services.clock.now
        )
        return services.renewed(.noContent, token, of: context.session)
    }
}

extension Settings {
    fileprivate func requireSignUpAllowed(invited: Bool) throws(Failure) {
        switch signUp {
        case .open, .verified: return
        case .invited where invited: return
        case .invited: throw .forbidden("New accounts are made by invitation here.")
        case .closed: throw .forbidden("No new accounts can be made here.")
        }
    }
}

extension Services {
    /// The answer to a sign-in: who one is, and the cookies.
    func response(_ signedIn: SignedIn, status: HTTPResponse.Status, _ context: AnonymousContext) -> Response {
        context.note.account = signedIn.me.session.account.id
        var response = Response(json: signedIn.me, status: status)
        let lifetime = signedIn.me.session.remember ? Session.rememberedLifetime : nil
        response.headers[values: .setCookie] = [
            cookie.setting(signedIn.token, for: lifetime), browserCookie.setting(signedIn.browser, for: KnownBrowser.lifetime),
        ]
        return response
    }
}

extension Services {
    /// The answer that brings a session's new token.
    func renewed(_ response: Response, _ token: Token, of session: LiveSession) -> Response {
        var response = response
        response.headers[.setCookie] = cookie.setting(token, for: session.cookieLifetime(at: clock.now))
        return response
    }

    /// The answer to whoever is not signed in any more.
    func signedOut(from session: LiveSession) -> Response {
        var response = Response.noContent
        response.headers[values: .setCookie] = [cookie.removal]
        if session.impersonation != nil { response.headers[values: .setCookie].append(operatorCookie.removal) }
        response.headers[.clearSiteData] = "\"cache\", \"storage\""
        return response
    }
}

extension LiveSession {
    /// What is left of a remembered session; nil for one that ends with the browser.
    func cookieLifetime(at now: Instant) -> Span? { remember ? expiresAt - now : nil }
}
