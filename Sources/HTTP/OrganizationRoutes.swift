import Domain
import Hummingbird
import Storage

struct OrganizationRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: CallerContext) async throws -> Response {
        let query = Query(request)
        let (isDeleted, isOwnedAlone, slug) = try query.all(
            query.flag("deleted"), query.flag("ownedAlone"), query.optionalText("slug") { $0 }
        )
        let (storage, now) = (services.storage, services.clock.now)
        switch context.caller {
        case .session(let session) where isDeleted:
            return Response(json: ItemList(items: try await storage.deletedOrganizations(session, at: now)))
        case .session(let session) where isOwnedAlone:
            return Response(json: Self.summaries(try await storage.organizationsOwnedAlone(session, at: now)))
        case .session(let session):
            return Response(json: Self.summaries(try await storage.organizations(session, slug: slug, at: now)))
        case .key where isDeleted || isOwnedAlone:
            throw Failure.keyNotAdmitted
        case .key(let key):
            return Response(json: Self.summaries(try await storage.organizations(key, slug: slug, at: now)))
        }
    }

    private static func summaries(_ organizations: [OrganizationMembership]) -> ItemList<OrganizationSummary> {
        ItemList(items: organizations.map { OrganizationSummary($0) })
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
        return Response(json: try await services.storage.organizationDetails(slug: slug, for: context.session, at: services.clock.now))
    }

    /// Of a live one, or, with `deleted=true`, of what is left of a deleted one.
    @Sendable func delete(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let query = Query(request)
        let (isConfirmed, isDeleted) = try query.all(query.flag("confirm"), query.flag("deleted"))
        let (id, session) = (try context.pathID("organization", of: Organization.self), context.session)
        let (mailing, now) = (services.settings.mailing, services.clock.now)
        if isDeleted {
            guard isConfirmed else { throw Failure.invalid("confirm", "must be true for what is deleted already") }
            try await services.storage.eraseOrganization(id, by: session, mailing: mailing, at: now)
        } else {
            let scope = try await services.storage.scope(of: id, for: session)
            try await services.storage.deleteOrganization(in: scope, forGood: isConfirmed, mailing: mailing, at: now)
        }
        return .noContent
    }

    @Sendable func restore(_ request: Request, context: SignedInContext) async throws -> Response {
        let restored = try await services.storage.restoreOrganization(
            context.pathID("organization"), by: context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        return Response(json: restored)
    }

    @Sendable func show(_ request: Request, context: TenantContext) async throws -> Response {
        Response(json: try await services.storage.organizationDetails(in: context.scope, at: services.clock.now))
    }

    @Sendable func update(_ request: Request, context: TenantContext) async throws -> Response {
        let input = try await Input(request)
        let (name, slug, role, hours, hidden, factor, color, metadata) = try input.all(
            input.optionalText("name", DisplayName.init),
            input.optionalText("slug", Slug.init),
            input.change(input.optionalText("defaultRole", Role.checkedKey)),
            input.change(input.optionalNumber("invitationHours", in: Invitation.hours)),
            input.change(input.optionalFlag("membersHidden")),
            input.change(input.optionalFlag("factorRequired")),
            input.change(input.optionalText("accentColor", AccentColor.init)),
            input.change(input.optionalMetadata("metadata"))
        )
        let change = OrganizationChange(
            name: name, slug: slug, defaultRole: role, invitationHours: hours, membersHidden: hidden, factorRequired: factor,
            accentColor: color,
            metadata: metadata
        )
        return Response(json: try await services.storage.updateOrganization(in: context.scope, change, at: services.clock.now))
    }

    @Sendable func transfer(_ request: Request, context: MemberContext) async throws -> Response {
        let input = try await Input(request)
        let text = try input.all(input.text("accountId") { $0 })
        guard let heir = ID<Account>(text) else { throw Failure.notFound }
        let organization = try await services.storage.transferOrganization(
            in: context.scope, to: heir, mailing: services.settings.mailing, at: services.clock.now
        )
        return Response(json: organization)
    }

    @Sendable func leave(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await services.storage.leave(context.pathID("organization"), by: context.session, at: services.clock.now)
        return .noContent
    }
}
