import Domain
import Hummingbird
import Storage

/// Keys for programs: an organization's, and one's own.
struct APIKeyRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: MemberContext) async throws -> Response {
        try await list(request, of: .organization(context.scope))
    }

    @Sendable func create(_ request: Request, context: MemberContext) async throws -> Response {
        try await create(request, for: .organization(context.scope))
    }

    @Sendable func revoke(_ request: Request, context: MemberContext) async throws -> HTTPResponse.Status {
        try await services.storage.revokeAPIKey(context.pathID("key"), of: .organization(context.scope), at: services.clock.now)
        return .noContent
    }

    @Sendable func listOwn(_ request: Request, context: SignedInContext) async throws -> Response {
        try await list(request, of: .account(context.session))
    }

    @Sendable func createOwn(_ request: Request, context: SignedInContext) async throws -> Response {
        try await create(request, for: .account(context.session))
    }

    @Sendable func revokeOwn(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await services.storage.revokeAPIKey(context.pathID("personalKey"), of: .account(context.session), at: services.clock.now)
        return .noContent
    }

    private func list(_ request: Request, of owner: APIKeyOwner) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = try query.all(query.limit, query.cursor)
        let now = services.clock.now
        let (page, total) = try await services.storage.apiKeys(of: owner, PageRequest(limit: limit, cursor: cursor), at: now)
        return Response(json: ItemList(items: page.items.map { APIKeyView($0, at: now) }, next: page.next, total: total))
    }

    private func create(_ request: Request, for owner: APIKeyOwner) async throws -> Response {
        let input = try await Input(request)
        let (name, permissions, expiresAt) = try input.all(
            input.text("name", DisplayName.init),
            input.optionalPermissions().required().checked(KeyPermissions.init),
            input.optionalText("expiresAt", Instant.init(rfc3339:))
        )
        let new = NewAPIKey(name: name, permissions: permissions, expiresAt: expiresAt)
        let now = services.clock.now
        let issued = try await services.storage.createAPIKey(new, of: owner, mailing: services.settings.mailing, at: now)
        return Response(json: APIKeyView(issued.listing, at: now, secret: issued.secret), status: .created)
    }
}

struct APIKeyView: JSONWritable {
    private let listing: APIKeyListing
    private let status: APIKey.Status
    private let secret: APIKeySecret?

    /// - Parameter secret: shown this once, to whoever has just made it.
    init(_ listing: APIKeyListing, at now: Instant, secret: APIKeySecret? = nil) {
        self.listing = listing
        self.secret = secret
        status = listing.key.status(at: now)
    }

    func write(to json: inout JSONWriter) {
        let key = listing.key
        json.object { json in
            json.field("id", key.id)
            json.field("name", key.name)
            json.field("prefix", key.prefix)
            json.field("permissions", each: key.permissions.all.lazy.map(\.rawValue))
            json.field("status", status.rawValue)
            json.field("createdBy") { json in
                json.field("id", listing.createdBy)
                json.field("name", listing.creatorName)
            }
            json.field("createdAt", key.createdAt)
            json.field("expiresAt", key.expiresAt)
            json.field("lastUsedAt", key.lastUsedAt)
            json.field("revokedAt", key.revokedAt)
            if let secret { json.field("secret", secret.text) }
        }
    }
}
