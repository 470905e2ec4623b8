import Domain
import HTTPTypes
import Hummingbird
import Storage

struct SessionRoutes {
    let services: Services

    /// For pages that are open to everyone: nobody being signed in is an answer there, not a refusal.
    @Sendable func whoIsThere(_ request: Request, context: AnonymousContext) async throws -> Response {
        Response(json: WhoIsThere(account: context.session?.account))
    }

    @Sendable func logOut(_ request: Request, context: SignedInContext) async throws -> Response {
        try await services.storage.logOut(context.session, at: services.clock.now)
        return services.signedOut(from: context.session)
    }

    @Sendable func proofMeans(_ request: Request, context: SignedInContext) async throws -> Response {
        Response(json: ProofMeansView(means: try await services.storage.proofMeans(context.session)))
    }

    @Sendable func prove(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let (password, code, recoveryCode, passkey) = try input.all(
            input.optionalText("password", Password.init(presented:)), input.code, input.recoveryCode, input.optionalObject("passkey")
        )
        let (device, now) = (services.device(of: request, context.peer, context.id), services.clock.now)
        let token = try await refusing(context) {
            switch (password, try services.factorAnswer(code, recoveryCode, passkey)) {
            case (let password?, nil): try await services.storage.prove(context.session, with: password, on: device, at: now)
            case (nil, let answer?):
                try await services.storage.prove(context.session, with: answer, mailing: services.settings.mailing, on: device, at: now)
            case (nil, nil): throw Self.missing(of: try await services.storage.proofMeans(context.session))
            default: throw Failure.invalid("password", "must be given alone")
            }
        }
        return services.renewed(.noContent, token, of: context.session)
    }

    private static func missing(of means: [ProofMeans]) -> Failure {
        guard means.count > 1, let first = means.first else { return .invalid(means == [.code] ? "code" : "password", "is missing") }
        let names = means.map(\.rawValue)
        return .invalid(first.rawValue, "is missing: it takes \(names.dropLast().joined(separator: ", ")) or \(names[names.count - 1])")
    }

    @Sendable func switchOrganization(_ request: Request, context: SignedInContext) async throws -> Response {
        let input = try await Input(request)
        let text = try input.all(input.text("organizationId") { $0 })
        guard let id = ID<Organization>(text) else { throw Failure.notFound }
        return Response(json: try await services.storage.switchOrganization(context.session, to: id, at: services.clock.now))
    }

    @Sendable func list(_ request: Request, context: SignedInContext) async throws -> Response {
        let sessions = try await services.storage.sessions(context.session, at: services.clock.now)
        return Response(json: SessionList(sessions: sessions, current: context.session.id))
    }

    @Sendable func revoke(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await services.storage.revokeSession(context.pathID("session"), by: context.session, at: services.clock.now)
        return .noContent
    }

    @Sendable func revokeOthers(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await services.storage.revokeOtherSessions(context.session, at: services.clock.now)
        return .noContent
    }
}

private struct ProofMeansView: JSONWritable {
    let means: [ProofMeans]

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("means", each: means.map(\.rawValue)) }
    }
}
