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
        try await list(of: .organization(context.scope))
    }

    @Sendable func create(_ request: Request, context: MemberContext) async throws -> Response {
        try await create(request, for: .organization(context.scope), context)
    }

    @Sendable func update(_ request: Request, context: MemberContext) async throws -> Response {
        try await update(request, of: .organization(context.scope), context)
    }

    @Sendable func delete(_ request: Request, context: MemberContext) async throws -> HTTPResponse.Status {
        try await delete(of: .organization(context.scope), context)
    }

    @Sendable func listForOperators(_ request: Request, context: OperatorContext) async throws -> Response {
        try await list(of: .instance(context.scope))
    }

    @Sendable func createByOperator(_ request: Request, context: OperatorContext) async throws -> Response {
        try await create(request, for: .instance(context.scope), context)
    }

    @Sendable func updateByOperator(_ request: Request, context: OperatorContext) async throws -> Response {
        try await update(request, of: .instance(context.scope), context)
    }

    @Sendable func deleteByOperator(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await delete(of: .instance(context.scope), context)
    }
}

extension IdentityProviderRoutes {
    private func list(of owner: IdentityProviderOwner) async throws -> Response {
        let providers = try await services.storage.identityProviders(of: owner, at: services.clock.now)
        return Response(json: ItemList(items: providers.map(view)))
    }

    private func create(
        _ request: Request, for owner: IdentityProviderOwner, _ context: some RequestContext
    ) async throws -> Response {
        let new = try await read(request)
        try await services.storage.requireRoom(for: new, of: owner, at: services.clock.now)
        try await requireAnswer(of: new, context)
        let made = try await services.storage.createIdentityProvider(new, of: owner, at: services.clock.now)
        return Response(json: view(made), status: .created)
    }

    private func update(
        _ request: Request, of owner: IdentityProviderOwner, _ context: some RequestContext
    ) async throws -> Response {
        let change = try await change(request)
        let id = try context.pathID("provider", of: IdentityProvider.self)
        let updated = try await services.storage.updateIdentityProvider(id, change, of: owner, at: services.clock.now)
        return Response(json: view(updated))
    }

    private func delete(of owner: IdentityProviderOwner, _ context: some RequestContext) async throws -> HTTPResponse.Status {
        try await services.storage.deleteIdentityProvider(context.pathID("provider"), of: owner, at: services.clock.now)
        return .noContent
    }

    private func view(_ provider: IdentityProvider) -> ProviderView {
        ProviderView(provider: provider, redirectURI: services.redirectURI(of: provider.id))
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
