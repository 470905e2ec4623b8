import Domain
import HTTPTypes
import Hummingbird
import Storage

/// Proving the address of one's account.
struct EmailRoutes {
    let services: Services

    @Sendable func resend(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let message = try await services.storage.requestVerification(
            context.session, mailed: services.settings.isMailConfigured, at: services.clock.now
        )
        services.announce(message, context)
        return .accepted
    }

    @Sendable func verify(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let input = try await Input(request)
        let token = try input.all(input.text("token") { Token(presented: $0) })
        try await services.storage.verifyAddress(with: token, by: context.session, at: services.clock.now)
        return .noContent
    }
}
