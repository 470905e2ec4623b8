import Domain
import Hummingbird
import Storage

struct MemberRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: TenantContext) async throws -> Response {
        let query = Query(request)
        let (text, email, role, sort, limit, cursor) = try query.all(
            query.optionalText("query") { text throws(Problem) in
                guard text.unicodeScalars.count <= 200 else { throw Problem("must have at most 200 characters") }
                return text
            },
            query.optionalText("email", EmailAddress.init),
            query.optionalText("role", Role.checkedKey),
            query.optionalText("sort", MemberQuery.Sort.init(parameter:)),
            query.limit,
            query.cursor
        )
        let members = MemberQuery(
            text: text, email: email, role: role, sort: sort ?? .name, page: PageRequest(limit: limit, cursor: cursor)
        )
        let (page, total) = try await services.storage.members(in: context.scope, members, at: services.clock.now)
        return Response(json: ItemList(items: page.items, next: page.next, total: total))
    }

    @Sendable func changeRole(_ request: Request, context: TenantContext) async throws -> Response {
        let input = try await Input(request)
        let role = try input.all(input.text("role", Role.checkedKey))
        let target = try context.pathID("account", of: Account.self)
        let member = try await services.storage.changeRole(
            of: target, to: role, in: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return Response(json: member)
    }

    @Sendable func remove(_ request: Request, context: TenantContext) async throws -> HTTPResponse.Status {
        try await services.storage.removeMember(
            context.pathID("account"), from: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return .noContent
    }
}
