import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// Who did what in an organization, and when.
struct AuditRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: TenantContext) async throws -> Response {
        let parameters = Query(request)
        let (actor, actions, from, to, limit, cursor) = try parameters.all(
            parameters.actor, parameters.actions, parameters.from, parameters.to, parameters.limit, parameters.cursor
        )
        let query = AuditQuery(actor: actor, actions: actions, from: from, to: to, page: PageRequest(limit: limit, cursor: cursor))
        let page = try await services.storage.auditLog(in: context.scope, query, at: services.clock.now)
        return Response(json: ItemList(items: page.items, next: page.next))
    }

    /// Of what happens to accounts and to the whole, for those who run it.
    @Sendable func listInstance(_ request: Request, context: OperatorContext) async throws -> Response {
        let parameters = Query(request)
        let (actor, actions, from, to, limit, cursor) = try parameters.all(
            parameters.actor, parameters.actions, parameters.from, parameters.to, parameters.limit, parameters.cursor
        )
        let query = AuditQuery(actor: actor, actions: actions, from: from, to: to, page: PageRequest(limit: limit, cursor: cursor))
        let page = try await services.storage.auditLog(ofInstanceBy: context.scope, query, at: services.clock.now)
        return Response(json: ItemList(items: page.items, next: page.next))
    }

    /// All that match, as a file that comes while it is read. Whoever loses the permission meanwhile gets no further.
    @Sendable func export(_ request: Request, context: TenantContext) async throws -> Response {
        let parameters = Query(request)
        let (actor, actions, from, to, format) = try parameters.all(
            parameters.actor, parameters.actions, parameters.from, parameters.to,
            parameters.optionalText("format", AuditFormat.init(parameter:)).required()
        )
        let largest = PageRequest(limit: PageRequest.largestLimit)
        let query = AuditQuery(actor: actor, actions: actions, from: from, to: to, page: largest)
        let (storage, clock, scope) = (services.storage, services.clock, context.scope)
        let first = try await storage.auditLog(in: scope, query, at: clock.now)
        var response = Response(
            status: .ok,
            body: ResponseBody { [query] writer in
                var (page, query) = (first, query)
                try await writer.write(ByteBuffer(string: format.head))
                while true {
                    try await writer.write(format.buffer(page.items))
                    guard let next = page.next else { break }
                    query.page = PageRequest(limit: PageRequest.largestLimit, after: next)
                    page = try await storage.auditLog(in: scope, query, at: clock.now)
                }
                try await writer.finish(nil)
            }
        )
        response.headers[.contentType] = format.type
        let day = clock.now.description.prefix(10)
        response.headers[.contentDisposition] = "attachment; filename=\"audit-\(day).\(format.rawValue)\""
        return response
    }
}

extension Query {
    fileprivate var actor: Field<AuditQuery.Actor?> {
        optionalText("actor") { text throws(Problem) in
            if let id = ID<APIKey>(text) { return .key(id) }
            guard let id = ID<Account>(text) else { throw Problem("must be the id of an account or an API key") }
            return .account(id)
        }
    }

    fileprivate var actions: Field<AuditQuery.Actions?> {
        optionalText("action") { text throws(Problem) in
            if let action = AuditAction(rawValue: text) { return .action(action) }
            guard AuditAction.nouns.contains(text) else {
                throw Problem("must be an action such as member.joined, or what it happens to: member")
            }
            return .noun(text)
        }
    }

    fileprivate var from: Field<Instant?> { optionalText("from", Instant.init(rfc3339:)) }
    fileprivate var to: Field<Instant?> { optionalText("to", Instant.init(rfc3339:)) }
}
