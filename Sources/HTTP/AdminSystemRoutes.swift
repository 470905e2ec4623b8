import Domain
import HTTPTypes
import Hummingbird
import Storage

/// The instance itself, for those who run it: messages on their way, how it is, and what happens on it.
struct AdminSystemRoutes {
    private static let defaultDays = 30
    private static let mostDays = 366

    let services: Services

    @Sendable func system(_ request: Request, context: OperatorContext) async throws -> Response {
        let (instance, now) = (services.instance, services.clock.now)
        let state = try await services.storage.state(for: context.scope, backups: instance.backups?.folder, at: now)
        return Response(json: SystemView(instance: instance, state: state, mailing: services.settings.mailing, now: now))
    }

    @Sendable func statistics(_ request: Request, context: OperatorContext) async throws -> Response {
        let parameters = Query(request)
        let days = try parameters.all(
            parameters.optionalText("days") { text throws(Problem) in
                guard let days = Int(text), (1...Self.mostDays).contains(days) else {
                    throw Problem("must be a whole number from 1 to \(Self.mostDays)")
                }
                return days
            }
        )
        let found = try await services.storage.statistics(by: context.scope, days: days ?? Self.defaultDays, at: services.clock.now)
        return Response(json: ItemList(items: found))
    }

    @Sendable func outbox(_ request: Request, context: OperatorContext) async throws -> Response {
        let parameters = Query(request)
        let (state, limit, cursor) = try parameters.all(
            parameters.optionalText("status", Delivery.State.init(parameter:)), parameters.limit, parameters.cursor
        )
        let query = OutboxQuery(state: state, page: PageRequest(limit: limit, cursor: cursor))
        let page = try await services.storage.outbox(by: context.scope, query, at: services.clock.now)
        return Response(json: ItemList(items: page.items, next: page.next))
    }

    @Sendable func retry(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.retryMessage(context.pathID("message"), by: context.scope, at: services.clock.now)
        return .noContent
    }

    @Sendable func drop(_ request: Request, context: OperatorContext) async throws -> HTTPResponse.Status {
        try await services.storage.dropMessage(context.pathID("message"), by: context.scope, at: services.clock.now)
        return .noContent
    }
}
