import Hummingbird
import Logging
import Storage

struct HealthRoutes {
    let services: Services

    /// The process answers.
    @Sendable func process(_ request: Request, context: AnonymousContext) -> HTTPResponse.Status { .ok }

    /// The database answers, too.
    @Sendable func database(_ request: Request, context: AnonymousContext) async -> HTTPResponse.Status {
        do {
            try await services.storage.maintenance.check()
            return .ok
        } catch {
            context.logger.error("the database does not answer", metadata: ["error": "\(error)"])
            return .serviceUnavailable
        }
    }
}
