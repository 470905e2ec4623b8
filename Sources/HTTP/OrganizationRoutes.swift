import Domain
import Hummingbird
import Storage

struct OrganizationRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: SignedInContext) async throws -> Response {
        Response(json: ItemList(items: try await services.storage.organizations(context.session).map { OrganizationSummary($0) }))
    }

    @Sendable func create(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let (name, slug) = try input.all(
            input.text("name", DisplayName.init),
            input.optionalText("slug", Slug.init)
        )
        let created = try await services.storage.createOrganization(context.session, name: name, slug: slug, at: services.clock.now)
        return Response(json: created, status: .created)
    }

    @Sendable func findBySlug(_ request: Request, context: SignedInContext) async throws -> Response {
        guard let slug = context.parameters.get("slug").flatMap({ try? Slug($0) }) else { throw Failure.notFound }
        return Response(json: try await services.storage.organization(slug: slug, for: context.session))
    }

    @Sendable func show(_ request: Request, context: MemberContext) async throws -> Response {
        Response(json: try await services.storage.organization(in: context.scope))
    }

    @Sendable func update(_ request: Request, context: MemberContext) async throws -> Response {
        let input = try await Input(request)
        let (name, slug) = try input.all(
            input.optionalText("name", DisplayName.init),
            input.optionalText("slug", Slug.init)
        )
        let updated = try await services.storage.updateOrganization(in: context.scope, name: name, slug: slug, at: services.clock.now)
        return Response(json: updated)
    }

    @Sendable func leave(_ request: Request, context: MemberContext) async throws -> HTTPResponse.Status {
        try await services.storage.leave(context.scope, at: services.clock.now)
        return .noContent
    }
}
