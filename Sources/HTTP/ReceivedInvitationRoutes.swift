import Domain
import HTTPTypes
import Hummingbird
import Storage

/// For those whom invitations are for: what waits for the address of one's own account.
struct ReceivedInvitationRoutes {
    let services: Services

    @Sendable func list(_ request: Request, context: SignedInContext) async throws -> Response {
        let query = Query(request)
        let (limit, cursor) = try query.all(query.limit, query.cursor)
        let page = try await services.storage.receivedInvitations(
            context.session, PageRequest(limit: limit, cursor: cursor), at: services.clock.now
        )
        return Response(json: ItemList(items: page.items, next: page.next))
    }

    @Sendable func accept(_ request: Request, context: SignedInContext) async throws -> Response {
        let id = try context.pathID("received", of: Invitation.self)
        let me = try await services.storage.acceptInvitation(
            id, by: context.session, mailing: services.settings.mailing, at: services.clock.now
        )
        return Response(json: me)
    }

    @Sendable func decline(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await services.storage.declineInvitation(context.pathID("received"), by: context.session, at: services.clock.now)
        return .noContent
    }
}
