import Domain
import Hummingbird
import Logging
import Storage

/// Passkeys: made, and used in place of a password, behind it, or to show that one is present. Of what a browser has to be asked each step has
/// a route of its own, whose answer counts for five minutes, once.
struct PasskeyRoutes {
    let services: Services

    // MARK: Making one

    @Sendable func beginEnrolment(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let name = try input.all(input.text("name", DisplayName.init))
        let enrolment = try await services.storage.beginPasskey(
            context.session, name: name, at: try services.relyingParty, mailing: services.settings.mailing, now: services.clock.now
        )
        let options = PasskeyCreationOptions(
            ceremony: enrolment.ceremony, serviceName: services.settings.serviceName,
            userHandle: Account.passkeyHandle(enrolment.account.id), email: enrolment.account.email, name: enrolment.account.name,
            others: enrolment.others
        )
        return Response(json: options, status: .created)
    }

    @Sendable func enrol(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let (name, json) = try input.all(input.text("name", DisplayName.init), input.object("passkey"))
        let confirmed = try await refusing(context) {
            try await services.storage.addPasskey(
                PasskeyRegistration(json), name: name, by: context.session, at: services.relyingParty, mailing: services.settings.mailing,
                now: services.clock.now
            )
        }
        return services.renewed(Response(json: confirmed, status: .created), confirmed.token, of: context.session)
    }

    // MARK: Using one

    @Sendable func beginSignIn(_ request: Request, context: AnonymousContext) async throws -> Response {
        options(try services.storage.beginPasskeySignIn(at: services.relyingParty, now: services.clock.now))
    }

    @Sendable func signIn(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let (json, remember) = try input.all(input.object("passkey"), input.optionalFlag("remember"))
        let signedIn = try await refusing(context) {
            try await services.storage.signIn(
                with: PasskeyAnswer(PasskeyAssertion(json), at: services.relyingParty), remember: remember ?? false,
                replacing: request.presentedToken(services.cookie), mailing: services.settings.mailing,
                on: services.device(of: request, context.peer, context.id), at: services.clock.now
            )
        }
        return services.response(signedIn, status: .ok, context)
    }

    @Sendable func beginFactor(_ request: Request, context: AnonymousContext) async throws -> Response {
        guard let half = services.halfCookie.token(in: request) else { throw Failure.tokenInvalid }
        return options(try await services.storage.beginPasskeyFactor(half, at: services.relyingParty, now: services.clock.now))
    }

    @Sendable func beginProof(_ request: Request, context: SignedInContext) async throws -> Response {
        options(try await services.storage.beginPasskeyProof(context.session, at: services.relyingParty, now: services.clock.now))
    }

    private func options(_ request: PasskeyRequest) -> Response {
        Response(json: PasskeyRequestOptions(ceremony: request.ceremony, allowed: request.allowed), status: .created)
    }
}

extension Services {
    /// Fails with `.forbidden` where browsers offer no passkeys.
    var relyingParty: RelyingParty {
        get throws(Failure) {
            guard let relyingParty = RelyingParty(origin: settings.publicURL.origin) else {
                throw .forbidden("Browsers offer passkeys on https, and at a name, not at an IP address.")
            }
            return relyingParty
        }
    }
}

/// What is refused has one answer. Why stands in the log.
func refusing<Result>(_ context: some RequestContext, _ work: () async throws -> Result) async throws -> Result {
    do {
        return try await work()
    } catch let refusal as PasskeyRefusal {
        context.logger.info("a passkey was refused", metadata: ["reason": "\(refusal)"])
        throw Failure.invalid("passkey", "did not work: it is none that counts here, or it took too long")
    }
}
