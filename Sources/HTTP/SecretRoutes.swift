import Domain
import Hummingbird
import Storage

/// Credentials that an organization keeps. What comes in goes nowhere out.
struct SecretRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: MemberContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = try query.all(query.limit, query.cursor)
        let (page, total) = try await services.storage.secrets(
            in: context.scope, PageRequest(limit: limit, cursor: cursor), at: services.clock.now
        )
        return Response(json: ItemList(items: page.items, next: page.next, total: total))
    }

    @Sendable func create(_ request: Request, context: MemberContext) async throws -> Response {
        let input = try await Input(request)
        let (name, provider, value) = try input.all(
            input.text("name", DisplayName.init),
            input.text("provider", SecretProvider.init),
            input.text("value", SecretValue.init)
        )
        let new = NewSecret(name: name, provider: provider, value: value)
        let made = try await services.storage.createSecret(new, in: context.scope, at: services.clock.now)
        return Response(json: made, status: .created)
    }

    @Sendable func replace(_ request: Request, context: MemberContext) async throws -> Response {
        let input = try await Input(request)
        let value = try input.all(input.text("value", SecretValue.init))
        let replaced = try await services.storage.replaceSecret(
            context.pathID("secret"), by: value, in: context.scope, at: services.clock.now
        )
        return Response(json: replaced)
    }

    @Sendable func delete(_ request: Request, context: MemberContext) async throws -> HTTPResponse.Status {
        try await services.storage.deleteSecret(context.pathID("secret"), in: context.scope, at: services.clock.now)
        return .noContent
    }
}

extension SecretListing: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", secret.id)
            json.field("name", secret.name)
            json.field("provider", secret.provider)
            json.field("lastFour", secret.lastFour)
            json.field("createdBy") { json in
                json.field("id", createdBy)
                json.field("name", creatorName)
            }
            json.field("createdAt", secret.createdAt)
        }
    }
}
