import Domain
import HTTPTypes
import Hummingbird
import Storage

/// All organizations, for those who run the instance: what is in them is shown nowhere.
struct AdminOrganizationRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: OperatorContext) async throws -> Response {
        let parameters = Query(request)
        let (text, standing, kind, limit, cursor) = try parameters.all(
            parameters.searched, parameters.optionalText("status", OrganizationQuery.Standing.init(parameter:)),
            parameters.optionalText("kind", Organization.Kind.init(parameter:)), parameters.limit, parameters.cursor
        )
        let query = OrganizationQuery(text: text, standing: standing, kind: kind, page: PageRequest(limit: limit, cursor: cursor))
        let (page, total) = try await services.storage.organizations(by: context.scope, query, at: services.clock.now)
        return Response(json: ItemList(items: page.items, next: page.next, total: total))
    }

    @Sendable func show(_ request: Request, context: OperatorContext) async throws -> Response {
        let now = services.clock.now
        let record = try await services.storage.organization(context.pathID("organization"), by: context.scope, at: now)
        return Response(json: record)
    }

    @Sendable func delete(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.deleteOrganization(
            context.pathID("organization"), by: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return .noContent
    }

    @Sendable func restore(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.restoreOrganization(
            context.pathID("organization"), by: context.scope, mailing: services.settings.mailing, at: services.clock.now
        )
        return .noContent
    }
}

extension OrganizationQuery.Standing {
    fileprivate init(parameter text: String) throws(Problem) {
        if text == "deleted" {
            self = .deleted
        } else if let status = Organization.Status(rawValue: text) {
            self = .status(status)
        } else {
            throw Problem("must be one of \(Organization.Status.allCases.map(\.rawValue).joined(separator: ", ")), deleted")
        }
    }
}
