import Domain
import HTTPTypes
import Hummingbird
import Logging
import OpenID
import Outbound
import Storage

/// Signing in with a provider elsewhere: a browser is sent there, and what it brings back is completed here, in the same browser.
struct ProviderSignInRoutes {
    let services: Services

    @Sendable func lookUp(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let email = try input.all(input.optionalText("email", EmailAddress.init))
        let providers = services.upstreams == nil ? [] : try await services.storage.identityProviders(for: email)
        return Response(json: ItemList(items: providers.map(ProviderChoice.init)))
    }

    @Sendable func begin(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let (id, remember, email) = try input.all(
            input.provider, input.optionalFlag("remember"), input.optionalText("email", EmailAddress.init)
        )
        let browser = services.providerCookie.token(in: request) ?? Token(from: .system)
        let begun = try await services.storage.beginProviderSignIn(
            at: id, remember: remember ?? false, by: browser, at: services.clock.now
        )
        return try await services.response(sending: browser, to: begun, hint: email, context)
    }

    /// What the browser brought back. It may be the answer to a sign-in, or to somebody who links.
    @Sendable func complete(_ request: Request, context: AnonymousContext) async throws -> Response {
        let input = try await Input(request)
        let (id, state, code, error, issuer) = try input.all(
            input.provider, input.text("state") { $0 }, input.optionalText("code") { $0 }, input.optionalText("error") { $0 },
            input.optionalText("issuer") { $0 }
        )
        guard let browser = services.providerCookie.token(in: request) else { throw Failure.tokenInvalid }
        let presented = request.presentedToken(services.cookie)
        let begun = try await services.storage.spend(state, of: id, in: browser, presented: presented, at: services.clock.now)
        let answer = AuthorizationResponse(state: state, code: code, error: error, issuer: issuer)
        let upstream = try await services.asking(begun, context) { provider in
            try await provider.identity(from: answer, to: AuthorizationSecrets(state: begun.state, of: browser))
        }
        let (now, network) = (services.clock.now, services.address(of: request, context.peer)?.network ?? "")
        let terms = ProviderTerms(
            makesAccounts: services.settings.signUp == .open || services.settings.signUp == .verified,
            language: .preferred(by: request), mailing: services.settings.mailing
        ) { [limiter = services.limiter] in
            try limiter?.take(.signUp, .address, of: network, at: now)
            try limiter?.take(.signUp, .instance, at: now)
        }
        let outcome = try await services.storage.complete(
            begun, as: upstream, replacing: presented, on: terms, device: services.device(of: request, context.peer, context.id),
            at: services.clock.now
        )
        return services.response(outcome, context)
    }

    @Sendable func listIdentities(_ request: Request, context: SignedInContext) async throws -> Response {
        let (items, providers) = try await services.storage.identities(context.session)
        return Response(json: IdentityList(items: items, providers: services.upstreams == nil ? [] : providers))
    }

    @Sendable func beginLink(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let id = try input.all(input.provider)
        let browser = services.providerCookie.token(in: request) ?? Token(from: .system)
        let begun = try await services.storage.beginLink(
            to: id, by: context.session, in: browser, mailing: services.settings.mailing, at: services.clock.now
        )
        return try await services.response(sending: browser, to: begun, hint: nil, context)
    }

    @Sendable func removeIdentity(_ request: Request, context: SignedInContext) async throws -> Response {
        let token = try await services.storage.removeIdentity(
            context.pathID("identity"), by: context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        return services.renewed(.noContent, token, of: context.session)
    }
}

extension Input {
    /// Of one that is none nothing is known, as of one that is not there.
    fileprivate var provider: Field<ID<IdentityProvider>> {
        text("provider") { text throws(Problem) in
            guard let id = ID<IdentityProvider>(text) else { throw Problem("must be the id of a provider") }
            return id
        }
    }
}

extension Services {
    /// Where a provider sends browsers back to. Its own, so that an answer of one is never taken for another's.
    func redirectURI(of provider: ID<IdentityProvider>) -> String { "\(settings.publicURL.origin)/login/return/\(provider)" }

    fileprivate func response(
        sending browser: Token, to begun: ProviderRequest, hint: EmailAddress?, _ context: some RequestContext
    ) async throws -> Response {
        let secrets = AuthorizationSecrets(state: begun.state, of: browser)
        let url = try await asking(begun, context) { try await $0.authorizationURL(for: secrets, loginHint: hint?.text, prompt: nil) }
        var response = Response(json: ProviderDestination(url: url), status: .created)
        response.headers[.setCookie] = providerCookie.setting(browser, for: ProviderSignIn.lifetime)
        return response
    }

    /// Why a provider is of no use stands in the log. Fails with `.providerUnavailable` or `.providerRefused`.
    fileprivate func asking<Answer>(
        _ begun: ProviderRequest, _ context: some RequestContext, _ ask: (any UpstreamProvider) async throws -> Answer
    ) async throws -> Answer {
        guard let upstreams else { throw Failure.notFound }
        do {
            return try await ask(try upstreams.provider(for: begun, redirectURI: redirectURI(of: begun.provider.id)))
        } catch let failure as OpenIDFailure {
            context.logger.notice("a provider let nobody in", metadata: ["provider": "\(begun.provider.id)", "reason": "\(failure)"])
            throw failure.isUnavailability ? Failure.providerUnavailable : Failure.providerRefused
        }
    }

    fileprivate func response(_ outcome: ProviderOutcome, _ context: AnonymousContext) -> Response {
        switch outcome {
        case .linked(let identity): return Response(json: identity, status: .created)
        case .step(let step): return response(step, context)
        }
    }
}

private struct ProviderDestination: JSONWritable {
    let url: OutboundURL

    func write(to json: inout JSONWriter) {
        json.object { $0.field("url", url.description) }
    }
}

/// What somebody has to know of a provider who signs in with it.
struct ProviderChoice: JSONWritable {
    let id: ID<IdentityProvider>
    let kind: IdentityProvider.Kind
    let name: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("kind", kind.rawValue)
            json.field("name", name)
        }
    }
}

extension ProviderChoice {
    init(_ provider: IdentityProvider) {
        self.init(id: provider.id, kind: provider.kind, name: provider.name)
    }
}

private struct IdentityList: JSONWritable {
    let items: [Identity]
    let providers: [IdentityProvider]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("items", each: items)
            json.field("providers", each: providers.map(ProviderChoice.init))
        }
    }
}

extension Identity: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("provider", ProviderChoice(id: provider, kind: kind, name: providerName))
            json.field("email", email)
            json.field("createdAt", createdAt)
            json.field("lastUsedAt", lastUsedAt)
        }
    }
}
