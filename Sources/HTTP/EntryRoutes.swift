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
        let step = try await services.storage.beginSignIn(
            email: email, password: password, remember: remember ?? false, replacing: request.presentedToken(services.cookie),
            mailing: services.settings.mailing, on: services.device(of: request, context.peer, context.id), at: services.clock.now
        )
        return services.response(step, context)
    }

    /// The second step. What the first one left is presented by the cookie alone: no page gets to see it.
    @Sendable func giveFactor(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let (code, recoveryCode, passkey) = try input.all(input.code, input.recoveryCode, input.optionalObject("passkey"))
        guard let half = services.halfCookie.token(in: request) else { throw Failure.tokenInvalid }
        let signedIn = try await refusing(context) {
            guard let answer = try services.factorAnswer(code, recoveryCode, passkey) else {
                throw Failure.invalid("code", "must be given")
            }
            return try await services.storage.completeSignIn(
                half, with: answer, replacing: request.presentedToken(services.cookie), mailing: services.settings.mailing,
                on: services.device(of: request, context.peer, context.id), at: services.clock.now
            )
        }
        var response = services.response(signedIn, status: .ok, context)
        response.headers[values: .setCookie].append(services.halfCookie.removal)
        return response
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
        try await services.requireUnbreached(password, in: "password")
        try await services.storage.resetPassword(
            with: token, to: password, mailing: services.settings.mailing, on: services.device(of: request, context.peer, context.id),
            at: services.clock.now
        )
        return .noContent
    }
}

extension Input {
    /// As an app shows it.
    var code: Field<String?> { optionalText("code") { $0 } }

    var recoveryCode: Field<RecoveryCode?> {
        optionalText("recoveryCode") { text throws(Problem) in
            guard let code = RecoveryCode(typed: text) else { throw Problem("must be one of your codes, with all its letters and digits") }
            return code
        }
    }
}

extension Services {
    /// Nil where none is given. Fails with `.invalidInput` where more than one is, and with `PasskeyRefusal`.
    func factorAnswer(_ code: String?, _ recoveryCode: RecoveryCode?, _ passkey: JSONValue?) throws -> FactorAnswer? {
        switch (code, recoveryCode, passkey) {
        case (let code?, nil, nil): .code(code)
        case (nil, let recoveryCode?, nil): .recovery(recoveryCode)
        case (nil, nil, let passkey?): .passkey(PasskeyAnswer(try PasskeyAssertion(passkey), at: try relyingParty))
        case (nil, nil, nil): nil
        default: throw Failure.invalid(recoveryCode == nil ? "passkey" : "recoveryCode", "must be given alone")
        }
    }
}

extension Services {
    /// Where the first step of a sign-in has led to.
    func response(_ step: SignInStep, _ context: AnonymousContext) -> Response {
        switch step {
        case .signedIn(let signedIn): return response(signedIn, status: .ok, context)
        case .factorDue(let half):
            var response = Response(json: half, status: .accepted)
            response.headers[.setCookie] = halfCookie.setting(half.token, for: HalfSignIn.lifetime)
            return response
        }
    }
}

extension HalfSignedIn: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in json.field("factors", each: means.map(\.rawValue)) }
    }
}

extension Services {
    /// Tells the operator that a message waits, while nothing sends it.
    func announce(_ message: ID<Message>?, _ context: some RequestContext) {
        guard let message, !settings.mailing.reachesMailboxes else { return }
        context.logger.notice("a message waits; read it with `tenantry outbox show \(message)`")
    }
}
