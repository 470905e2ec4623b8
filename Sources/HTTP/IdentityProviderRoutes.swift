import Domain
import Hummingbird
import Logging
import OpenID
import Storage

/// Providers that say who somebody is: an organization's own, for those who see to its settings, and the instance's, for those who run it.
/// A client's secret comes in and goes nowhere out.
struct IdentityProviderRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: MemberContext) async throws -> Response {
        answer(try await services.storage.identityProviders(in: context.scope, at: services.clock.now))
    }

    @Sendable func create(_ request: Request, context: MemberContext) async throws -> Response {
        let new = try await read(request)
        try await services.storage.requireRoom(for: new, in: context.scope, at: services.clock.now)
        try await requireAnswer(of: new, context)
        return answer(try await services.storage.createIdentityProvider(new, in: context.scope, at: services.clock.now), isNew: true)
    }

    @Sendable func update(_ request: Request, context: MemberContext) async throws -> Response {
        let change = try await change(request)
        return answer(
            try await services.storage.updateIdentityProvider(
                context.pathID("provider"), change, in: context.scope, at: services.clock.now))
    }

    @Sendable func delete(_ request: Request, context: MemberContext) async throws -> HTTPResponse.Status {
        try await services.storage.deleteIdentityProvider(context.pathID("provider"), in: context.scope, at: services.clock.now)
        return .noContent
    }

    @Sendable func listForOperators(_ request: Request, context: OperatorContext) async throws -> Response {
        answer(try await services.storage.identityProviders(by: context.scope, at: services.clock.now))
    }

    @Sendable func createByOperator(_ request: Request, context: OperatorContext) async throws -> Response {
        let new = try await read(request)
        try await services.storage.requireRoom(for: new, by: context.scope, at: services.clock.now)
        try await requireAnswer(of: new, context)
        return answer(try await services.storage.createIdentityProvider(new, by: context.scope, at: services.clock.now), isNew: true)
    }

    @Sendable func updateByOperator(_ request: Request, context: OperatorContext) async throws -> Response {
        let change = try await change(request)
        return answer(
            try await services.storage.updateIdentityProvider(
                context.pathID("provider"), change, by: context.scope, at: services.clock.now))
    }

    @Sendable func deleteByOperator(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.deleteIdentityProvider(context.pathID("provider"), by: context.scope, at: services.clock.now)
        return .noContent
    }

    private func answer(_ providers: [IdentityProvider]) -> Response {
        Response(json: ItemList(items: providers.map { ProviderView(provider: $0, redirectURI: services.redirectURI(of: $0.id)) }))
    }

    private func answer(_ provider: IdentityProvider, isNew: Bool = false) -> Response {
        Response(json: ProviderView(provider: provider, redirectURI: services.redirectURI(of: provider.id)), status: isNew ? .created : .ok)
    }
}

extension IdentityProviderRoutes {
    /// An issuer is asked first what it says of itself: so a typo is seen by whoever makes it.
    private func requireAnswer(of new: NewIdentityProvider, _ context: some RequestContext) async throws {
        guard let upstreams = services.upstreams, new.kind == .oidc else { return }
        do {
            try await upstreams.requireMetadata(of: try Issuer(new.issuer))
        } catch let failure as OpenIDFailure {
            context.logger.notice("an issuer can't be used", metadata: ["issuer": "\(new.issuer)", "reason": "\(failure)"])
            throw Failure.invalid("issuer", "does not answer as an OpenID provider at /.well-known/openid-configuration")
        }
    }

    private func read(_ request: Request) async throws -> NewIdentityProvider {
        let input = try await Input(request)
        let (kind, name, issuer, clientID, secret) = try input.all(
            input.text("kind") { text throws(Problem) in
                guard let kind = IdentityProvider.Kind(rawValue: text) else { throw Problem("must be oidc or github") }
                return kind
            },
            input.text("name", DisplayName.init), input.optionalText("issuer", Issuer.init), input.text("clientId", ClientID.init),
            input.optionalText("clientSecret", SecretValue.init)
        )
        switch kind {
        case .github:
            guard issuer == nil else { throw Failure.invalid("issuer", "is GitHub's own: leave it out") }
            guard secret != nil else { throw Failure.invalid("clientSecret", "is needed for GitHub") }
            return NewIdentityProvider(kind: kind, name: name, issuer: GitHubProvider.issuer, clientID: clientID, clientSecret: secret)
        case .oidc:
            guard let issuer else { throw Failure.invalid("issuer", "is missing") }
            return NewIdentityProvider(kind: kind, name: name, issuer: issuer.text, clientID: clientID, clientSecret: secret)
        }
    }

    private func change(_ request: Request) async throws -> IdentityProviderChange {
        let input = try await Input(request)
        let (name, clientID, secret) = try input.all(
            input.optionalText("name", DisplayName.init), input.optionalText("clientId", ClientID.init),
            input.change(input.optionalText("clientSecret", SecretValue.init))
        )
        return IdentityProviderChange(name: name, clientID: clientID, clientSecret: secret)
    }
}

private struct ProviderView: JSONWritable {
    let provider: IdentityProvider
    let redirectURI: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", provider.id)
            json.field("kind", provider.kind.rawValue)
            json.field("name", provider.name)
            json.field("issuer", provider.issuer)
            json.field("clientId", provider.clientID)
            json.field("hasSecret", provider.hasSecret)
            json.field("redirectUri", redirectURI)
            json.field("createdAt", provider.createdAt)
        }
    }
}
